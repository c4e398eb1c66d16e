/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Look-ups in the host model. */
#include "test.h"

#include "fake_host.h"

static void test_names_are_equal_as_in_the_kernel(void **state)
{
	(void)state;
	assert_true(module_name_equal("ib_core", "ib-core"));
	assert_true(module_name_equal("a-b_c", "a_b-c"));
	assert_true(module_name_equal("", ""));
	assert_false(module_name_equal("ice", "icey"));
	assert_false(module_name_equal("icey", "ice"));
	assert_false(module_name_equal("ice", "ics"));
	assert_false(module_name_equal("a_", "a"));
}

static void test_modules_and_files_are_found(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	const struct module *ice = host_module(host, "ice");

	(void)state;
	assert_string_equal(host_module(host, "ib-core")->name, "ib_core");
	assert_null(host_module(host, "ib"));
	assert_string_equal(host_file_of(host, ice)->name, "ice");
	assert_ptr_equal(host_file_of(host, ice), host_installed_file(host, "ice"));
	assert_null(host_installed_file(host, "nothing"));
	assert_null(host_file(host, "/nowhere"));
	host_module(host, "ice")->path = NULL;
	host_module(host, "ice")->installed_path = NULL;
	assert_null(host_file_of(host, ice));
	assert_null(host_installed_file(host, "ice"));
}

static void test_devices_are_found(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	assert_string_equal(host_port(host, "0000:19:00.0")->module, "i40e");
	assert_null(host_port(host, "0000:19:00.1"));
	assert_string_equal(host_netdev(host, 2)->name, "eno1");
	assert_null(host_netdev(host, 99));
	assert_null(host_conf(host, "ice"));
	fake_conf(host, "ib_core");
	assert_non_null(host_conf(host, "ib-core"));
}

static void test_another_namespace_has_its_own_indices(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();

	(void)state;
	fake_netdev(host, "inside", 7, NULL)->netns = "blue";
	assert_null(host_netdev(host, 7));
	fake_netdev(host, "outside", 7, NULL);
	assert_string_equal(host_netdev(host, 7)->name, "outside");
}

static void test_enum_names_end(void **state)
{
	(void)state;
	for (int i = MODULE_LIVE; i <= MODULE_BUILTIN; i++)
		assert_non_null(module_state_name(i));
	assert_null(module_state_name(MODULE_BUILTIN + 1));
	for (int i = ORIGIN_UNKNOWN; i <= ORIGIN_OTHER; i++)
		assert_non_null(module_origin_name(i));
	assert_null(module_origin_name(ORIGIN_OTHER + 1));
}

static void test_null_is_freed(void **state)
{
	struct host *none = NULL;

	(void)state;
	host_free(NULL);
	host_freep(&none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_are_equal_as_in_the_kernel),
		cmocka_unit_test(test_modules_and_files_are_found),
		cmocka_unit_test(test_devices_are_found),
		cmocka_unit_test(test_another_namespace_has_its_own_indices),
		cmocka_unit_test(test_enum_names_end),
		cmocka_unit_test(test_null_is_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
