/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device events: none is lost between opening and waiting, and a flood is one wake-up. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "devices.h"
#include "sandbox.h"

static int64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int open_watch(void **state)
{
	struct nic_err err;
	struct device_watch *watch;

	if (device_watch_open(&watch, &err) < 0)
		fail_msg("%s", err.message);
	*state = watch;
	return 0;
}

static int close_watch(void **state)
{
	device_watch_close(*state);
	return 0;
}

static void test_timeout(void **state)
{
	struct nic_err err;
	int64_t start_ms = now_ms();

	assert_int_equal(device_watch_wait(*state, 50, &err), -ETIMEDOUT);
	assert_in_range(now_ms() - start_ms, 45, 5000);
	assert_int_equal(device_watch_wait(*state, 0, &err), -ETIMEDOUT);
}

/* An event from before the wait counts: what came in meanwhile is not lost. */
static void test_event_before_the_wait(void **state)
{
	struct nic_err err;

	sandbox_ip("link add ev0 type veth peer name ev1");
	assert_int_equal(device_watch_wait(*state, 5000, &err), 0);
	assert_int_equal(device_watch_wait(*state, 0, &err), -ETIMEDOUT);
	sandbox_ip("link delete ev0");
	assert_int_equal(device_watch_wait(*state, 5000, &err), 0);
}

static void test_flood_is_one_wake_up(void **state)
{
	struct nic_err err;

	for (int i = 0; i < 40; i++) {
		sandbox_ip("link add fl0 type veth peer name fl1");
		sandbox_ip("link delete fl0");
	}
	assert_int_equal(device_watch_wait(*state, 5000, &err), 0);
	assert_int_equal(device_watch_wait(*state, 0, &err), -ETIMEDOUT);
}

static void test_close_of_nothing(void **state)
{
	(void)state;
	device_watch_close(NULL);
}

static int run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_timeout, open_watch, close_watch),
		cmocka_unit_test_setup_teardown(test_event_before_the_wait, open_watch,
						close_watch),
		cmocka_unit_test_setup_teardown(test_flood_is_one_wake_up, open_watch,
						close_watch),
		cmocka_unit_test(test_close_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void)
{
	return sandbox_run(run_all);
}
