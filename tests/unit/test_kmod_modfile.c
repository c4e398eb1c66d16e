/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Module files, good and bad: what is read out of them, and what is said of them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>
#include <elf.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <zlib.h>

#include "modfile.h"
#include "test_kmod_maker.h"

struct fixture {
	char *folder;
	struct arena *arena;
};

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->folder = maker_folder();
	fixture->arena = arena_new();
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	maker_remove_folder(fixture->folder);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static struct modfile read_file(const struct fixture *fixture, const char *name)
{
	struct modfile file;
	const char *path = arena_printf(fixture->arena, "%s/%s", fixture->folder, name);

	assert_int_equal(modfile_read(fixture->arena, path, NULL, MAKER_MACHINE, &file),
			 0);
	assert_string_equal(file.path, path);
	return file;
}

static struct modfile make_and_read(const struct fixture *fixture, struct maker *maker)
{
	maker_module(fixture->folder, "m.ko", maker);
	return read_file(fixture, "m.ko");
}

static struct maker *plain_module(void)
{
	struct maker *maker = maker_new();

	maker_info(maker, "name=ice");
	maker_info(maker, "vermagic=6.1.0 SMP ");
	maker_info(maker, "nicctl_zc=flavour=reload overlay=1 kernel=6.1.192");
	return maker;
}

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

static void test_info(void **state)
{
	struct maker *maker = plain_module();
	struct modfile file;

	maker_info(maker, "version=1.9.11");
	maker_info(maker, "srcversion=1234ABCD");
	maker_info(maker, "depends=ib-core,ib_uverbs");
	maker_info(maker, "firmware=intel/ice/ddp/ice.pkg");
	maker_info(maker, "firmware=b.bin");
	maker_info(maker, "parm=debug:what it prints: all");
	maker_info(maker, "parmtype=debug:int");
	maker_info(maker, "parm=bare:has no type");
	maker_info(maker, "parmtype=list:array of int");
	maker_build_id(maker, 0x0a);
	file = make_and_read(*state, maker);
	assert_null(file.problem);
	assert_string_equal(file.name, "ice");
	assert_string_equal(file.vermagic, "6.1.0 SMP ");
	assert_string_equal(file.nicctl_zc, "flavour=reload overlay=1 kernel=6.1.192");
	assert_string_equal(file.version, "1.9.11");
	assert_string_equal(file.srcversion, "1234ABCD");
	assert_string_equal(file.build_id, "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a");
	assert_int_equal(file.depends.n, 2);
	assert_string_equal(file.depends.items[0], "ib_core");
	assert_string_equal(file.depends.items[1], "ib_uverbs");
	assert_int_equal(file.firmware.n, 2);
	assert_int_equal(file.params.n, 3);
	assert_string_equal(file.params.items[0].name, "debug");
	assert_string_equal(file.params.items[0].type, "int");
	assert_string_equal(file.params.items[1].name, "bare");
	assert_null(file.params.items[1].type);
	assert_string_equal(file.params.items[2].type, "array of int");
	assert_false(file.is_signed);
}

static void test_no_depends(void **state)
{
	struct maker *maker = plain_module();
	struct modfile file;

	maker_info(maker, "depends=");
	file = make_and_read(*state, maker);
	assert_null(file.problem);
	assert_int_equal(file.depends.n, 0);
	assert_null(file.version);
	assert_null(file.build_id);
}

static void test_name_of_file(void **state)
{
	struct fixture *fixture = *state;
	struct maker *maker = maker_new();
	struct modfile file;

	maker_info(maker, "license=GPL");
	maker_module(fixture->folder, "xhci-hcd.ko", maker);
	file = read_file(fixture, "xhci-hcd.ko");
	assert_null(file.problem);
	assert_string_equal(file.name, "xhci_hcd");
}

static void test_needs(void **state)
{
	struct maker *maker = plain_module();
	struct modfile file;

	maker_version(maker, "module_layout", 0x11111111);
	maker_version(maker, "ice_add_rdma_qset", 0x15f042b5);
	maker_version(maker, "maybe", 0x22222222);
	maker_symbol(maker, "ice_add_rdma_qset", STB_GLOBAL, SHN_UNDEF, 0);
	maker_symbol(maker, "maybe", STB_WEAK, SHN_UNDEF, 0);
	maker_symbol(maker, "no_version", STB_GLOBAL, SHN_UNDEF, 0);
	maker_symbol(maker, "_GLOBAL_OFFSET_TABLE_", STB_GLOBAL, SHN_UNDEF, 0);
	maker_symbol(maker, "own", STB_GLOBAL, SHN_ABS, 0);
	file = make_and_read(*state, maker);
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
	struct maker *maker = plain_module();
	struct modfile file;

	maker_section(maker, "__version_ext_crcs", SHT_PROGBITS, crcs, sizeof(crcs));
	maker_section(maker, "__version_ext_names", SHT_PROGBITS, names,
		      sizeof(names) - 1);
	maker_version(maker, "one", 0x1);
	file = make_and_read(*state, maker);
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
	struct maker *maker = plain_module();
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
	file = make_and_read(*state, maker);
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
	struct maker *maker = plain_module();
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
	file = make_and_read(*state, maker);
	assert_int_equal(file.offers.n, 4);
	assert_crc(&file.offers, "first", 0x526c0b11);
	assert_crc(&file.offers, "second", 0x1b26e270);
	assert_no_crc(&file.offers, "beyond");
	assert_no_crc(&file.offers, "relocated");
}

static void test_compressed(void **state)
{
	struct fixture *fixture = *state;
	struct maker *maker = plain_module();
	struct modfile plain, packed;
	char path[4096];
	uint8_t *bytes;
	gzFile file;
	size_t n;

	maker_build_id(maker, 7);
	bytes = maker_finish(maker, &n);
	maker_freep(&maker);
	maker_write(fixture->folder, "ice.ko", bytes, n);
	(void)snprintf(path, sizeof(path), "%s/ice.ko.gz", fixture->folder);
	file = gzopen(path, "w");
	assert_int_equal(gzwrite(file, bytes, (unsigned int)n), n);
	gzclose(file);
	free(bytes);
	plain = read_file(fixture, "ice.ko");
	packed = read_file(fixture, "ice.ko.gz");
	assert_null(packed.problem);
	assert_int_equal(packed.size_bytes, n);
	assert_string_equal(packed.build_id, plain.build_id);
	(void)snprintf(path, sizeof(path), "%s/ice.ko", fixture->folder);
	if (maker_run((const char *[]){"xz", "-k", path, NULL}) != 0)
		return; /* no xz here: the kernels' own files test it elsewhere */
	packed = read_file(fixture, "ice.ko.xz");
	assert_null(packed.problem);
	assert_string_equal(packed.build_id, plain.build_id);
	assert_string_equal(packed.name, "ice");
}

/* Reads @n bytes as a file; @expected must begin what is said of it. */
static void assert_problem(const struct fixture *fixture, const void *bytes, size_t n,
			   const char *expected)
{
	struct modfile file;

	maker_write(fixture->folder, "bad.ko", bytes, n);
	file = read_file(fixture, "bad.ko");
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
	struct maker *maker = plain_module();
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
	file = make_and_read(*state, maker);
	assert_string_equal(file.problem, "is damaged: its .modinfo has no end");
}

/* Found by fuzzing: the names lie in section 0, which is far outside of the file. */
static void test_names_in_section_0(void **state)
{
	struct maker *maker = plain_module();
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

static void assert_path_problem(const char *path, const char *expected)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct modfile file;

	assert_int_equal(modfile_read(arena, path, NULL, NULL, &file), 0);
	assert_non_null(file.problem);
	assert_string_equal(file.problem, expected);
}

static void test_not_a_file(void **state)
{
	const struct fixture *fixture = *state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char path[200];
	int fd;

	assert_path_problem("/dev/null", "is a device, not a regular file");
	assert_path_problem(fixture->folder, "is a directory");
	(void)snprintf(path, sizeof(path), "%s/none.ko", fixture->folder);
	assert_path_problem(path, "does not exist");
	assert_path_problem("", "does not exist");
	assert_int_equal(symlink("nowhere", path), 0);
	assert_path_problem(path, "is a link to a file that does not exist");
	(void)snprintf(path, sizeof(path), "%s/fifo.ko", fixture->folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_path_problem(path, "is a named pipe, not a regular file");
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%.90s/s.ko",
		       fixture->folder);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		assert_path_problem(address.sun_path, "is not a regular file");
	close(fd);
	(void)snprintf(path, sizeof(path), "%s/secret.ko", fixture->folder);
	maker_text(fixture->folder, "secret.ko", "x");
	assert_int_equal(chmod(path, 0), 0);
	if (geteuid() != 0)
		assert_path_problem(path, "may not be read: Permission denied");
}

static void test_too_large(void **state)
{
	const struct fixture *fixture = *state;
	struct modfile file;
	char path[200];

	maker_text(fixture->folder, "large.ko", "\177ELF\002\001\001");
	(void)snprintf(path, sizeof(path), "%s/large.ko", fixture->folder);
	assert_int_equal(truncate(path, (off_t)600 * 1024 * 1024), 0);
	file = read_file(fixture, "large.ko");
	assert_string_equal(file.problem, "is too large for a module: 629145600 bytes "
					  "(at most 536870912)");
}

static void test_too_many_params(void **state)
{
	struct maker *maker = plain_module();
	struct modfile file;
	char line[64];

	for (int i = 0; i < 5000; i++) {
		(void)snprintf(line, sizeof(line), "parmtype=p%d:int", i);
		maker_info(maker, line);
	}
	file = make_and_read(*state, maker);
	assert_string_equal(file.problem, "is damaged: it declares too many parameters");
}

static struct maker *rich_module(void)
{
	static const uint32_t crcs[] = {1, 2};
	static const uint8_t exports[2 * 12];
	struct maker *maker = plain_module();
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
	const struct fixture *fixture = *state;
	size_t n, useful = 0;
	uint8_t *bytes, saved;

	bytes = maker_finish(maker, &n);
	for (size_t i = 0; i < n; i++) {
		maker_write(fixture->folder, "cut.ko", bytes, i);
		assert_non_null(read_file(fixture, "cut.ko").problem);
		saved = bytes[i];
		for (size_t k = 0; k < NIC_ARRAY_SIZE(values); k++) {
			bytes[i] = values[k];
			maker_write(fixture->folder, "odd.ko", bytes, n);
			useful += !read_file(fixture, "odd.ko").problem;
		}
		bytes[i] = saved;
	}
	assert_true(useful > 0);
	free(bytes);
	maker_freep(&maker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_info, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_depends, setup, teardown),
		cmocka_unit_test_setup_teardown(test_name_of_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_needs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_needs_extended, setup, teardown),
		cmocka_unit_test_setup_teardown(test_offers_by_crc_symbol, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_offers_by_position, setup, teardown),
		cmocka_unit_test_setup_teardown(test_compressed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_damaged_header, setup, teardown),
		cmocka_unit_test_setup_teardown(test_damaged_sections, setup, teardown),
		cmocka_unit_test_setup_teardown(test_names_in_section_0, setup, teardown),
		cmocka_unit_test_setup_teardown(test_not_a_module, setup, teardown),
		cmocka_unit_test_setup_teardown(test_not_a_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_too_large, setup, teardown),
		cmocka_unit_test_setup_teardown(test_too_many_params, setup, teardown),
		cmocka_unit_test_setup_teardown(test_each_byte_damaged, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
