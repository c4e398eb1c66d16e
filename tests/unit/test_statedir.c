/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folders that can be read, cannot, or are not there: none of them counts as a disk that
 * hangs, and only nicctl's own is read. A disk that does is in vm:disk-hangs. */
#include "test.h"

#include <stdbool.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "statedir.h"
#include "temp_dir.h"

static char *dir;

static int setup(void **state)
{
	(void)state;
	dir = temp_dir_make();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	temp_dir_remove(dir);
	return 0;
}

static const char *below(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void make_folder(const char *name)
{
	assert_int_equal(mkdir(below(name), 0755), 0);
}

static const char *const files[] = {"boot.json", "transactions/1/log",
				    "transactions/1/plan.json", "other/file",
				    "transactions/1/deep/file"};
#define OWN 3 /* of these, the first */

/* Has the kernel tell @fd of each file that is read. */
static void watch_files(int fd, int watches[])
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(files); i++) {
		temp_file(dir, files[i], 0600, "text");
		watches[i] = inotify_add_watch(fd, below(files[i]), IN_ACCESS);
		assert_true(watches[i] >= 0);
	}
}

static void test_its_own_files_are_read(void **state)
{
	int watches[NIC_ARRAY_SIZE(files)], fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	bool is_read[NIC_ARRAY_SIZE(files)] = {false};
	struct inotify_event event;
	struct nic_err err = {0};

	(void)state;
	assert_true(fd >= 0);
	make_folder("elsewhere"); /* on another disk, say */
	assert_int_equal(symlink("elsewhere", below("transactions")), 0);
	make_folder("transactions/1");
	make_folder("transactions/1/deep");
	make_folder("other");
	watch_files(fd, watches);
	assert_int_equal(statedir_read(dir, &err), 0);
	while (read(fd, &event, sizeof(event)) == (ssize_t)sizeof(event)) {
		for (size_t i = 0; i < NIC_ARRAY_SIZE(files); i++)
			is_read[i] |= event.wd == watches[i];
	}
	close(fd);
	for (size_t i = 0; i < NIC_ARRAY_SIZE(files); i++)
		assert_int_equal(is_read[i], i < OWN);
}

static void test_nothing_to_read_is_no_disk_that_hangs(void **state)
{
	struct nic_err err = {0};

	(void)state;
	assert_int_equal(statedir_read(below("nothing"), &err), 0);
	assert_int_equal(mkfifo(below("fifo"), 0600), 0);
	temp_file(dir, "secret", 0000, "text");
	assert_int_equal(symlink("/dev/zero", below("link")), 0);
	assert_int_equal(statedir_read(dir, &err), 0);
	assert_int_equal(statedir_read(below("secret"), &err), 0);
	assert_string_equal(err.message, "");
}

static void test_no_child_is_left(void **state)
{
	struct nic_err err = {0};

	(void)state;
	assert_int_equal(statedir_read(dir, &err), 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_its_own_files_are_read),
		TEST(test_nothing_to_read_is_no_disk_that_hangs),
		TEST(test_no_child_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
