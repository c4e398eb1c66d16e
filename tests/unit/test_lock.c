/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One taker at a time. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lock.h"
#include "lock_holder.h"
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

/* Takes the lock, leaves it to a child, and ends. The child tells its pid, and sleeps in
 * the kernel as long as its own child lives, if @in_kernel: as with a disk that hangs. */
static void leave_it_to_a_child(int pipe_fd, bool in_kernel)
{
	struct nic_err ignored;
	int fd = -1;
	pid_t pid;

	if (lock_take(path, &fd, &ignored) < 0)
		_exit(1);
	if (fork() > 0)
		_exit(0);
	pid = getpid();
	if (in_kernel && syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0) == 0) {
		close(fd);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	}
	/* Not before: killed earlier, it would leave a child that has the lock. */
	(void)!write(pipe_fd, &pid, sizeof(pid));
	for (;;)
		pause();
}

/* @ret_taker: who has ended; @ret_holder: who holds the lock. */
static void begin_and_end(bool in_kernel, pid_t *ret_taker, pid_t *ret_holder)
{
	int ends[2], status = 0;

	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	*ret_taker = fork();
	if (*ret_taker == 0)
		leave_it_to_a_child(ends[1], in_kernel);
	assert_int_equal(waitpid(*ret_taker, &status, 0), *ret_taker);
	assert_int_equal(status, 0);
	assert_int_equal(read(ends[0], ret_holder, sizeof(*ret_holder)),
			 sizeof(*ret_holder));
	close(ends[0]);
	close(ends[1]);
}

static void end_process(pid_t pid)
{
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void test_who_holds_it_is_named_not_who_took_it(void **state)
{
	struct nic_err err = {0};
	pid_t taker, holder;
	char words[64];
	int fd = -1;

	(void)state;
	begin_and_end(false, &taker, &holder);
	assert_int_equal(lock_take(path, &fd, &err), -EBUSY);
	snprintf(words, sizeof(words), "another nicctl (pid %d) is", (int)holder);
	assert_contains(err.message, words);
	assert_contains(err.message, "test_lock', since 20");
	end_process(holder);
	assert_int_equal(lock_take(path, &fd, &err), 0);
	close(fd);
}

static void test_a_process_that_sleeps_in_the_kernel_is_said_to(void **state)
{
	struct lock_holder found = {.state = '?'};
	struct nic_err err = {0};
	pid_t taker, holder;
	char words[384];
	int fd = -1;

	(void)state;
	begin_and_end(true, &taker, &holder);
	for (int i = 0; i < 1000 && found.state != 'D'; i++) {
		assert_true(lock_holder_find(path, 0, &found));
		usleep(10000);
	}
	assert_int_equal(found.pid, holder);
	assert_int_equal(lock_take(path, &fd, &err), -EBUSY);
	snprintf(words, sizeof(words),
		 "(pid %d) has ended, but its process %d holds '%s'", (int)taker,
		 (int)holder, path);
	assert_contains(err.message, words);
	assert_contains(err.message, "state D");
	assert_contains(err.hint, "nicctl recover");
	end_process(holder);
	assert_false(lock_holder_find(path, 0, &found));
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
		TEST(test_who_holds_it_is_named_not_who_took_it),
		TEST(test_a_process_that_sleeps_in_the_kernel_is_said_to),
		TEST(test_what_is_left_in_the_file_does_not_matter),
		TEST(test_what_is_no_lock_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
