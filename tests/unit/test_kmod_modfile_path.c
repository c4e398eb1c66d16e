/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths that lead to no file, or to none that can be a module. */
#include "test.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "modfile_scene.h"

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
	const struct modfile_scene *scene = *state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char path[200];
	int fd;

	assert_path_problem("/dev/null", "is a device, not a regular file");
	assert_path_problem(scene->folder, "is a directory");
	(void)snprintf(path, sizeof(path), "%s/none.ko", scene->folder);
	assert_path_problem(path, "does not exist");
	assert_path_problem("", "does not exist");
	assert_int_equal(symlink("nowhere", path), 0);
	assert_path_problem(path, "is a link to a file that does not exist");
	(void)snprintf(path, sizeof(path), "%s/fifo.ko", scene->folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_path_problem(path, "is a named pipe, not a regular file");
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%.90s/s.ko",
		       scene->folder);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		assert_path_problem(address.sun_path, "is not a regular file");
	close(fd);
	(void)snprintf(path, sizeof(path), "%s/secret.ko", scene->folder);
	maker_text(scene->folder, "secret.ko", "x");
	assert_int_equal(chmod(path, 0), 0);
	if (geteuid() != 0)
		assert_path_problem(path, "may not be read: Permission denied");
}

static void test_too_large(void **state)
{
	const struct modfile_scene *scene = *state;
	struct modfile file;
	char path[200];

	maker_text(scene->folder, "large.ko", "\177ELF\002\001\001");
	(void)snprintf(path, sizeof(path), "%s/large.ko", scene->folder);
	assert_int_equal(truncate(path, (off_t)600 * 1024 * 1024), 0);
	file = modfile_scene_read(scene, "large.ko");
	assert_string_equal(file.problem, "is too large for a module: 629145600 bytes "
					  "(at most 536870912)");
}

int main(void)
{
#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, modfile_scene_setup, modfile_scene_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_not_a_file),
		TEST(test_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
