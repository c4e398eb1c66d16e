/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file that keeps others from loading modules: as modprobe reads it, and only where
 * it is safe. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "block.h"
#include "test_kmod_maker.h"

static const char *names[] = {"irdma", "ice"};
static const struct strv modules = {names, 2};

static int setup(void **state)
{
	char path[512];

	*state = maker_folder();
	snprintf(path, sizeof(path), "%s/run", (char *)*state);
	return mkdir(path, 0755);
}

static int teardown(void **state)
{
	maker_remove_folder(*state);
	return 0;
}

static const char *path_of(const char *root, const char *suffix)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s" BLOCK_PATH "%s", root, suffix);
	return path;
}

static void read_all(const char *root, char *text, size_t bytes)
{
	FILE *file = fopen(path_of(root, ""), "r");

	assert_non_null(file);
	text[fread(text, 1, bytes - 1, file)] = '\0';
	fclose(file);
}

static void test_it_names_exactly_these(void **state)
{
	struct nic_err err = {0};
	char text[1024];
	struct stat st;

	umask(077);
	assert_int_equal(block_write(*state, "for a test", &modules, &err), 0);
	umask(022);
	read_all(*state, text, sizeof(text));
	assert_non_null(strstr(text, "# for a test\n"));
	assert_non_null(strstr(text, "\nblacklist irdma\ninstall irdma /bin/false\n"
				     "blacklist ice\ninstall ice /bin/false\n"));
	assert_int_equal(stat(path_of(*state, ""), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(access(path_of(*state, ".new"), F_OK), -1);
}

static void test_it_can_be_read(void **state)
{
	struct arena *arena = arena_new();
	struct nic_err err = {0};
	struct strv found = {0};

	assert_non_null(arena);
	assert_int_equal(block_read(*state, arena, &found, &err), 0);
	assert_int_equal(block_write(*state, "blacklist nothing", &modules, &err), 0);
	assert_int_equal(block_read(*state, arena, &found, &err), 1);
	assert_int_equal(found.n, 2);
	assert_string_equal(found.items[0], "irdma");
	assert_string_equal(found.items[1], "ice");
	assert_int_equal(block_remove(*state, &err), 1);
	assert_int_equal(mkdir(path_of(*state, ""), 0755), 0);
	assert_int_equal(block_read(*state, arena, &found, &err), -EISDIR);
	assert_non_null(strstr(err.message, path_of(*state, "")));
	arena_free(arena);
}

static void test_it_takes_the_place_of_one_left_over(void **state)
{
	static const char *other[] = {"i40e"};
	static const struct strv first = {other, 1};
	struct nic_err err = {0};
	char text[1024];

	assert_int_equal(block_write(*state, "first", &first, &err), 0);
	/* and of a half of one, that another process has died over */
	assert_int_equal(symlink("/etc/passwd", path_of(*state, ".new")), 0);
	assert_int_equal(block_write(*state, "second", &modules, &err), 0);
	read_all(*state, text, sizeof(text));
	assert_null(strstr(text, "i40e"));
	assert_int_equal(block_remove(*state, &err), 1);
	assert_int_equal(block_remove(*state, &err), 0);
	assert_int_equal(access(path_of(*state, ""), F_OK), -1);
}

static void test_a_folder_that_others_may_write_is_refused(void **state)
{
	struct nic_err err = {0};
	char folder[512];

	assert_int_equal(block_write(*state, "first", &modules, &err), 0);
	assert_int_equal(block_remove(*state, &err), 1);
	snprintf(folder, sizeof(folder), "%s/run/modprobe.d", (char *)*state);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_int_equal(block_write(*state, "second", &modules, &err), -EPERM);
	assert_non_null(strstr(err.message, "root's alone"));
	assert_int_equal(access(path_of(*state, ""), F_OK), -1);
}

static void test_odd_names_are_refused(void **state)
{
	static const char *odd[] = {"ice\ninstall x /bin/sh"};
	static const struct strv list = {odd, 1};
	struct nic_err err = {0};

	assert_int_equal(block_write(*state, "odd", &list, &err), -EINVAL);
	assert_int_equal(access(path_of(*state, ""), F_OK), -1);
	assert_int_equal(access(path_of(*state, ".new"), F_OK), -1);
}

static void test_a_standing_folder_is_touched_and_set_back(void **state)
{
	struct block_touched touched;
	struct stat before, meanwhile, after;
	char folder[512];

	assert_int_equal(block_touch(*state, &touched), -ENOENT);
	snprintf(folder, sizeof(folder), "%s/etc", (char *)*state);
	(void)mkdir(folder, 0755); /* may be there */
	snprintf(folder, sizeof(folder), "%s/etc/modprobe.d", (char *)*state);
	assert_int_equal(mkdir(folder, 0755), 0);
	assert_int_equal(stat(folder, &before), 0);
	usleep(10000);
	assert_int_equal(block_touch(*state, &touched), 0);
	assert_int_equal(stat(folder, &meanwhile), 0);
	assert_memory_not_equal(&before.st_mtim, &meanwhile.st_mtim,
				sizeof(before.st_mtim));
	block_untouch(*state, &touched);
	assert_int_equal(stat(folder, &after), 0);
	assert_memory_equal(&before.st_mtim, &after.st_mtim, sizeof(before.st_mtim));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_it_names_exactly_these, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_it_can_be_read, setup, teardown),
		cmocka_unit_test_setup_teardown(test_it_takes_the_place_of_one_left_over,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_a_folder_that_others_may_write_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_odd_names_are_refused, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			test_a_standing_folder_is_touched_and_set_back, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
