/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does what a file needs fit what the machine offers? */
#include "test.h"

#include "fake_host.h"
#include "symbols.h"

static enum symbol_fit fit(const struct symbol_table *table, const char *name,
			   uint32_t crc)
{
	struct symbol need = {.name = name, .crc = crc, .has_crc = true};

	return symbols_fit(table, &need, NULL);
}

static void add_kernel_symbol(struct host *host, const char *name, uint32_t crc)
{
	struct symbol *symbol = ARENA_PUSH(host->arena, &host->kernel_symbols);

	*symbol = (struct symbol){name, crc, true, false};
}

static void test_empty_host_knows_nothing(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct symbol_table *table = symbols_table(host, NULL, NULL, 0, host->arena);

	(void)state;
	assert_int_equal(fit(table, "kmalloc", 1), SYMBOL_UNCHECKED);
}

static void test_kernel_symbols_and_offers_are_known(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct symbol_table *table;

	(void)state;
	add_kernel_symbol(host, "kmalloc", 0xaaaa);
	table = symbols_table(host, NULL, NULL, 0, host->arena);
	assert_int_equal(fit(table, "kmalloc", 0xaaaa), SYMBOL_FITS);
	assert_int_equal(fit(table, "kmalloc", 0xbbbb), SYMBOL_DIFFERS);
	assert_int_equal(fit(table, "ice_register", 0x11111111), SYMBOL_FITS);
	assert_int_equal(fit(table, "ice_register", 2), SYMBOL_DIFFERS);
	assert_int_equal(fit(table, "kfree", 1), SYMBOL_UNCHECKED);
}

static void test_the_differing_crc_is_told(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct symbol need = {"kmalloc", 1, true, false};
	struct symbol_table *table;
	uint32_t crc = 7;

	(void)state;
	add_kernel_symbol(host, "kmalloc", 0xaaaa);
	table = symbols_table(host, NULL, NULL, 0, host->arena);
	assert_int_equal(symbols_fit(table, &need, &crc), SYMBOL_DIFFERS);
	assert_int_equal(crc, 0xaaaa);
	need.crc = 0xaaaa;
	crc = 7;
	assert_int_equal(symbols_fit(table, &need, &crc), SYMBOL_FITS);
	assert_int_equal(crc, 7);
	need.has_crc = false;
	need.crc = 5;
	assert_int_equal(symbols_fit(table, &need, &crc), SYMBOL_FITS);
}

/* The kernel has checked what a loaded module needs: that CRC is the right one. */
static void test_needs_of_loaded_modules_speak_for_the_kernel(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct symbol_table *table;

	(void)state;
	fake_need(host, fake_file_of(host, "i40e"), "netif_rx", 0x1234);
	table = symbols_table(host, NULL, NULL, 0, host->arena);
	assert_int_equal(fit(table, "netif_rx", 0x1234), SYMBOL_FITS);
	assert_int_equal(fit(table, "netif_rx", 1), SYMBOL_DIFFERS);
}

static void test_files_that_are_not_what_is_loaded_say_nothing(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct symbol_table *table;

	(void)state;
	fake_need(host, fake_file_of(host, "i40e"), "netif_rx", 0x1234);
	host_module(host, "i40e")->path_is_proven = false;
	host_module(host, "i40e")->build_id = "another";
	fake_need(host, fake_file_of(host, "ib_core"), "kfree", 0x1234);
	fake_file_of(host, "ib_core")->problem = "is cut short";
	table = symbols_table(host, NULL, NULL, 0, host->arena);
	assert_int_equal(fit(table, "netif_rx", 0x1234), SYMBOL_UNCHECKED);
	assert_int_equal(fit(table, "kfree", 0x1234), SYMBOL_UNCHECKED);
}

/* irdma needs ice_register, but that says nothing of the next ice. */
static void test_removed_modules_and_what_is_needed_of_them_do_not_count(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct symbol_table *table;

	(void)state;
	add_kernel_symbol(host, "kmalloc", 0xaaaa);
	table = symbols_table(host, FAKE_NAMES("irdma", "ice"), NULL, 0, host->arena);
	assert_int_equal(fit(table, "ice_register", 0x11111111), SYMBOL_UNCHECKED);
	assert_int_equal(fit(table, "i40e_register", 0x11111111), SYMBOL_FITS);
	assert_int_equal(fit(table, "kmalloc", 0xaaaa), SYMBOL_FITS);
}

static void test_new_files_count(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct modfile *file = fake_file(host, "gnss", "/lib/gnss.ko");
	const struct modfile *with[1];
	struct symbol_table *table;

	(void)state;
	fake_offer(host, file, "gnss_put", 5);
	with[0] = file;
	table = symbols_table(host, NULL, with, 1, host->arena);
	assert_int_equal(fit(table, "gnss_put", 5), SYMBOL_FITS);
	assert_int_equal(fit(table, "gnss_put", 6), SYMBOL_DIFFERS);
}

static void test_number_of_unchecked_needs(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct modfile *file = fake_file(host, "x", "/x.ko");

	(void)state;
	add_kernel_symbol(host, "kmalloc", 1);
	assert_int_equal(symbols_unchecked(host, file), 0);
	fake_need(host, file, "kmalloc", 1);
	assert_int_equal(symbols_unchecked(host, file), 0);
	fake_need(host, file, "kfree", 1);
	fake_need(host, file, "ice_register", 9);
	assert_int_equal(symbols_unchecked(host, file), 2);
}

static void test_look_up_of_offers(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct modfile *file = fake_file_of(host, "ice");

	(void)state;
	assert_string_equal(symbols_offered(file, "ice_register")->name, "ice_register");
	assert_null(symbols_offered(file, "ice_regist"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty_host_knows_nothing),
		cmocka_unit_test(test_kernel_symbols_and_offers_are_known),
		cmocka_unit_test(test_the_differing_crc_is_told),
		cmocka_unit_test(test_needs_of_loaded_modules_speak_for_the_kernel),
		cmocka_unit_test(test_files_that_are_not_what_is_loaded_say_nothing),
		cmocka_unit_test(
			test_removed_modules_and_what_is_needed_of_them_do_not_count),
		cmocka_unit_test(test_new_files_count),
		cmocka_unit_test(test_number_of_unchecked_needs),
		cmocka_unit_test(test_look_up_of_offers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
