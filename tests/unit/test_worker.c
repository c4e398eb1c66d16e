/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A call in a child: its answer comes through, and one that never comes is given up. */
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "worker.h"

static int answer(void *arg, struct nic_err *err)
{
	int code = *(int *)arg;

	return code < 0 ? nic_err_set(err, code, "failed with %d", code) : code;
}

static int die(void *arg, struct nic_err *err)
{
	(void)arg;
	(void)err;
	_exit(0);
}

static int hang(void *arg, struct nic_err *err)
{
	(void)err;
	*(volatile int *)arg = 1; /* the child's own copy */
	for (;;)
		(void)pause();
	return 0;
}

static void test_the_answer_comes_through(void **state)
{
	struct nic_err err = {0};
	int code = 0;

	(void)state;
	assert_int_equal(worker_run(answer, &code, 5000, &err), 0);
	assert_string_equal(err.message, "");
	code = -ENODEV;
	assert_int_equal(worker_run(answer, &code, 5000, &err), -ENODEV);
	assert_string_equal(err.message, "failed with -19");
}

static void test_a_child_that_dies_is_an_error(void **state)
{
	struct nic_err err = {0};

	(void)state;
	assert_int_equal(worker_run(die, NULL, 5000, &err), -EIO);
	assert_contains(err.message, "has died");
}

static void test_a_child_that_hangs_is_given_up(void **state)
{
	time_t begin = time(NULL);
	struct nic_err err = {0};
	int mark = 0;
	long pid;

	(void)state;
	assert_int_equal(worker_run(hang, &mark, 1000, &err), -ETIME);
	assert_true(time(NULL) - begin < 30);
	assert_contains(err.message, "within 1 s (process ");
	assert_contains(err.hint, "only a reboot helps");
	assert_int_equal(mark, 0);
	pid = strtol(strstr(err.message, "process ") + 8, NULL, 10);
	assert_int_equal(kill((pid_t)pid, SIGKILL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_answer_comes_through),
		cmocka_unit_test(test_a_child_that_dies_is_an_error),
		cmocka_unit_test(test_a_child_that_hangs_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
