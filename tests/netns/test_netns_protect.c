/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks of devices that the kernel has made, from what is protected down to the device
 * that stands for the hardware: its way is told to the end, in any namespace. Kinds that
 * this kernel lacks are skipped here; vm:protect-stacks has them all. */
#include <arpa/inet.h>
#include <net/if.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "devices.h"
#include "protect.h"
#include "sandbox.h"

#define PORT "0000:01:00.0"

/* hw0 stands for a network card: the facts are given a port for it. Its veth peer "cable"
 * is in a namespace of its own, as a cable's other end would be. */
static int build(void **state)
{
	(void)state;
	sandbox_ip("link set lo up");
	sandbox_ip("netns add world");
	sandbox_ip("link add hw0 type veth peer name cable netns world");
	sandbox_ip("netns add blue");
	sandbox_ip("-n blue link set lo up");
	sandbox_ip("link set hw0 up");
	sandbox_ip("-n world link set cable up");
	sandbox_ip("address add 192.0.2.1/24 dev hw0");
	return 0;
}

static struct host *collect(void)
{
	struct host *host = sandbox_host();

	for (size_t i = 0; i < host->netdevs.n; i++) {
		struct netdev *dev = &host->netdevs.items[i];

		if (strcmp(dev->name, "hw0") != 0)
			continue;
		dev->port = PORT;
		dev->kind = NULL;
		dev->link = 0;
	}
	return host;
}

static void check_chain(const struct host *host, const char *expected)
{
	struct protections found;
	struct nic_err err;

	assert_int_equal(protect_resolve(host, NULL, host->arena, &found, &err), 0);
	for (size_t i = 0; i < found.n; i++) {
		if (strcmp(found.items[i].chain, expected) == 0)
			return;
	}
	for (size_t i = 0; i < found.n; i++)
		print_error("found: %s (%s)\n", found.items[i].chain,
			    found.items[i].why ? found.items[i].why : "");
	fail_msg("not found: %s", expected);
}

/* The default route of @netns (NULL: the test's) goes over @dev: what then is protected.
 */
static void check_route(const char *netns, const char *dev, const char *expected)
{
	if (netns)
		sandbox_ip("-n %s link set %s up", netns, dev);
	else
		sandbox_ip("link set %s up", dev);
	if (netns)
		sandbox_ip("-n %s route add default dev %s", netns, dev);
	else
		sandbox_ip("route add default dev %s", dev);
	{
		NIC_CLEANUP(host_freep) struct host *host = collect();

		check_chain(host, expected);
	}
	if (netns)
		(void)sandbox_try_ip("-n %s link delete %s", netns, dev);
	else
		(void)sandbox_try_ip("link delete %s", dev);
}

#define ROUTE "default route (inet)"
#define DOWN " -> hw0 -> " PORT

static void test_vlan(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add link hw0 name v5 type vlan id 5"))
		skip();
	check_route(NULL, "v5", ROUTE " -> v5" DOWN);
}

static void test_macvlan(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add link hw0 name mv0 type macvlan"))
		skip();
	check_route(NULL, "mv0", ROUTE " -> mv0" DOWN);
}

static void test_macvlan_in_a_namespace(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add link hw0 name mv0 netns blue type macvlan"))
		skip();
	check_route("blue", "mv0", ROUTE " -> mv0 [blue]" DOWN);
}

static void test_ipvlan_in_a_namespace(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add link hw0 name iv0 netns blue type ipvlan"))
		skip();
	check_route("blue", "iv0", ROUTE " -> iv0 [blue]" DOWN);
}

static void test_bridge(void **state)
{
	(void)state;
	sandbox_ip("link add br0 type bridge");
	sandbox_ip("link set hw0 master br0");
	check_route(NULL, "br0", ROUTE " -> br0" DOWN);
}

static void test_bond(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add bond0 type bond"))
		skip();
	sandbox_ip("link set hw0 down");
	sandbox_ip("link set hw0 master bond0");
	check_route(NULL, "bond0", ROUTE " -> bond0" DOWN);
	sandbox_ip("link set hw0 up");
}

/* A container on a bridge that has the card: as libvirt and lxc make it. */
static void test_veth_to_a_bridge_with_the_card(void **state)
{
	(void)state;
	sandbox_ip("link add br0 type bridge");
	sandbox_ip("link set br0 up");
	sandbox_ip("link set hw0 master br0");
	sandbox_ip("link add in0 netns blue type veth peer name out0");
	sandbox_ip("link set out0 master br0 up");
	check_route("blue", "in0", ROUTE " -> in0 [blue] -> out0 -> br0" DOWN);
	sandbox_ip("link delete br0");
}

/* A container that is routed: as docker makes it. */
static void test_veth_to_a_bridge_that_routes(void **state)
{
	(void)state;
	sandbox_ip("link add docker0 type bridge");
	sandbox_ip("address add 198.51.100.1/24 dev docker0");
	sandbox_ip("link set docker0 up");
	sandbox_ip("link add in0 netns blue type veth peer name out0");
	sandbox_ip("link set out0 master docker0 up");
	sandbox_ip("route add default via 192.0.2.254");
	check_route("blue", "in0", ROUTE " -> in0 [blue] -> out0 -> docker0" DOWN);
	sandbox_ip("link delete docker0");
	sandbox_ip("route delete default");
}

static void test_vxlan_by_remote_end(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add vx0 type vxlan id 7 remote 192.0.2.9 dstport 4789"))
		skip();
	check_route(NULL, "vx0", ROUTE " -> vx0 -> tunnel to 192.0.2.9" DOWN);
}

static void test_vxlan_by_forwarding_table(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add vx0 type vxlan id 7 dstport 4789 nolearning") ||
	    !sandbox_try_bridge("fdb append 00:00:00:00:00:00 dev vx0 dst 192.0.2.77"))
		skip();
	check_route(NULL, "vx0", ROUTE " -> vx0 -> tunnel to 192.0.2.77" DOWN);
}

static void test_vxlan_bound_to_the_card(void **state)
{
	(void)state;
	if (!sandbox_try_ip(
		    "link add vx0 type vxlan id 7 group 239.1.1.1 dev hw0 dstport 4789"))
		skip();
	check_route(NULL, "vx0", ROUTE " -> vx0" DOWN);
}

/* Made here, used there: its packets leave from here. */
static void test_vxlan_moved_to_a_namespace(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add vx0 type vxlan id 7 remote 192.0.2.9 dstport 4789"))
		skip();
	sandbox_ip("link set vx0 netns blue");
	check_route("blue", "vx0", ROUTE " -> vx0 [blue] -> tunnel to 192.0.2.9" DOWN);
}

static void test_gre(void **state)
{
	(void)state;
	if (!sandbox_try_ip("tunnel add gre7 mode gre remote 192.0.2.9"))
		skip();
	check_route(NULL, "gre7", ROUTE " -> gre7 -> tunnel to 192.0.2.9" DOWN);
}

static void test_macvlan_over_vxlan_over_macvlan(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add link hw0 name mv0 type macvlan"))
		skip();
	sandbox_ip("address add 203.0.113.1/24 dev mv0");
	sandbox_ip("link set mv0 up");
	sandbox_ip("link add vx0 type vxlan id 7 remote 203.0.113.9 dstport 4789");
	sandbox_ip("link add link vx0 name mv1 type macvlan");
	sandbox_ip("link set vx0 up");
	check_route(NULL, "mv1",
		    ROUTE " -> mv1 -> vx0 -> tunnel to 203.0.113.9 -> mv0" DOWN);
	sandbox_ip("link delete vx0");
	sandbox_ip("link delete mv0");
}

static void join(const char *netns)
{
	char path[64];
	int result;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/run/netns/%s", netns);
	file = fopen(path, "re");
	assert_non_null(file);
	result = setns(fileno(file), CLONE_NEWNET);
	(void)fclose(file);
	assert_int_equal(result, 0);
}

static int own_netns(void)
{
	FILE *file = fopen("/proc/thread-self/ns/net", "re");
	int fd = file ? dup(fileno(file)) : -1;

	assert_true(fd >= 0);
	(void)fclose(file);
	return fd;
}

static int socket_on(const char *address, uint16_t port, struct sockaddr_in *ret_address)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	*ret_address =
		(struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
	assert_true(fd >= 0);
	assert_int_equal(inet_pton(AF_INET, address, &ret_address->sin_addr), 1);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), 0);
	return fd;
}

/* Somebody in the world is logged in at port 22 of blue, by a macvlan over the card. */
static void test_session_into_a_namespace(void **state)
{
	struct sockaddr_in address;
	int home = own_netns(), server, client, accepted;

	(void)state;
	if (!sandbox_try_ip("link add link hw0 name mv0 netns blue type macvlan")) {
		(void)close(home);
		skip();
	}
	sandbox_ip("-n blue address add 203.0.113.1/24 dev mv0");
	sandbox_ip("-n blue link set mv0 up");
	sandbox_ip("-n world address add 203.0.113.9/24 dev cable");
	join("blue");
	server = socket_on("203.0.113.1", 22, &address);
	assert_int_equal(bind(server, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(server, 1), 0);
	join("world");
	client = socket_on("203.0.113.1", 22, &address);
	assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof(address)),
			 0);
	accepted = accept4(server, NULL, NULL, SOCK_CLOEXEC);
	assert_true(accepted >= 0);
	assert_int_equal(setns(home, CLONE_NEWNET), 0);
	{
		NIC_CLEANUP(host_freep) struct host *host = collect();

		check_chain(host,
			    "session at port 22 (from 203.0.113.9) -> mv0 [blue]" DOWN);
	}
	(void)close(accepted);
	(void)close(client);
	(void)close(server);
	(void)close(home);
	sandbox_ip("-n blue link delete mv0");
}

static int run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vlan),
		cmocka_unit_test(test_macvlan),
		cmocka_unit_test(test_macvlan_in_a_namespace),
		cmocka_unit_test(test_ipvlan_in_a_namespace),
		cmocka_unit_test(test_bridge),
		cmocka_unit_test(test_bond),
		cmocka_unit_test(test_veth_to_a_bridge_with_the_card),
		cmocka_unit_test(test_veth_to_a_bridge_that_routes),
		cmocka_unit_test(test_vxlan_by_remote_end),
		cmocka_unit_test(test_vxlan_by_forwarding_table),
		cmocka_unit_test(test_vxlan_bound_to_the_card),
		cmocka_unit_test(test_vxlan_moved_to_a_namespace),
		cmocka_unit_test(test_gre),
		cmocka_unit_test(test_macvlan_over_vxlan_over_macvlan),
		cmocka_unit_test(test_session_into_a_namespace),
	};

	return cmocka_run_group_tests(tests, build, NULL);
}

int main(void)
{
	return sandbox_run(run_all);
}
