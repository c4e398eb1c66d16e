/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which symbols a module file needs and offers, with which CRCs. */
#include "test.h"

#include <elf.h>

#include "modfile_scene.h"

static const struct symbol *find(const struct symbol_list *list, const char *name)
{
	const struct symbol *found = NULL;

	for (size_t i = 0; i < list->n; i++) {
		if (strcmp(list->items[i].name, name) != 0)
			continue;
		assert_null(found); /* each only once */
		found = &list->items[i];
	}
	return found;
}

static void assert_crc(const struct symbol_list *list, const char *name, uint32_t crc)
{
	const struct symbol *symbol = find(list, name);

	assert_non_null(symbol);
	assert_true(symbol->has_crc);
	assert_int_equal(symbol->crc, crc);
}

static void assert_no_crc(const struct symbol_list *list, const char *name)
{
	const struct symbol *symbol = find(list, name);

	assert_non_null(symbol);
	assert_false(symbol->has_crc);
}

static void test_needs(void **state)
{
	struct maker *maker = modfile_scene_module();
	struct modfile file;

	maker_version(maker, "module_layout", 0x11111111);
	maker_version(maker, "ice_add_rdma_qset", 0x15f042b5);
	maker_version(maker, "maybe", 0x22222222);
	maker_symbol(maker, "ice_add_rdma_qset", STB_GLOBAL, SHN_UNDEF, 0);
	maker_symbol(maker, "maybe", STB_WEAK, SHN_UNDEF, 0);
	maker_symbol(maker, "no_version", STB_GLOBAL, SHN_UNDEF, 0);
	maker_symbol(maker, "_GLOBAL_OFFSET_TABLE_", STB_GLOBAL, SHN_UNDEF, 0);
	maker_symbol(maker, "own", STB_GLOBAL, SHN_ABS, 0);
	file = modfile_scene_make(*state, maker);
	assert_int_equal(file.needs.n, 4);
	assert_crc(&file.needs, "module_layout", 0x11111111);
	assert_crc(&file.needs, "ice_add_rdma_qset", 0x15f042b5);
	assert_true(find(&file.needs, "maybe")->is_weak);
	assert_false(find(&file.needs, "ice_add_rdma_qset")->is_weak);
	assert_no_crc(&file.needs, "no_version");
}

static void test_needs_extended(void **state)
{
	static const uint32_t crcs[] = {0x1, 0x2, 0x3};
	static const char names[] = "one\0a_name_that_is_longer_than_the_room_of_fifty_"
				    "six_bytes_in_the_old_table\0";
	struct maker *maker = modfile_scene_module();
	struct modfile file;

	maker_section(maker, "__version_ext_crcs", SHT_PROGBITS, crcs, sizeof(crcs));
	maker_section(maker, "__version_ext_names", SHT_PROGBITS, names,
		      sizeof(names) - 1);
	maker_version(maker, "one", 0x1);
	file = modfile_scene_make(*state, maker);
	assert_int_equal(file.needs.n, 2); /* the third CRC has no name */
	assert_crc(&file.needs, "one", 0x1);
	assert_crc(&file.needs,
		   "a_name_that_is_longer_than_the_room_of_fifty_"
		   "six_bytes_in_the_old_table",
		   0x2);
}

/* Up to 5.18 the CRC is the value of an absolute symbol, later it lies in a section. */
static void test_offers_by_crc_symbol(void **state)
{
	static const uint32_t crcs[] = {0xaaaa0001, 0xaaaa0002};
	struct maker *maker = modfile_scene_module();
	struct modfile file;
	unsigned int section;

	section = maker_section(maker, "__kcrctab_gpl", SHT_PROGBITS, crcs, sizeof(crcs));
	maker_symbol(maker, "__crc_absolute", STB_LOCAL, SHN_ABS, 0xbbbb0001);
	maker_symbol(maker, "__crc_placed", STB_LOCAL, section, 4);
	maker_symbol(maker, "__crc_outside", STB_LOCAL, section, 6);
	maker_symbol(maker, "__crc_nowhere", STB_LOCAL, 999, 0);
	maker_symbol(maker, "__crc_missing", STB_WEAK, SHN_UNDEF, 0);
	maker_symbol(maker, "__ksymtab_absolute", STB_LOCAL, section, 0);
	maker_symbol(maker, "__ksymtab_bare", STB_LOCAL, section, 0);
	file = modfile_scene_make(*state, maker);
	assert_int_equal(file.offers.n, 3);
	assert_crc(&file.offers, "absolute", 0xbbbb0001);
	assert_crc(&file.offers, "placed", 0xaaaa0002);
	assert_no_crc(&file.offers, "bare");
}

/* As 6.12 has it: no __crc_ symbols, CRCs in the order of the exports. */
static void test_offers_by_position(void **state)
{
	static const uint32_t crcs[] = {0x526c0b11, 0x1b26e270};
	static const uint8_t exports[3 * 12];
	struct maker *maker = modfile_scene_module();
	struct modfile file;
	unsigned int gpl, other;

	gpl = maker_section(maker, "__ksymtab_gpl", SHT_PROGBITS, exports, 2 * 12);
	maker_section(maker, "__kcrctab_gpl", SHT_PROGBITS, crcs, sizeof(crcs));
	other = maker_section(maker, "__ksymtab", SHT_PROGBITS, exports, 12);
	maker_section(maker, "__kcrctab", SHT_PROGBITS, crcs, 4);
	maker_section(maker, ".rela__kcrctab", SHT_RELA, exports, 24);
	maker_symbol(maker, "__ksymtab_second", STB_LOCAL, gpl, 12);
	maker_symbol(maker, "__ksymtab_first", STB_LOCAL, gpl, 0);
	maker_symbol(maker, "__ksymtab_beyond", STB_LOCAL, gpl, 24);
	maker_symbol(maker, "__ksymtab_relocated", STB_LOCAL, other, 0);
	file = modfile_scene_make(*state, maker);
	assert_int_equal(file.offers.n, 4);
	assert_crc(&file.offers, "first", 0x526c0b11);
	assert_crc(&file.offers, "second", 0x1b26e270);
	assert_no_crc(&file.offers, "beyond");
	assert_no_crc(&file.offers, "relocated");
}

int main(void)
{
#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, modfile_scene_setup, modfile_scene_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_needs),
		TEST(test_needs_extended),
		TEST(test_offers_by_crc_symbol),
		TEST(test_offers_by_position),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
