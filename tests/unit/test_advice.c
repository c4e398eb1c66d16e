/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a protected port has in common with others, and what is safer. */
#include "test.h"

#include "advice.h"
#include "fake_host.h"

static struct advices advise(struct host *host)
{
	struct protections found;
	struct advices advices = {0};
	struct nic_err err = {0};

	assert_int_equal(protect_resolve(host, NULL, host->arena, &found, &err), 0);
	assert_int_equal(advice_make(host, &found, host->arena, &advices), 0);
	return advices;
}

static void test_nothing_in_common(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	assert_int_equal(advise(host).n, 0);
}

static void test_same_driver_same_card_same_root_port(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct advices advices;

	(void)state;
	fake_port(host, "0000:19:00.1", "i40e");
	fake_port(host, "0000:1a:00.0", "tg3")->root_port = "0000:17:00.0";
	host->ports.items[0].root_port = "0000:17:00.0";
	host->ports.items[3].root_port = "0000:17:00.0";
	advices = advise(host);
	assert_int_equal(advices.n, 3);
	assert_int_equal(advices.items[0].tie, ADVICE_DRIVER);
	assert_string_equal(advices.items[0].text,
			    "the protected port 0000:19:00.0 shares the driver i40e with "
			    "0000:19:00.1");
	assert_contains(advices.items[0].remedy, "handover");
	assert_int_equal(advices.items[1].tie, ADVICE_CARD);
	assert_string_equal(advices.items[1].text,
			    "the protected port 0000:19:00.0 shares the card 0000:19:00 "
			    "with 0000:19:00.1");
	assert_int_equal(advices.items[2].tie, ADVICE_ROOT);
	assert_string_equal(advices.items[2].text,
			    "the protected port 0000:19:00.0 shares the root port "
			    "0000:17:00.0 with 0000:1a:00.0");
}

static void test_protected_ports_may_share(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	fake_port(host, "0000:19:00.1", "i40e");
	fake_netdev(host, "eno2", 7, "0000:19:00.1");
	fake_route(host, 7);
	assert_int_equal(advise(host).n, 0);
}

static void test_virtual_functions_are_left_out(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	fake_port(host, "0000:19:02.0", "i40e")->physfn = "0000:19:00.0";
	assert_int_equal(advise(host).n, 0);
}

static void test_built_in_drivers_and_other_buses_share_nothing(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();

	(void)state;
	fake_port(host, "vmbus.1", NULL)->has_pci_id = false;
	fake_port(host, "vmbus.2", NULL)->has_pci_id = false;
	fake_netdev(host, "eth0", 2, "vmbus.1");
	fake_route(host, 2);
	assert_int_equal(advise(host).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_in_common),
		cmocka_unit_test(test_same_driver_same_card_same_root_port),
		cmocka_unit_test(test_protected_ports_may_share),
		cmocka_unit_test(test_virtual_functions_are_left_out),
		cmocka_unit_test(test_built_in_drivers_and_other_buses_share_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
