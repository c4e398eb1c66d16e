/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths of the configuration that are no files, and files that are not believed. */
#include "test.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf_keys.h"
#include "conf_scene.h"
#include "temp_dir.h"

/* The only mistake concerns @name as a whole. */
static void assert_unusable(struct conf_scene *scene, const char *name,
			    const char *message)
{
	const struct conf_problem *problem;

	assert_int_equal(conf_scene_read(scene, NULL), -EINVAL);
	assert_int_equal(scene->conf.problems.n, 1);
	problem = &scene->conf.problems.items[0];
	assert_string_equal(problem->file, folder_at(&scene->folder, name));
	assert_int_equal(problem->line, 0);
	assert_contains(problem->message, message);
}

static void test_a_folder_is_no_file_and_a_file_no_folder(void **state)
{
	struct conf_scene *scene = *state;

	folder_make(&scene->folder, "nicctl.conf");
	assert_unusable(scene, "nicctl.conf", "is a directory");
	assert_int_equal(rmdir(folder_at(&scene->folder, "nicctl.conf")), 0);
	temp_file(scene->folder.dir, "nicctl.conf.d", 0644, "");
	assert_unusable(scene, "nicctl.conf.d", "Not a directory");
	assert_int_equal(unlink(folder_at(&scene->folder, "nicctl.conf.d")), 0);
	temp_file(scene->folder.dir, "drivers", 0644, "");
	assert_unusable(scene, "drivers", "Not a directory");
	assert_int_equal(unlink(folder_at(&scene->folder, "drivers")), 0);
	assert_int_equal(symlink("nowhere", folder_at(&scene->folder, "nicctl.conf")), 0);
	assert_unusable(scene, "nicctl.conf", "No such file");
	assert_int_equal(unlink(folder_at(&scene->folder, "nicctl.conf")), 0);
	assert_int_equal(mkfifo(folder_at(&scene->folder, "nicctl.conf"), 0644), 0);
	assert_unusable(scene, "nicctl.conf", "not a regular file");
}

static void test_a_file_that_is_too_large(void **state)
{
	struct conf_scene *scene = *state;

	temp_file(scene->folder.dir, "nicctl.conf", 0644, "");
	assert_int_equal(truncate(folder_at(&scene->folder, "nicctl.conf"),
				  CONF_FILE_MAX_BYTES + 1),
			 0);
	assert_unusable(scene, "nicctl.conf", "is larger than");
}

static void test_what_others_can_write_is_not_believed(void **state)
{
	struct conf_scene *scene = *state;

	temp_file(scene->folder.dir, "nicctl.conf", 0664, "[protect]\n");
	assert_unusable(scene, "nicctl.conf", "writable by others");
	assert_contains(scene->conf.problems.items[0].hint, "chmod go-w");
	assert_int_equal(chmod(folder_at(&scene->folder, "nicctl.conf"), 0644), 0);
	assert_int_equal(conf_scene_read(scene, NULL), 0);
	assert_int_equal(chmod(scene->folder.dir, 0777), 0);
	assert_unusable(scene, "nicctl.conf", "writable by others");
}

static void test_unreadable(void **state)
{
	struct conf_scene *scene = *state;

	if (geteuid() == 0)
		skip(); /* root may read everything */
	temp_file(scene->folder.dir, "nicctl.conf", 0, "[protect]\n");
	assert_unusable(scene, "nicctl.conf", "Permission denied");
}

int main(void)
{
#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, conf_scene_setup, folder_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_folder_is_no_file_and_a_file_no_folder),
		TEST(test_a_file_that_is_too_large),
		TEST(test_what_others_can_write_is_not_believed),
		TEST(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
