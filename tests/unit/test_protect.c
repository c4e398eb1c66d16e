/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From routes and sessions to ports. */
#include "test.h"

#include "fake_host.h"
#include "protect.h"

static struct protections resolve(struct host *host)
{
	struct protections found = {0};
	struct nic_err err = {0};

	assert_int_equal(protect_resolve(host, NULL, host->arena, &found, &err), 0);
	return found;
}

#define assert_chain(host, port, text)                                                   \
	do {                                                                             \
		struct protections found_ = resolve(host);                               \
		const struct protection *protection_ = protect_find(&found_, (port));    \
                                                                                         \
		assert_non_null(protection_);                                            \
		assert_string_equal(protection_->chain, (text));                         \
	} while (0)

static void test_no_route_and_no_session(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();

	(void)state;
	assert_int_equal(resolve(host).n, 0);
}

static void test_default_route_on_a_port(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct protections found = resolve(host);

	(void)state;
	assert_int_equal(found.n, 1);
	assert_chain(host, "0000:19:00.0",
		     "default route (inet) -> eno1 -> 0000:19:00.0 -> i40e");
	assert_null(protect_find(&found, "0000:5e:00.0"));
}

static void test_the_same_chain_once(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	fake_route(host, 2);
	assert_int_equal(resolve(host).n, 1);
	fake_session(host, "198.51.100.7", 2);
	assert_int_equal(resolve(host).n, 2);
}

/* VLAN 5 on a bond of two ports. */
static struct host *vlan_over_bond(void)
{
	struct host *host = fake_host();
	struct netdev *vlan;

	fake_port(host, "0000:01:00.0", "ice");
	fake_port(host, "0000:02:00.0", "i40e");
	fake_netdev(host, "bond0.5", 9, NULL);
	fake_netdev(host, "bond0", 8, NULL);
	fake_netdev(host, "p1", 1, "0000:01:00.0")->master = 8;
	fake_netdev(host, "p2", 2, "0000:02:00.0")->master = 8;
	fake_netdev(host, "p3", 3, "0000:03:00.0");
	vlan = &host->netdevs.items[0];
	vlan->link = 8;
	fake_route(host, 9);
	return host;
}

static void test_vlan_over_bond_protects_all_members(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = vlan_over_bond();
	struct protections found = resolve(host);

	(void)state;
	assert_int_equal(found.n, 2);
	assert_chain(host, "0000:01:00.0",
		     "default route (inet) -> bond0.5 -> bond0 -> p1 -> "
		     "0000:01:00.0 -> ice");
	assert_non_null(protect_find(&found, "0000:02:00.0"));
	assert_null(protect_find(&found, "0000:03:00.0"));
}

static void test_bridge_protects_its_ports_and_names_taps(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct protections found;
	size_t open_ends = 0;

	(void)state;
	fake_port(host, "0000:01:00.0", "ice");
	fake_netdev(host, "br0", 5, NULL);
	fake_netdev(host, "p1", 6, "0000:01:00.0")->master = 5;
	fake_netdev(host, "tap0", 7, NULL)->master = 5;
	fake_session(host, "198.51.100.7", 5);
	found = resolve(host);
	assert_chain(host, "0000:01:00.0",
		     "this session (from 198.51.100.7) -> br0 -> p1 -> "
		     "0000:01:00.0 -> ice");
	for (size_t i = 0; i < found.n; i++)
		open_ends += !found.items[i].port;
	assert_int_equal(open_ends, 1);
}

static void test_session_of_unknown_device(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct protections found;

	(void)state;
	fake_session(host, "198.51.100.7", 0);
	found = resolve(host);
	assert_int_equal(found.n, 2);
	assert_null(found.items[1].port);
	assert_contains(found.items[1].chain, "198.51.100.7");
}

static void test_session_over_loopback_needs_no_port(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();

	(void)state;
	fake_netdev(host, "lo", 1, NULL);
	fake_session(host, "127.0.0.1", 1);
	assert_int_equal(resolve(host).n, 0);
}

static void test_vf_protects_its_pf(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct protections found;

	(void)state;
	fake_port(host, "0000:01:00.0", "ice");
	fake_port(host, "0000:01:01.0", "iavf")->physfn = "0000:01:00.0";
	fake_netdev(host, "vf0", 3, "0000:01:01.0");
	fake_route(host, 3);
	found = resolve(host);
	assert_non_null(protect_find(&found, "0000:01:01.0"));
	assert_non_null(protect_find(&found, "0000:01:00.0"));
	assert_contains(protect_find(&found, "0000:01:00.0")->chain,
			"VF 0000:01:01.0 -> PF 0000:01:00.0 -> ice");
}

static void test_vf_whose_pf_is_not_known(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();

	(void)state;
	fake_port(host, "0000:01:01.0", "iavf")->physfn = "0000:01:00.0";
	fake_netdev(host, "vf0", 3, "0000:01:01.0");
	fake_route(host, 3);
	assert_int_equal(resolve(host).n, 1);
}

static void test_tunnel_has_no_port(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct protections found;

	(void)state;
	fake_netdev(host, "wg0", 20, NULL);
	fake_route(host, 20);
	found = resolve(host);
	assert_int_equal(found.n, 2);
	assert_null(found.items[1].port);
	assert_string_equal(found.items[1].chain, "default route (inet) -> wg0");
}

static void test_route_by_a_device_that_is_not_there(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct protections found;

	(void)state;
	fake_route(host, 42);
	found = resolve(host);
	assert_int_equal(found.n, 1);
	assert_null(found.items[0].port);
}

static void test_missing_link_ends_the_chain(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct protections found;

	(void)state;
	fake_netdev(host, "vlan5", 5, NULL)->link = 77;
	fake_route(host, 5);
	found = resolve(host);
	assert_int_equal(found.n, 1);
	assert_null(found.items[0].port);
	assert_string_equal(found.items[0].chain, "default route (inet) -> vlan5");
}

static void test_devices_of_other_namespaces_do_not_count(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct protections found;

	(void)state;
	fake_netdev(host, "vlan5", 5, NULL)->link = 6;
	fake_netdev(host, "inside", 6, "0000:01:00.0")->netns = "blue";
	fake_route(host, 5);
	found = resolve(host);
	assert_null(protect_find(&found, "0000:01:00.0"));
}

static void test_port_without_driver(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();

	(void)state;
	fake_netdev(host, "p1", 5, "0000:01:00.0");
	fake_route(host, 5);
	assert_chain(host, "0000:01:00.0", "default route (inet) -> p1 -> 0000:01:00.0");
}

/* A pair of virtual devices that name each other as the device below. */
static void test_loops_end(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();

	(void)state;
	fake_netdev(host, "veth0", 5, NULL)->link = 6;
	fake_netdev(host, "veth1", 6, NULL)->link = 5;
	fake_netdev(host, "self", 7, NULL)->link = 7;
	host->netdevs.items[2].master = 7;
	fake_route(host, 5);
	fake_route(host, 7);
	assert_true(resolve(host).n >= 1);
}

/* Made-up facts in which everything is a member of everything end soon, and what is
 * known is still said. */
static void test_facts_made_to_explode_end(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct protections found;
	char name[16];

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct netdev *netdev;

		snprintf(name, sizeof(name), "d%d", i);
		netdev = fake_netdev(host, name, 1, i == 299 ? "0000:01:00.0" : NULL);
		netdev->master = 1;
		netdev->link = 1;
	}
	fake_route(host, 1);
	found = resolve(host);
	assert_true(found.n > 0);
}

static void test_kdump_does_not_protect(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct protections found;

	(void)state;
	fake_port(host, "0000:01:00.0", "ice");
	fake_netdev(host, "p1", 1, "0000:01:00.0");
	fake_way(host, "192.0.2.9", 1);
	fake_use(host, "kdump (ssh)", "192.0.2.9")->is_advisory = true;
	found = resolve(host);
	assert_int_equal(found.n, 1);
	assert_string_equal(found.items[0].port, "0000:01:00.0");
	assert_null(protect_find(&found, "0000:01:00.0"));
}

/* A tower of 100 VLANs, which no kernel allows: its end is not known, and nothing falls.
 */
static void test_towers_end(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct protections found;

	(void)state;
	for (uint32_t i = 1; i <= 100; i++)
		fake_netdev(host, "v", i, NULL)->link = i + 1;
	fake_route(host, 1);
	found = resolve(host);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.items[0].end, PROTECT_END_UNKNOWN);
	assert_contains(found.items[0].why, "more devices");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_route_and_no_session),
		cmocka_unit_test(test_default_route_on_a_port),
		cmocka_unit_test(test_the_same_chain_once),
		cmocka_unit_test(test_vlan_over_bond_protects_all_members),
		cmocka_unit_test(test_bridge_protects_its_ports_and_names_taps),
		cmocka_unit_test(test_session_of_unknown_device),
		cmocka_unit_test(test_session_over_loopback_needs_no_port),
		cmocka_unit_test(test_vf_protects_its_pf),
		cmocka_unit_test(test_vf_whose_pf_is_not_known),
		cmocka_unit_test(test_tunnel_has_no_port),
		cmocka_unit_test(test_route_by_a_device_that_is_not_there),
		cmocka_unit_test(test_missing_link_ends_the_chain),
		cmocka_unit_test(test_devices_of_other_namespaces_do_not_count),
		cmocka_unit_test(test_port_without_driver),
		cmocka_unit_test(test_loops_end),
		cmocka_unit_test(test_facts_made_to_explode_end),
		cmocka_unit_test(test_kdump_does_not_protect),
		cmocka_unit_test(test_towers_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
