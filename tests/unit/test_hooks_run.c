/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How hooks are run, and what becomes of bad ones. */
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "hook_scene.h"
#include "private_root.h"
#include "temp_dir.h"

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void test_success_and_output(void **state)
{
	struct hook_scene *scene = *state;
	const struct hook_result *result;

	result = hook_scene_run_one(scene, SH "echo one; echo two >&2; printf three",
				    5000);
	assert_int_equal(result->status, HOOK_SUCCEEDED);
	assert_int_equal(result->kind, HOOK_POST);
	assert_null(result->reason);
	assert_int_equal(scene->output.n, 3);
	assert_string_equal(scene->output.items[0], DIR "/1.post: one");
	assert_string_equal(scene->output.items[1], DIR "/1.post: two");
	assert_string_equal(scene->output.items[2], DIR "/1.post: three");
}

static void test_the_environment_is_exact(void **state)
{
	static const char *const expected[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin",
					       "LANG=C.UTF-8",
					       "NICCTL_DRIVER=ice",
					       "NICCTL_MODULE=",
					       "NICCTL_PORTS=0000:5e:00.0 0000:5e:00.1",
					       "NICCTL_INTERFACES=",
					       "NICCTL_STRATEGY=",
					       "NICCTL_RESULT=",
					       "NICCTL_TRANSACTION="};
	struct hook_scene *scene = *state;

	setenv("LD_PRELOAD_LOOKALIKE", "evil", 1);
	hook_scene_run_one(scene, SH "tr '\\0' '\\n' < /proc/$$/environ", 5000);
	assert_int_equal(scene->output.n, NIC_ARRAY_SIZE(expected));
	for (size_t i = 0; i < scene->output.n; i++)
		assert_string_equal(scene->output.items[i] + strlen(DIR "/1.post: "),
				    expected[i]);
}

static void test_folder_input_and_signals(void **state)
{
	struct hook_scene *scene = *state;

	signal(SIGPIPE, SIG_IGN);
	hook_scene_run_one(scene, SH "pwd; wc -c; grep SigIgn /proc/self/status", 5000);
	signal(SIGPIPE, SIG_DFL);
	assert_int_equal(scene->output.n, 3);
	assert_string_equal(scene->output.items[0], DIR "/1.post: /");
	assert_string_equal(scene->output.items[1], DIR "/1.post: 0");
	assert_contains(scene->output.items[2], "0000000000000000");
}

static void test_failures_say_how(void **state)
{
	static const struct {
		const char *text;
		int exit_code;
		const char *reason;
	} tests[] = {
		{SH "exit 3", 3, "ended with status 3"},
		{SH "kill -9 $$", 137, "signal 9"},
		{"#!/no/such/shell\n", 127, "ended with status 127"},
		{"", 127, "ended with status 127"}, /* ENOEXEC: no shell is tried */
	};
	struct hook_scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(tests); i++) {
		const struct hook_result *result;

		scene->results.n = 0;
		result = hook_scene_run_one(scene, tests[i].text, 5000);
		assert_int_equal(result->status, HOOK_FAILED);
		assert_int_equal(result->exit_code, tests[i].exit_code);
		assert_contains(result->reason, tests[i].reason);
		assert_contains(scene->err.message, DIR "/1.post");
	}
}

static void test_long_lines_come_in_pieces(void **state)
{
	struct hook_scene *scene = *state;
	size_t total = 0;

	hook_scene_run_one(scene, SH "head -c 100000 /dev/zero | tr '\\0' x", 5000);
	for (size_t i = 0; i < scene->output.n; i++) {
		size_t length = strlen(scene->output.items[i]) - strlen(DIR "/1.post: ");

		assert_true(length <= 1024);
		total += length;
	}
	assert_int_equal(total, 100000);
}

static void test_nul_bytes_do_not_cut(void **state)
{
	struct hook_scene *scene = *state;

	hook_scene_run_one(scene, SH "printf 'a\\0b\\n\\n\\0\\nc'", 5000);
	assert_int_equal(scene->output.n, 2);
	assert_string_equal(scene->output.items[0], DIR "/1.post: ab");
	assert_string_equal(scene->output.items[1], DIR "/1.post: c");
}

static void test_a_process_left_behind_is_not_waited_for(void **state)
{
	struct hook_scene *scene = *state;
	int64_t begin = now_ms();
	const struct hook_result *result;

	result = hook_scene_run_one(scene, SH "sleep 5 & echo started", 10000);
	assert_int_equal(result->status, HOOK_SUCCEEDED);
	assert_true(now_ms() - begin < 4000);
	assert_int_equal(scene->output.n, 1);
}

static void wait_until_gone(const char *path)
{
	FILE *file = fopen(path, "r");
	int64_t begin = now_ms();
	int pid = 0;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%d", &pid), 1);
	fclose(file);
	while (kill(pid, 0) == 0) {
		char state_path[64], state = 'X';
		FILE *stat_file;

		snprintf(state_path, sizeof(state_path), "/proc/%d/stat", pid);
		stat_file = fopen(state_path, "r");
		if (stat_file && fscanf(stat_file, "%*d %*s %c", &state) != 1)
			state = 'X';
		if (stat_file)
			fclose(stat_file);
		if (state == 'Z' || state == 'X')
			return; /* dead, and not our child */
		assert_true(now_ms() - begin < 5000);
		usleep(10000);
	}
}

static void test_one_that_never_ends(void **state)
{
	struct hook_scene *scene = *state;
	int64_t begin = now_ms();
	const struct hook_result *result;

	result =
		hook_scene_run_one(scene, SH "echo $$ > /hooks/pid; exec sleep 100", 2000);
	assert_int_equal(result->status, HOOK_TIMED_OUT);
	assert_contains(result->reason, "did not end within 2 s");
	assert_true(now_ms() - begin < 4000); /* SIGTERM was enough */
	assert_true(result->duration_us >= 2000000);
	wait_until_gone(DIR "/pid");
}

static void test_one_that_ignores_the_request_to_end(void **state)
{
	struct hook_scene *scene = *state;
	int64_t begin = now_ms();
	const struct hook_result *result;

	result = hook_scene_run_one(
		scene,
		SH "trap '' TERM; echo $$ > /hooks/pid\n"
		   "while :; do sleep 0.05; done",
		2000); /* long enough to get to the trap on a busy machine */
	assert_int_equal(result->status, HOOK_TIMED_OUT);
	/* its time, and the 2 s between the request and the end of patience */
	assert_true(now_ms() - begin >= 4000);
	wait_until_gone(DIR "/pid");
}

static void test_a_child_that_ignores_the_request_goes_too(void **state)
{
	struct hook_scene *scene = *state;
	const struct hook_result *result;

	result = hook_scene_run_one(scene,
				    SH "(trap '' TERM; exec sleep 100) &\n"
				       "echo $! > /hooks/pid; wait",
				    2000);
	assert_int_equal(result->status, HOOK_TIMED_OUT);
	wait_until_gone(DIR "/pid");
}

static void test_endless_output_ends(void **state)
{
	struct hook_scene *scene = *state;
	int64_t begin = now_ms();
	const struct hook_result *result;

	result = hook_scene_run_one(scene, SH "exec yes", 1000);
	assert_int_equal(result->status, HOOK_TIMED_OUT);
	assert_true(now_ms() - begin < 10000);
	assert_true(scene->output.n > 0);
}

/* ---- more than one ---- */

static void make_three(const char *ending)
{
	char name[32];

	snprintf(name, sizeof(name), "1.%s", ending);
	temp_file(DIR, name, 0755, SH "echo 1");
	snprintf(name, sizeof(name), "2.%s", ending);
	temp_file(DIR, name, 0755, SH "exit 5");
	snprintf(name, sizeof(name), "3.%s", ending);
	temp_file(DIR, name, 0755, SH "echo 3");
}

static void test_pre_hooks_stop_at_the_first_failure(void **state)
{
	struct hook_scene *scene = *state;

	make_three("pre");
	assert_int_equal(hook_scene_run(scene, HOOK_PRE, 5000), -ECANCELED);
	assert_int_equal(scene->results.n, 2);
	assert_int_equal(scene->output.n, 1);
	assert_contains(scene->err.message, "2.pre' ended with status 5");
}

static void test_others_go_on(void **state)
{
	struct hook_scene *scene = *state;

	make_three("post");
	make_three("rollback");
	assert_int_equal(hook_scene_run(scene, HOOK_POST, 5000), -ECANCELED);
	assert_int_equal(scene->results.n, 3);
	assert_int_equal(scene->output.n, 2);
	assert_int_equal(hook_scene_run(scene, HOOK_ROLLBACK, 5000), -ECANCELED);
	assert_int_equal(scene->results.n, 6);
	assert_int_equal(scene->results.items[4].kind, HOOK_ROLLBACK);
	assert_int_equal(hook_scene_run(scene, HOOK_PRE, 5000), 0);
}

#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, hook_scene_setup, hook_scene_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_success_and_output),
		TEST(test_the_environment_is_exact),
		TEST(test_folder_input_and_signals),
		TEST(test_failures_say_how),
		TEST(test_long_lines_come_in_pieces),
		TEST(test_nul_bytes_do_not_cut),
		TEST(test_a_process_left_behind_is_not_waited_for),
		TEST(test_one_that_never_ends),
		TEST(test_one_that_ignores_the_request_to_end),
		TEST(test_a_child_that_ignores_the_request_goes_too),
		TEST(test_endless_output_ends),
		TEST(test_pre_hooks_stop_at_the_first_failure),
		TEST(test_others_go_on),
	};

	private_root_enter();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
