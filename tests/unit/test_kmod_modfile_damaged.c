/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Module files that are damaged: what is said of them, and that none makes the reader
 * fall over. */
#include "test.h"

#include <elf.h>
#include <stdlib.h>

#include "modfile_scene.h"

/* Reads @n bytes as a file; @expected must begin what is said of it. */
static void assert_problem(const struct modfile_scene *scene, const void *bytes, size_t n,
			   const char *expected)
{
	struct modfile file;

	maker_write(scene->folder, "bad.ko", bytes, n);
	file = modfile_scene_read(scene, "bad.ko");
	assert_non_null(file.problem);
	if (strncmp(file.problem, expected, strlen(expected)) != 0)
		fail_msg("'%s' instead of '%s'", file.problem, expected);
	assert_string_equal(file.name, "bad");
	assert_null(file.vermagic);
	assert_null(file.nicctl_zc);
	assert_int_equal(file.needs.n, 0);
}

static void test_damaged_header(void **state)
{
	struct maker *maker = modfile_scene_module();
	uint8_t *good, saved;
	size_t n;

	good = maker_finish(maker, &n);
	assert_problem(*state, good, 5, "is cut short: it ends at byte 5, within");
	assert_problem(*state, good, 60, "is cut short: it ends at byte 60, within");
	assert_problem(*state, good, n - 1, "is cut short: its section table ends at");
	assert_problem(*state, good, 100, "is cut short: its section table ends at");
	saved = good[EI_DATA];
	good[EI_DATA] = 3 - saved;
	assert_problem(*state, good, n, "is built for ");
	good[EI_DATA] = saved;
	good[EI_CLASS] = ELFCLASS32;
	assert_problem(*state, good, n, "is built for another machine");
	good[EI_CLASS] = 9;
	assert_problem(*state, good, n, "is damaged");
	good[EI_CLASS] = ELFCLASS64;
	good[offsetof(Elf64_Ehdr, e_type)] = ET_EXEC;
	assert_problem(*state, good, n,
		       "is an ELF file, but not a kernel module (not relocatable)");
	good[offsetof(Elf64_Ehdr, e_type)] = ET_REL;
	good[offsetof(Elf64_Ehdr, e_shentsize)] = 7;
	assert_problem(*state, good, n, "is damaged: its section table has entries");
	good[offsetof(Elf64_Ehdr, e_shentsize)] = sizeof(Elf64_Shdr);
	good[offsetof(Elf64_Ehdr, e_machine)] = EM_AARCH64;
	assert_problem(*state, good, n,
		       "is built for aarch64, this machine is " MAKER_MACHINE);
	free(good);
	maker_freep(&maker);
}

static void test_damaged_sections(void **state)
{
	struct maker *maker = maker_new();
	struct modfile file;
	uint8_t *bytes;
	size_t n;

	bytes = maker_finish(maker, &n);
	assert_problem(*state, bytes, n, "is not a kernel module (no .modinfo)");
	memset(bytes + offsetof(Elf64_Ehdr, e_shoff), 0, 8);
	assert_problem(*state, bytes, n, "is not a kernel module (no section table)");
	free(bytes);
	maker_freep(&maker);

	maker = maker_new();
	maker_section(maker, ".modinfo", SHT_PROGBITS, "name=ice", 8);
	file = modfile_scene_make(*state, maker);
	assert_string_equal(file.problem, "is damaged: its .modinfo has no end");
}

/* Found by fuzzing: the names lie in section 0, which is far outside of the file. */
static void test_names_in_section_0(void **state)
{
	struct maker *maker = modfile_scene_module();
	Elf64_Shdr *first;
	Elf64_Ehdr *head;
	uint8_t *bytes;
	size_t n;

	bytes = maker_finish(maker, &n);
	head = (Elf64_Ehdr *)(void *)bytes;
	first = (Elf64_Shdr *)(void *)(bytes + head->e_shoff);
	first->sh_type = SHT_STRTAB;
	first->sh_offset = (uint64_t)1 << 40;
	first->sh_size = (uint64_t)1 << 40;
	head->e_shstrndx = 0;
	assert_problem(*state, bytes, n, "is not a kernel module (no .modinfo)");
	free(bytes);
	maker_freep(&maker);
}

static void test_not_a_module(void **state)
{
	assert_problem(*state, "", 0, "is empty");
	assert_problem(*state, "hello\n", 6, "is not an ELF file");
	assert_problem(*state, "\3757zXZ\0rest", 10, "cannot be uncompressed (xz)");
	assert_problem(*state, "\037\213\b\0\0\0", 6, "cannot be uncompressed (gzip)");
}

static void test_too_many_params(void **state)
{
	struct maker *maker = modfile_scene_module();
	struct modfile file;
	char line[64];

	for (int i = 0; i < 5000; i++) {
		(void)snprintf(line, sizeof(line), "parmtype=p%d:int", i);
		maker_info(maker, line);
	}
	file = modfile_scene_make(*state, maker);
	assert_string_equal(file.problem, "is damaged: it declares too many parameters");
}

static struct maker *rich_module(void)
{
	static const uint32_t crcs[] = {1, 2};
	static const uint8_t exports[2 * 12];
	struct maker *maker = modfile_scene_module();
	unsigned int section;

	maker_info(maker, "depends=a,b");
	maker_info(maker, "parmtype=debug:int");
	maker_version(maker, "needed", 1);
	maker_symbol(maker, "needed", STB_GLOBAL, SHN_UNDEF, 0);
	maker_symbol(maker, "other", STB_WEAK, SHN_UNDEF, 0);
	section =
		maker_section(maker, "__ksymtab", SHT_PROGBITS, exports, sizeof(exports));
	maker_symbol(maker, "__ksymtab_first", STB_LOCAL, section, 0);
	section = maker_section(maker, "__kcrctab", SHT_PROGBITS, crcs, sizeof(crcs));
	maker_symbol(maker, "__crc_second", STB_LOCAL, section, 4);
	maker_build_id(maker, 1);
	return maker;
}

/* No length and no single byte may make the reader fall over (run under ASan). */
static void test_each_byte_damaged(void **state)
{
	static const uint8_t values[] = {0x00, 0x01, 0x7f, 0xff};
	struct maker *maker = rich_module();
	const struct modfile_scene *scene = *state;
	size_t n, useful = 0;
	uint8_t *bytes, saved;

	bytes = maker_finish(maker, &n);
	for (size_t i = 0; i < n; i++) {
		maker_write(scene->folder, "cut.ko", bytes, i);
		assert_non_null(modfile_scene_read(scene, "cut.ko").problem);
		saved = bytes[i];
		for (size_t k = 0; k < NIC_ARRAY_SIZE(values); k++) {
			bytes[i] = values[k];
			maker_write(scene->folder, "odd.ko", bytes, n);
			useful += !modfile_scene_read(scene, "odd.ko").problem;
		}
		bytes[i] = saved;
	}
	assert_true(useful > 0);
	free(bytes);
	maker_freep(&maker);
}

int main(void)
{
#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, modfile_scene_setup, modfile_scene_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_damaged_header),     TEST(test_damaged_sections),
		TEST(test_names_in_section_0), TEST(test_not_a_module),
		TEST(test_too_many_params),    TEST(test_each_byte_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
