/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which hooks are found and trusted, how they are run, and what becomes of bad ones. */
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "hooks.h"
#include "private_root.h"
#include "temp_dir.h"

#define DIR "/hooks"
#define SH "#!/bin/sh\n"

struct scene {
	struct arena *arena;
	struct hook_list hooks;
	struct hook_results results;
	struct strv output; /* "path: line" */
	struct nic_err err;
};

static int setup(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	if (!scene)
		return -1;
	scene->arena = arena_new();
	*state = scene;
	return mkdir(DIR, 0755);
}

static int remove_hooks(void)
{
	char *path = strdup(DIR);

	temp_dir_remove(path);
	return 0;
}

static int teardown(void **state)
{
	struct scene *scene = *state;

	arena_free(scene->arena);
	free(scene);
	return remove_hooks();
}

static void list(struct scene *scene, const char *driver)
{
	if (hooks_list(DIR, driver, scene->arena, &scene->hooks, &scene->err) < 0)
		fail_msg("%s", scene->err.message);
}

static void keep_line(void *ctx, const char *path, const char *line)
{
	struct scene *scene = ctx;

	(void)strv_push(scene->arena, &scene->output,
			arena_printf(scene->arena, "%s: %s", path, line));
}

static int run(struct scene *scene, enum hook_kind kind, int timeout_ms)
{
	struct hook_env env = {.driver = "ice", .ports = "0000:5e:00.0 0000:5e:00.1"};

	list(scene, "ice");
	return hooks_run(&scene->hooks, kind, &env, timeout_ms, keep_line, scene,
			 scene->arena, &scene->results, &scene->err);
}

static const struct hook_result *run_one(struct scene *scene, const char *text,
					 int timeout_ms)
{
	temp_file(DIR, "1.post", 0755, text);
	(void)run(scene, HOOK_POST, timeout_ms);
	assert_int_equal(scene->results.n, 1);
	return &scene->results.items[0];
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- finding ---- */

static void test_no_folder_has_no_hooks(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(hooks_list("/nowhere/at/all", "ice", scene->arena, &scene->hooks,
				    &scene->err),
			 0);
	assert_int_equal(scene->hooks.n, 0);
	list(scene, "ice");
	list(scene, NULL);
	assert_int_equal(scene->hooks.n, 0);
}

static void test_a_file_is_no_folder(void **state)
{
	struct scene *scene = *state;

	temp_file(DIR, "file", 0644, "");
	assert_int_equal(
		hooks_list(DIR "/file", "ice", scene->arena, &scene->hooks, &scene->err),
		-ENOTDIR);
	assert_contains(scene->err.message, DIR "/file");
}

static void test_only_the_three_endings_count(void **state)
{
	static const char *const others[] = {"a.posts",	     "b.post~",
					     ".hidden.post", ".post",
					     "c.post.bak",   "d.POST",
					     "epost",	     "f",
					     "g.sh",	     "h.rollback.rpmsave",
					     "i.dpkg-dist"};
	struct scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(others); i++)
		temp_file(DIR, others[i], 0755, SH);
	temp_file(DIR, "not-executable.post", 0644, SH);
	assert_int_equal(mkdir(DIR "/folder.post", 0755), 0);
	list(scene, "ice");
	assert_int_equal(scene->hooks.n, 0);
	temp_file(DIR, "x.pre", 0755, SH);
	temp_file(DIR, "x.post", 0755, SH);
	temp_file(DIR, "x.rollback", 0755, SH);
	list(scene, "ice");
	assert_int_equal(scene->hooks.n, 3);
	assert_int_equal(scene->hooks.items[0].kind, HOOK_POST);
	assert_int_equal(scene->hooks.items[1].kind, HOOK_PRE);
	assert_int_equal(scene->hooks.items[2].kind, HOOK_ROLLBACK);
}

static void test_order_is_by_bytes_the_common_ones_first(void **state)
{
	static const char *const expected[] = {DIR "/10-b.post", DIR "/9-a.post",
					       DIR "/B.post", DIR "/a.post",
					       DIR "/ice/0.post"};
	struct scene *scene = *state;

	assert_int_equal(mkdir(DIR "/ice", 0755) + mkdir(DIR "/i40e", 0755), 0);
	temp_file(DIR, "a.post", 0755, SH);
	temp_file(DIR, "B.post", 0755, SH);
	temp_file(DIR, "9-a.post", 0755, SH);
	temp_file(DIR, "10-b.post", 0755, SH);
	temp_file(DIR "/ice", "0.post", 0755, SH);
	temp_file(DIR "/i40e", "0.post", 0755, SH);
	list(scene, "ice");
	assert_int_equal(scene->hooks.n, NIC_ARRAY_SIZE(expected));
	for (size_t i = 0; i < NIC_ARRAY_SIZE(expected); i++) {
		assert_string_equal(scene->hooks.items[i].path, expected[i]);
		assert_null(scene->hooks.items[i].refusal);
	}
	list(scene, NULL);
	assert_int_equal(scene->hooks.n, NIC_ARRAY_SIZE(expected) + 1);
	list(scene, "e1000e");
	assert_int_equal(scene->hooks.n, NIC_ARRAY_SIZE(expected) - 1);
}

/* ---- trusting ---- */

static void assert_refused(struct scene *scene, const char *reason)
{
	list(scene, "ice");
	assert_int_equal(scene->hooks.n, 1);
	assert_non_null(scene->hooks.items[0].refusal);
	assert_contains(scene->hooks.items[0].refusal, reason);
}

static void test_a_file_others_can_write_is_refused(void **state)
{
	struct scene *scene = *state;

	temp_file(DIR, "1.post", 0757, SH);
	assert_refused(scene, "'/hooks/1.post' is writable by others");
	temp_file(DIR, "1.post", 0775, SH);
	assert_refused(scene, "'/hooks/1.post' is writable by others");
}

static void test_a_refused_hook_is_never_run(void **state)
{
	struct scene *scene = *state;
	const struct hook_result *result;

	temp_file(DIR, "1.post", 0757, SH "touch /hooks/ran\n");
	assert_int_equal(run(scene, HOOK_POST, 1000), -ECANCELED);
	result = &scene->results.items[0];
	assert_int_equal(result->status, HOOK_REFUSED);
	assert_contains(result->reason, "writable");
	assert_contains(scene->err.message, "is refused: ");
	assert_int_equal(access(DIR "/ran", F_OK), -1);
}

static void test_a_folder_others_can_write_is_refused(void **state)
{
	struct scene *scene = *state;

	temp_file(DIR, "1.post", 0755, SH);
	assert_int_equal(chmod(DIR, 0777), 0);
	assert_refused(scene, "'/hooks' is writable by others");
	assert_int_equal(chmod(DIR, 01777), 0); /* sticky: new files are still possible */
	assert_refused(scene, "'/hooks' is writable by others");
}

static void test_an_open_folder_above_is_refused(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(mkdir(DIR "/ice", 0755), 0);
	temp_file(DIR "/ice", "1.post", 0755, SH);
	assert_int_equal(chmod(DIR, 0777), 0);
	assert_refused(scene, "'/hooks' is writable by others");
}

static void test_a_file_of_somebody_else_is_refused(void **state)
{
	struct scene *scene = *state;

	temp_file(DIR, "1.post", 0755, SH);
	if (chown(DIR "/1.post", 1000, 0) < 0)
		skip(); /* there is only one user in this namespace */
	assert_refused(scene, "'/hooks/1.post' is not owned by root");
}

static void test_links(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(mkdir(DIR "/good", 0755) + mkdir(DIR "/open", 0755), 0);
	assert_int_equal(chmod(DIR "/open", 0777), 0);
	temp_file(DIR "/good", "script", 0755, SH "echo linked\n");
	temp_file(DIR "/open", "script", 0755, SH);
	assert_int_equal(symlink("good/script", DIR "/1.post"), 0);
	assert_int_equal(run(scene, HOOK_POST, 5000), 0);
	assert_string_equal(scene->output.items[0], DIR "/1.post: linked");
	unlink(DIR "/1.post");
	assert_int_equal(symlink("open/script", DIR "/1.post"), 0);
	assert_refused(scene, "'/hooks/open' is writable by others");
	unlink(DIR "/1.post");
	assert_int_equal(symlink("nothing", DIR "/1.post"), 0);
	assert_refused(scene, "cannot be found");
}

/* A trusted script behind a link that others could put elsewhere. */
static void test_a_link_in_an_open_folder_is_refused(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(mkdir(DIR "/ice", 0755), 0);
	temp_file(DIR, "script", 0755, SH);
	assert_int_equal(symlink("../script", DIR "/ice/1.post"), 0);
	assert_int_equal(chmod(DIR "/ice", 0777), 0);
	assert_refused(scene, "'/hooks/ice' is writable by others");
}

/* ---- running ---- */

static void test_success_and_output(void **state)
{
	struct scene *scene = *state;
	const struct hook_result *result;

	result = run_one(scene, SH "echo one; echo two >&2; printf three", 5000);
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
	struct scene *scene = *state;

	setenv("LD_PRELOAD_LOOKALIKE", "evil", 1);
	run_one(scene, SH "tr '\\0' '\\n' < /proc/$$/environ", 5000);
	assert_int_equal(scene->output.n, NIC_ARRAY_SIZE(expected));
	for (size_t i = 0; i < scene->output.n; i++)
		assert_string_equal(scene->output.items[i] + strlen(DIR "/1.post: "),
				    expected[i]);
}

static void test_folder_input_and_signals(void **state)
{
	struct scene *scene = *state;

	signal(SIGPIPE, SIG_IGN);
	run_one(scene, SH "pwd; wc -c; grep SigIgn /proc/self/status", 5000);
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
	struct scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(tests); i++) {
		const struct hook_result *result;

		scene->results.n = 0;
		result = run_one(scene, tests[i].text, 5000);
		assert_int_equal(result->status, HOOK_FAILED);
		assert_int_equal(result->exit_code, tests[i].exit_code);
		assert_contains(result->reason, tests[i].reason);
		assert_contains(scene->err.message, DIR "/1.post");
	}
}

static void test_long_lines_come_in_pieces(void **state)
{
	struct scene *scene = *state;
	size_t total = 0;

	run_one(scene, SH "head -c 100000 /dev/zero | tr '\\0' x", 5000);
	for (size_t i = 0; i < scene->output.n; i++) {
		size_t length = strlen(scene->output.items[i]) - strlen(DIR "/1.post: ");

		assert_true(length <= 1024);
		total += length;
	}
	assert_int_equal(total, 100000);
}

static void test_nul_bytes_do_not_cut(void **state)
{
	struct scene *scene = *state;

	run_one(scene, SH "printf 'a\\0b\\n\\n\\0\\nc'", 5000);
	assert_int_equal(scene->output.n, 2);
	assert_string_equal(scene->output.items[0], DIR "/1.post: ab");
	assert_string_equal(scene->output.items[1], DIR "/1.post: c");
}

static void test_a_process_left_behind_is_not_waited_for(void **state)
{
	struct scene *scene = *state;
	int64_t begin = now_ms();
	const struct hook_result *result;

	result = run_one(scene, SH "sleep 5 & echo started", 10000);
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
	struct scene *scene = *state;
	int64_t begin = now_ms();
	const struct hook_result *result;

	result = run_one(scene, SH "echo $$ > /hooks/pid; exec sleep 100", 300);
	assert_int_equal(result->status, HOOK_TIMED_OUT);
	assert_contains(result->reason, "did not end within 1 s");
	assert_true(now_ms() - begin < 2000); /* SIGTERM was enough */
	assert_true(result->duration_us >= 300000);
	wait_until_gone(DIR "/pid");
}

static void test_one_that_ignores_the_request_to_end(void **state)
{
	struct scene *scene = *state;
	int64_t begin = now_ms();
	const struct hook_result *result;

	result = run_one(scene,
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
	struct scene *scene = *state;
	const struct hook_result *result;

	result = run_one(scene,
			 SH "(trap '' TERM; exec sleep 100) &\n"
			    "echo $! > /hooks/pid; wait",
			 300);
	assert_int_equal(result->status, HOOK_TIMED_OUT);
	wait_until_gone(DIR "/pid");
}

static void test_endless_output_ends(void **state)
{
	struct scene *scene = *state;
	int64_t begin = now_ms();
	const struct hook_result *result;

	result = run_one(scene, SH "exec yes", 200);
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
	struct scene *scene = *state;

	make_three("pre");
	assert_int_equal(run(scene, HOOK_PRE, 5000), -ECANCELED);
	assert_int_equal(scene->results.n, 2);
	assert_int_equal(scene->output.n, 1);
	assert_contains(scene->err.message, "2.pre' ended with status 5");
}

static void test_others_go_on(void **state)
{
	struct scene *scene = *state;

	make_three("post");
	make_three("rollback");
	assert_int_equal(run(scene, HOOK_POST, 5000), -ECANCELED);
	assert_int_equal(scene->results.n, 3);
	assert_int_equal(scene->output.n, 2);
	assert_int_equal(run(scene, HOOK_ROLLBACK, 5000), -ECANCELED);
	assert_int_equal(scene->results.n, 6);
	assert_int_equal(scene->results.items[4].kind, HOOK_ROLLBACK);
	assert_int_equal(run(scene, HOOK_PRE, 5000), 0);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(hook_kind_name(HOOK_PRE), "pre");
	assert_string_equal(hook_kind_name(HOOK_ROLLBACK), "rollback");
	assert_null(hook_kind_name(HOOK_ROLLBACK + 1));
	assert_string_equal(hook_status_name(HOOK_TIMED_OUT), "timed-out");
	assert_null(hook_status_name(HOOK_REFUSED + 1));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_folder_has_no_hooks),
		TEST(test_a_file_is_no_folder),
		TEST(test_only_the_three_endings_count),
		TEST(test_order_is_by_bytes_the_common_ones_first),
		TEST(test_a_file_others_can_write_is_refused),
		TEST(test_a_refused_hook_is_never_run),
		TEST(test_a_folder_others_can_write_is_refused),
		TEST(test_an_open_folder_above_is_refused),
		TEST(test_a_file_of_somebody_else_is_refused),
		TEST(test_links),
		TEST(test_a_link_in_an_open_folder_is_refused),
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
		TEST(test_names),
	};

	private_root_enter();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
