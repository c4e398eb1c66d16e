/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is looked at on which way, and when. */
#include "test.h"

#include "fake_host.h"
#include "probe.h"

static struct probes find(struct host *host, const char *driver,
			  const struct strv *accept_loss)
{
	struct request request = {.driver = driver};
	struct probes found = {0};
	struct plan *plan = NULL;
	struct nic_err err = {0};

	if (accept_loss)
		request.accept_loss = *accept_loss;
	assert_int_equal(plan_make(host, &request, &plan, &err), 0);
	assert_int_equal(probe_find(host, &request, plan, host->arena, &found, &err), 0);
	plan_free(plan);
	return found;
}

/* "text, text (end)": in the order of the ways. */
static const char *told(struct host *host, const struct probes *found)
{
	const char *text = "";

	for (size_t i = 0; i < found->n; i++)
		text = arena_printf(host->arena, "%s%s%s%s", text, i ? ", " : "",
				    probe_text(&found->items[i], host->arena),
				    found->items[i].is_steady ? "" : " (end)");
	return text;
}

#define assert_probes(host, driver, text)                                                \
	do {                                                                             \
		struct probes found_ = find((host), (driver), NULL);                     \
                                                                                         \
		assert_string_equal(told((host), &found_), (text));                      \
	} while (0)

static void test_default_route(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	assert_probes(host, "ice", "eno1 has carrier, 192.0.2.1 answers on eno1");
	/* A second gateway of the same device, and one of another family. */
	fake_route(host, 2);
	host->default_routes.items[1].gateway = "192.0.2.2";
	host->default_routes.items[1].table = 100;
	fake_route(host, 2);
	host->default_routes.items[2].gateway = "fe80::1";
	host->default_routes.items[2].family = "inet6";
	assert_probes(host, "ice",
		      "eno1 has carrier, 192.0.2.1 answers on eno1, "
		      "192.0.2.2 answers on eno1, fe80::1 answers on eno1");
}

static void test_route_without_gateway(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	host->default_routes.items[0].gateway = NULL;
	assert_probes(host, "ice", "eno1 has carrier");
}

static void test_session_on_the_link_and_beyond(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	host->default_routes.n = 0;
	fake_session(host, "198.51.100.7", 2);
	fake_way(host, "198.51.100.7", 2);
	assert_probes(host, "ice",
		      "eno1 has carrier, the route to 198.51.100.7 is over eno1, "
		      "198.51.100.7 answers on eno1");
	host->ways.items[0].gateway = "192.0.2.9";
	assert_probes(host, "ice",
		      "eno1 has carrier, the route to 198.51.100.7 is over eno1, "
		      "192.0.2.9 answers on eno1");
	host->ways.n = 0; /* no way: nobody can be asked */
	assert_probes(host, "ice", "eno1 has carrier");
}

/* Packets leave by another device than they come in by. */
static void test_asymmetric_session(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	host->default_routes.n = 0;
	fake_session(host, "198.51.100.7", 2);
	fake_way(host, "198.51.100.7", 3);
	assert_probes(host, "i40e",
		      "eno1 has carrier (end), the route to 198.51.100.7 is over ens1f0 "
		      "(end), 198.51.100.7 answers on ens1f0 (end)");
}

static void test_what_the_plan_touches_is_probed_in_the_end(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	assert_probes(host, "i40e",
		      "eno1 has carrier (end), 192.0.2.1 answers on eno1 (end)");
}

/* A bond of a port of each driver goes on with one of them. */
static void test_bond_goes_on(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	fake_netdev(host, "bond0", 9, NULL)->kind = "bond";
	host->netdevs.items[1].master = host->netdevs.items[2].master = 9;
	host->default_routes.items[0].ifindex = 9;
	assert_probes(host, "ice",
		      "bond0 has carrier, 192.0.2.1 answers on bond0, eno1 has carrier, "
		      "ens1f0 has carrier (end), irdma0 is active (end)");
}

static void test_rdma_on_a_protected_port(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct plan *plan = NULL;
	struct request request = {.driver = "ice"};
	struct probes found = {0};
	struct nic_err err;

	(void)state;
	fake_rdma(host, "other0", "0000:19:00.0");
	assert_int_equal(plan_make(host, &request, &plan, &err), 0);
	plan->rdma.n = 0; /* none of the plan's own */
	assert_int_equal(probe_find(host, &request, plan, host->arena, &found, &err), 0);
	assert_string_equal(told(host, &found),
			    "eno1 has carrier, 192.0.2.1 answers on eno1, "
			    "other0 is active");
	host->rdma.items[1].state = "DOWN";
	assert_int_equal(probe_find(host, &request, plan, host->arena, &found, &err), 0);
	assert_int_equal(found.n, 2);
	plan_free(plan);
}

/* A container's way out ends at a veth: what is behind it is looked at, where it goes on.
 */
static void test_veth_into_a_namespace(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct netdev *dev = fake_netdev(host, "eth0", 2, NULL);

	(void)state;
	dev->kind = "veth";
	dev->netns = "pid:77";
	dev->link = 20;
	dev->link_netns = HOST_NETNS_CALLER;
	fake_netdev(host, "veth77", 20, NULL)->kind = "veth";
	fake_route(host, 2);
	host->default_routes.items[1].netns = "pid:77";
	assert_probes(host, "ice", "eno1 has carrier, 192.0.2.1 answers on eno1");
}

static void test_port_in_a_namespace(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	host->netdevs.items[1].netns = "blue";
	host->default_routes.items[0].netns = "blue";
	assert_probes(host, "ice",
		      "eno1 [blue] has carrier, 192.0.2.1 answers on eno1 [blue]");
}

static void test_nothing_is_asked_of_a_crash_dump(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	host->default_routes.n = 0;
	fake_use(host, "kdump (ssh)", "198.51.100.9")->is_advisory = true;
	fake_way(host, "198.51.100.9", 2);
	assert_probes(host, "ice", "");
	host->network_uses.items[0].is_advisory = false;
	assert_probes(host, "ice",
		      "eno1 has carrier, the route to 198.51.100.9 is over eno1, "
		      "198.51.100.9 answers on eno1");
}

/* After a reload the same port has another index, and so have the devices made on it. */
static void test_what_has_come_back_is_followed(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(host_freep) struct host *now = fake_incident("6.1");
	struct probes found = find(host, "i40e", NULL);

	(void)state;
	now->netdevs.items[1].ifindex = 12;
	now->netdevs.items[1].name = "eth7";
	probe_follow(&found, host, now, host->arena);
	assert_string_equal(told(host, &found),
			    "eth7 has carrier (end), 192.0.2.1 answers on eth7 (end)");
	assert_int_equal(found.items[1].point.ifindex, 12);
	/* Those that must not change are never looked for elsewhere. */
	found = find(host, "ice", NULL);
	probe_follow(&found, host, now, host->arena);
	assert_int_equal(found.items[1].point.ifindex, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_default_route),
		cmocka_unit_test(test_route_without_gateway),
		cmocka_unit_test(test_session_on_the_link_and_beyond),
		cmocka_unit_test(test_asymmetric_session),
		cmocka_unit_test(test_what_the_plan_touches_is_probed_in_the_end),
		cmocka_unit_test(test_bond_goes_on),
		cmocka_unit_test(test_rdma_on_a_protected_port),
		cmocka_unit_test(test_veth_into_a_namespace),
		cmocka_unit_test(test_port_in_a_namespace),
		cmocka_unit_test(test_nothing_is_asked_of_a_crash_dump),
		cmocka_unit_test(test_what_has_come_back_is_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
