/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Holding a file for insertion, and the errors of the system calls that any machine can
 * show. What the kernel does with a module is tested in a virtual machine. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>
#include <errno.h>

#include "modules.h"
#include "test_kmod_maker.h"

#define ID_OF_ONES "0101010101010101010101010101010101010101"

static int setup(void **state)
{
	*state = maker_folder();
	return 0;
}

static int teardown(void **state)
{
	maker_remove_folder(*state);
	return 0;
}

static void make(const char *folder, uint8_t id)
{
	struct maker *maker = maker_new();

	maker_info(maker, "name=nicctl_no_such_module");
	maker_build_id(maker, id);
	maker_module(folder, "m.ko", maker);
}

static void test_open(void **state)
{
	struct modimage *image = NULL;
	struct nic_err err = {0};
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/m.ko", (const char *)*state);
	assert_int_equal(modules_image_open(path, NULL, &image, &err), -ENOENT);
	assert_non_null(strstr(err.message, "does not exist"));
	make(*state, 1);
	assert_int_equal(modules_image_open(path, NULL, &image, &err), 0);
	modules_image_close(image);
	assert_int_equal(modules_image_open(path, ID_OF_ONES, &image, &err), 0);
	modules_image_close(image);
	image = NULL;
	make(*state, 2);
	assert_int_equal(modules_image_open(path, ID_OF_ONES, &image, &err), -ESTALE);
	assert_null(image);
	assert_non_null(strstr(err.message, "is not the one that was checked"));
	assert_string_not_equal(err.hint, "");
	modules_image_close(NULL);
}

static void test_open_damaged(void **state)
{
	struct modimage *image = NULL;
	struct nic_err err = {0};
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/m.ko", (const char *)*state);
	maker_text(*state, "m.ko", "not a module");
	assert_int_equal(modules_image_open(path, NULL, &image, &err), -ENOEXEC);
	assert_non_null(strstr(err.message, "is not an ELF file"));
	assert_int_equal(modules_image_open(*state, NULL, &image, &err), -EISDIR);
}

/* The made-up file is no code for any kernel, so this is safe for root, too. */
static void test_insert_refused(void **state)
{
	struct modimage *image = NULL;
	struct nic_err err = {0};
	char path[4096];
	int r;

	(void)snprintf(path, sizeof(path), "%s/m.ko", (const char *)*state);
	make(*state, 1);
	assert_int_equal(modules_image_open(path, NULL, &image, &err), 0);
	r = modules_insert(image, "", &err);
	assert_true(r < 0);
	assert_non_null(strstr(err.message, path));
	modules_image_close(image);
}

static void test_remove_refused(void **state)
{
	struct nic_err err = {0};
	int r;

	(void)state;
	r = modules_remove("nicctl_no_such_module", &err);
	assert_true(r == -ENOENT || r == -EPERM || r == -ENOSYS);
	assert_non_null(strstr(err.message, "'nicctl_no_such_module'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_open, setup, teardown),
		cmocka_unit_test_setup_teardown(test_open_damaged, setup, teardown),
		cmocka_unit_test_setup_teardown(test_insert_refused, setup, teardown),
		cmocka_unit_test(test_remove_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
