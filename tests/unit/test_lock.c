/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One taker at a time. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lock.h"
#include "temp_dir.h"

static char *dir;
static char path[256];

static int setup(void **state)
{
	(void)state;
	dir = temp_dir_make();
	snprintf(path, sizeof(path), "%s/lock", dir);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	temp_dir_remove(dir);
	return 0;
}

static void test_the_second_is_refused_with_the_pid(void **state)
{
	struct nic_err err = {0};
	int fd = -1, other = -1;
	char pid[32];

	(void)state;
	assert_int_equal(lock_take(path, &fd, &err), 0);
	assert_int_equal(lock_take(path, &other, &err), -EBUSY);
	assert_int_equal(other, -1);
	snprintf(pid, sizeof(pid), "pid %d", (int)getpid());
	assert_contains(err.message, pid);
	assert_true(err.hint[0]);
	close(fd);
	assert_int_equal(lock_take(path, &other, &err), 0);
	close(other);
}

static void test_a_process_that_ends_gives_it_back(void **state)
{
	struct nic_err err = {0};
	int fd = -1, status = 0;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		struct nic_err ignored;

		_exit(lock_take(path, &fd, &ignored) == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(lock_take(path, &fd, &err), 0);
	close(fd);
}

static void test_another_process_is_refused(void **state)
{
	struct nic_err err = {0};
	int fd = -1, status = 0;
	pid_t pid;

	(void)state;
	assert_int_equal(lock_take(path, &fd, &err), 0);
	pid = fork();
	if (pid == 0) {
		close(fd); /* the same open file: it holds on in the parent */
		_exit(lock_take(path, &fd, &err) == -EBUSY ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(fd);
}

/* Whatever an old file says, only a held lock counts. */
static void test_what_is_left_in_the_file_does_not_matter(void **state)
{
	static const char *const texts[] = {"1\n", "not a number", "",
					    "99999999999999999999999999999999999999"};
	struct nic_err err = {0};
	int fd = -1;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(texts); i++) {
		temp_file(dir, "lock", 0600, texts[i]);
		assert_int_equal(lock_take(path, &fd, &err), 0);
		close(fd);
	}
}

static void test_what_is_no_lock_file_is_refused(void **state)
{
	struct nic_err err = {0};
	char target[512];
	int fd = -1;

	(void)state;
	snprintf(target, sizeof(target), "%s/elsewhere", dir);
	assert_int_equal(symlink(target, path), 0);
	assert_int_equal(lock_take(path, &fd, &err), -ELOOP);
	assert_contains(err.message, path);
	assert_int_equal(access(target, F_OK), -1);
	unlink(path);
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(lock_take(path, &fd, &err), -EISDIR);
	assert_int_equal(lock_take("/no/such/folder/lock", &fd, &err), -ENOENT);
	assert_contains(err.message, "/no/such/folder/lock");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_second_is_refused_with_the_pid),
		TEST(test_a_process_that_ends_gives_it_back),
		TEST(test_another_process_is_refused),
		TEST(test_what_is_left_in_the_file_does_not_matter),
		TEST(test_what_is_no_lock_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
