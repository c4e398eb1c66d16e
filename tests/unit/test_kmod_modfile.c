/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is read out of a good module file, compressed or not. */
#include "test.h"

#include <stdlib.h>
#include <zlib.h>

#include "modfile_scene.h"

static void test_info(void **state)
{
	struct maker *maker = modfile_scene_module();
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
	file = modfile_scene_make(*state, maker);
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
	struct maker *maker = modfile_scene_module();
	struct modfile file;

	maker_info(maker, "depends=");
	file = modfile_scene_make(*state, maker);
	assert_null(file.problem);
	assert_int_equal(file.depends.n, 0);
	assert_null(file.version);
	assert_null(file.build_id);
}

static void test_name_of_file(void **state)
{
	struct modfile_scene *scene = *state;
	struct maker *maker = maker_new();
	struct modfile file;

	maker_info(maker, "license=GPL");
	maker_module(scene->folder, "xhci-hcd.ko", maker);
	file = modfile_scene_read(scene, "xhci-hcd.ko");
	assert_null(file.problem);
	assert_string_equal(file.name, "xhci_hcd");
}

static void test_compressed(void **state)
{
	struct modfile_scene *scene = *state;
	struct maker *maker = modfile_scene_module();
	struct modfile plain, packed;
	char path[4096];
	uint8_t *bytes;
	gzFile file;
	size_t n;

	maker_build_id(maker, 7);
	bytes = maker_finish(maker, &n);
	maker_freep(&maker);
	maker_write(scene->folder, "ice.ko", bytes, n);
	(void)snprintf(path, sizeof(path), "%s/ice.ko.gz", scene->folder);
	file = gzopen(path, "w");
	assert_int_equal(gzwrite(file, bytes, (unsigned int)n), n);
	gzclose(file);
	free(bytes);
	plain = modfile_scene_read(scene, "ice.ko");
	packed = modfile_scene_read(scene, "ice.ko.gz");
	assert_null(packed.problem);
	assert_int_equal(packed.size_bytes, n);
	assert_string_equal(packed.build_id, plain.build_id);
	(void)snprintf(path, sizeof(path), "%s/ice.ko", scene->folder);
	if (maker_run((const char *[]){"xz", "-k", path, NULL}) != 0)
		return; /* no xz here: the kernels' own files test it elsewhere */
	packed = modfile_scene_read(scene, "ice.ko.xz");
	assert_null(packed.problem);
	assert_string_equal(packed.build_id, plain.build_id);
	assert_string_equal(packed.name, "ice");
}

int main(void)
{
#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, modfile_scene_setup, modfile_scene_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_info),
		TEST(test_no_depends),
		TEST(test_name_of_file),
		TEST(test_compressed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
