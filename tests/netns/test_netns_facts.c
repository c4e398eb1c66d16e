/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The facts about a network that the test has built are exactly what it has built. */
#include <net/if.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "devices.h"
#include "sandbox.h"

/* The network: mg0 (in a bridge) and up0 are what the host has, their peers stand for the
 * cable; blue is a named namespace with a device of its own. */
static int build(void **state)
{
	(void)state;
	sandbox_ip("link set lo up");
	sandbox_ip(
		"link add up0 address 02:00:00:00:00:01 mtu 1400 type veth peer name up1");
	sandbox_ip("link add mg0 type veth peer name mg1");
	sandbox_ip("link add br0 type bridge");
	sandbox_ip("link set mg0 master br0");
	for (const char *const *name =
		     (const char *const[]){"up0", "up1", "mg0", "mg1", "br0", NULL};
	     *name; name++)
		sandbox_ip("link set %s up", *name);
	sandbox_ip("address add 192.0.2.1/24 dev up0");
	sandbox_ip("address add 2001:db8::1/64 dev up0 nodad");
	sandbox_ip("address add 198.51.100.1 peer 198.51.100.2/32 dev br0");
	sandbox_ip("link property add dev up0 altname uplink");
	sandbox_ip("netns add blue");
	sandbox_ip("link add name in0 netns blue type veth peer name out0");
	sandbox_ip("-n blue address add 203.0.113.5/28 dev in0");
	return 0;
}

static const struct netdev *find(const struct host *host, const char *netns,
				 const char *name)
{
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *dev = &host->netdevs.items[i];

		if (strcmp(dev->name, name) == 0 &&
		    (netns ? dev->netns && strcmp(dev->netns, netns) == 0 : !dev->netns))
			return dev;
	}
	fail_msg("no device %s in %s", name, netns ? netns : "the test's namespace");
	return NULL;
}

static size_t count_in(const struct host *host, const char *netns)
{
	size_t n = 0;

	for (size_t i = 0; i < host->netdevs.n; i++) {
		const char *other = host->netdevs.items[i].netns;

		n += netns ? other && strcmp(other, netns) == 0 : !other;
	}
	return n;
}

static void test_device_fields(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = sandbox_host();
	const struct netdev *up0 = find(host, NULL, "up0");

	(void)state;
	assert_int_equal(up0->ifindex, if_nametoindex("up0"));
	assert_string_equal(up0->kind, "veth");
	assert_string_equal(up0->mac, "02:00:00:00:00:01");
	assert_null(up0->port);
	assert_null(up0->netns);
	assert_int_equal(up0->mtu, 1400);
	assert_true(up0->is_up);
	assert_true(up0->has_carrier);
	assert_string_equal(up0->operstate, "up");
	assert_int_equal(up0->master, 0);
	assert_int_equal(up0->altnames.n, 1);
	assert_string_equal(up0->altnames.items[0], "uplink");
	assert_true(strv_has(&up0->addresses, "192.0.2.1/24"));
	assert_true(strv_has(&up0->addresses, "2001:db8::1/64"));
	assert_int_equal(up0->addresses.n, 3); /* and a link-local one */
}

static void test_stacked_devices(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = sandbox_host();
	const struct netdev *bridge = find(host, NULL, "br0");

	(void)state;
	assert_string_equal(bridge->kind, "bridge");
	assert_int_equal(find(host, NULL, "mg0")->master, bridge->ifindex);
	assert_int_equal(find(host, NULL, "mg1")->master, 0);
	/* The address is ours, not that of the other end. */
	assert_true(strv_has(&bridge->addresses, "198.51.100.1/32"));
	assert_null(find(host, NULL, "lo")->kind);
}

static void test_vlan_has_a_lower_device(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add link up0 name up0.7 type vlan id 7") &&
	    !sandbox_try_ip("link add link up0 name up0.7 type macvlan"))
		skip();
	{
		NIC_CLEANUP(host_freep) struct host *host = sandbox_host();
		const struct netdev *vlan = find(host, NULL, "up0.7");

		assert_int_equal(vlan->link, find(host, NULL, "up0")->ifindex);
		assert_false(vlan->is_up);
		assert_string_equal(vlan->operstate, "down");
	}
	sandbox_ip("link delete up0.7");
}

static void test_named_namespace(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = sandbox_host();
	const struct netdev *in0 = find(host, "blue", "in0");

	(void)state;
	assert_int_equal(in0->addresses.n, 1);
	assert_string_equal(in0->addresses.items[0], "203.0.113.5/28");
	assert_false(in0->is_up);
	/* Each end says in which namespace the other one's index counts. */
	assert_int_equal(in0->link, find(host, NULL, "out0")->ifindex);
	assert_string_equal(in0->link_netns, HOST_NETNS_CALLER);
	assert_int_equal(find(host, NULL, "out0")->link, in0->ifindex);
	assert_string_equal(find(host, NULL, "out0")->link_netns, "blue");
	assert_null(find(host, NULL, "up0")->link_netns);
	find(host, "blue", "lo");
	assert_int_equal(host->not_read.n, 0);
}

static void test_namespace_of_a_process(void **state)
{
	int pid = sandbox_start_process_in_netns();
	char name[32];

	(void)state;
	(void)snprintf(name, sizeof(name), "pid:%d", pid);
	sandbox_ip("link add far0 netns %d type veth peer name near0", pid);
	{
		NIC_CLEANUP(host_freep) struct host *host = sandbox_host();

		find(host, name, "far0");
		assert_int_equal(count_in(host, "blue"), count_in(host, name));
	}
	sandbox_stop_process(pid);
	/* The namespace dies later, and the device with it. */
	sandbox_try_ip("link delete near0");
}

/* The caller's namespace must be the same, also for what comes after. */
static void test_own_namespace_is_kept(void **state)
{
	struct stat before, after;

	(void)state;
	assert_int_equal(stat("/proc/thread-self/ns/net", &before), 0);
	host_free(sandbox_host());
	assert_int_equal(stat("/proc/thread-self/ns/net", &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_not_equal(if_nametoindex("up0"), 0);
}

static void check_route(const struct host *host, const char *family, uint32_t table,
			const char *gateway, const char *dev)
{
	for (size_t i = 0; i < host->default_routes.n; i++) {
		const struct route *route = &host->default_routes.items[i];

		if (route->table != table || strcmp(route->family, family) != 0 ||
		    (gateway ? !route->gateway || strcmp(route->gateway, gateway) != 0
			     : route->gateway != NULL))
			continue;
		assert_int_equal(route->ifindex, if_nametoindex(dev));
		return;
	}
	fail_msg("no default route %s table %u via %s", family, table,
		 gateway ? gateway : "nothing");
}

static void test_default_routes(void **state)
{
	(void)state;
	sandbox_ip("route add default via 192.0.2.254 dev up0");
	sandbox_ip("route add default via 192.0.2.253 dev up0 table 1000");
	sandbox_ip("route add default dev br0 table 101");
	sandbox_ip(
		"route add default table 102 nexthop via 192.0.2.10 dev up0 nexthop via "
		"198.51.100.2 dev br0");
	sandbox_ip("-6 route add default via 2001:db8::fe dev up0");
	sandbox_ip("-6 route add default via fe80::9 dev br0 table 200");
	/* What is no way out: nothing of it may show. */
	sandbox_ip("route add 203.0.113.0/24 via 192.0.2.254");
	sandbox_ip("route add unreachable default table 103");
	sandbox_ip("-6 route add blackhole default table 203");
	{
		NIC_CLEANUP(host_freep) struct host *host = sandbox_host();

		check_route(host, "inet", 254, "192.0.2.254", "up0");
		check_route(host, "inet", 1000, "192.0.2.253", "up0");
		check_route(host, "inet", 101, NULL, "br0");
		check_route(host, "inet", 102, "192.0.2.10", "up0");
		check_route(host, "inet", 102, "198.51.100.2", "br0");
		check_route(host, "inet6", 254, "2001:db8::fe", "up0");
		check_route(host, "inet6", 200, "fe80::9", "br0");
		assert_int_equal(host->default_routes.n, 7);
	}
}

static void test_gateway_of_the_other_family(void **state)
{
	(void)state;
	if (!sandbox_try_ip("-4 route add default via inet6 fe80::7 dev up0 table 110"))
		skip();
	{
		NIC_CLEANUP(host_freep) struct host *host = sandbox_host();

		check_route(host, "inet", 110, "fe80::7", "up0");
	}
	sandbox_ip("-4 route delete default table 110");
}

static bool hide_next_hops(void)
{
	FILE *file = fopen("/proc/sys/net/ipv4/nexthop_compat_mode", "we");
	bool is_written = file && fputs("0", file) >= 0;

	return file && fclose(file) == 0 && is_written;
}

static void test_next_hop_objects(void **state)
{
	(void)state;
	if (!sandbox_try_ip("nexthop add id 1 via 192.0.2.21 dev up0") ||
	    !hide_next_hops())
		skip();
	sandbox_ip("nexthop add id 2 via 198.51.100.2 dev br0");
	sandbox_ip("nexthop add id 3 group 1/2");
	sandbox_ip("nexthop add id 4 via fe80::21 dev up0");
	sandbox_ip("route add default table 120 nhid 1");
	sandbox_ip("route add default table 121 nhid 3");
	sandbox_ip("-6 route add default table 122 nhid 4");
	{
		NIC_CLEANUP(host_freep) struct host *host = sandbox_host();

		check_route(host, "inet", 120, "192.0.2.21", "up0");
		check_route(host, "inet", 121, "192.0.2.21", "up0");
		check_route(host, "inet", 121, "198.51.100.2", "br0");
		check_route(host, "inet6", 122, "fe80::21", "up0");
		assert_int_equal(host->not_read.n, 0);
	}
	for (int id = 1; id <= 4; id++) /* and the routes with them */
		(void)sandbox_try_ip("nexthop delete id %d", id);
}

static void test_no_ports_no_rdma(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = sandbox_host();

	(void)state;
	for (size_t i = 0; i < host->netdevs.n; i++)
		assert_null(host->netdevs.items[i].port);
	assert_int_equal(host->rdma_mounts.n, 0);
}

static int run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_device_fields),
		cmocka_unit_test(test_stacked_devices),
		cmocka_unit_test(test_vlan_has_a_lower_device),
		cmocka_unit_test(test_named_namespace),
		cmocka_unit_test(test_namespace_of_a_process),
		cmocka_unit_test(test_own_namespace_is_kept),
		cmocka_unit_test(test_default_routes),
		cmocka_unit_test(test_gateway_of_the_other_family),
		cmocka_unit_test(test_next_hop_objects),
		cmocka_unit_test(test_no_ports_no_rdma),
	};

	return cmocka_run_group_tests(tests, build, NULL);
}

int main(void)
{
	return sandbox_run(run_all);
}
