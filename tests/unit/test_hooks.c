/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which hooks are found and trusted. */
#include "test.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hook_scene.h"
#include "private_root.h"
#include "temp_dir.h"

/* ---- finding ---- */

static void test_no_folder_has_no_hooks(void **state)
{
	struct hook_scene *scene = *state;

	assert_int_equal(hooks_list("/nowhere/at/all", "ice", scene->arena, &scene->hooks,
				    &scene->err),
			 0);
	assert_int_equal(scene->hooks.n, 0);
	hook_scene_list(scene, "ice");
	hook_scene_list(scene, NULL);
	assert_int_equal(scene->hooks.n, 0);
}

static void test_a_file_is_no_folder(void **state)
{
	struct hook_scene *scene = *state;

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
	struct hook_scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(others); i++)
		temp_file(DIR, others[i], 0755, SH);
	temp_file(DIR, "not-executable.post", 0644, SH);
	assert_int_equal(mkdir(DIR "/folder.post", 0755), 0);
	hook_scene_list(scene, "ice");
	assert_int_equal(scene->hooks.n, 0);
	temp_file(DIR, "x.pre", 0755, SH);
	temp_file(DIR, "x.post", 0755, SH);
	temp_file(DIR, "x.rollback", 0755, SH);
	hook_scene_list(scene, "ice");
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
	struct hook_scene *scene = *state;

	assert_int_equal(mkdir(DIR "/ice", 0755) + mkdir(DIR "/i40e", 0755), 0);
	temp_file(DIR, "a.post", 0755, SH);
	temp_file(DIR, "B.post", 0755, SH);
	temp_file(DIR, "9-a.post", 0755, SH);
	temp_file(DIR, "10-b.post", 0755, SH);
	temp_file(DIR "/ice", "0.post", 0755, SH);
	temp_file(DIR "/i40e", "0.post", 0755, SH);
	hook_scene_list(scene, "ice");
	assert_int_equal(scene->hooks.n, NIC_ARRAY_SIZE(expected));
	for (size_t i = 0; i < NIC_ARRAY_SIZE(expected); i++) {
		assert_string_equal(scene->hooks.items[i].path, expected[i]);
		assert_null(scene->hooks.items[i].refusal);
	}
	hook_scene_list(scene, NULL);
	assert_int_equal(scene->hooks.n, NIC_ARRAY_SIZE(expected) + 1);
	hook_scene_list(scene, "e1000e");
	assert_int_equal(scene->hooks.n, NIC_ARRAY_SIZE(expected) - 1);
}

/* ---- trusting ---- */

static void assert_refused(struct hook_scene *scene, const char *reason)
{
	hook_scene_list(scene, "ice");
	assert_int_equal(scene->hooks.n, 1);
	assert_non_null(scene->hooks.items[0].refusal);
	assert_contains(scene->hooks.items[0].refusal, reason);
}

static void test_a_file_others_can_write_is_refused(void **state)
{
	struct hook_scene *scene = *state;

	temp_file(DIR, "1.post", 0757, SH);
	assert_refused(scene, "'/hooks/1.post' is writable by others");
	temp_file(DIR, "1.post", 0775, SH);
	assert_refused(scene, "'/hooks/1.post' is writable by others");
}

static void test_a_refused_hook_is_never_run(void **state)
{
	struct hook_scene *scene = *state;
	const struct hook_result *result;

	temp_file(DIR, "1.post", 0757, SH "touch /hooks/ran\n");
	assert_int_equal(hook_scene_run(scene, HOOK_POST, 1000), -ECANCELED);
	result = &scene->results.items[0];
	assert_int_equal(result->status, HOOK_REFUSED);
	assert_contains(result->reason, "writable");
	assert_contains(scene->err.message, "is refused: ");
	assert_int_equal(access(DIR "/ran", F_OK), -1);
}

static void test_a_folder_others_can_write_is_refused(void **state)
{
	struct hook_scene *scene = *state;

	temp_file(DIR, "1.post", 0755, SH);
	assert_int_equal(chmod(DIR, 0777), 0);
	assert_refused(scene, "'/hooks' is writable by others");
	assert_int_equal(chmod(DIR, 01777), 0); /* sticky: new files are still possible */
	assert_refused(scene, "'/hooks' is writable by others");
}

static void test_an_open_folder_above_is_refused(void **state)
{
	struct hook_scene *scene = *state;

	assert_int_equal(mkdir(DIR "/ice", 0755), 0);
	temp_file(DIR "/ice", "1.post", 0755, SH);
	assert_int_equal(chmod(DIR, 0777), 0);
	assert_refused(scene, "'/hooks' is writable by others");
}

static void test_a_file_of_somebody_else_is_refused(void **state)
{
	struct hook_scene *scene = *state;

	temp_file(DIR, "1.post", 0755, SH);
	if (chown(DIR "/1.post", 1000, 0) < 0)
		skip(); /* there is only one user in this namespace */
	assert_refused(scene, "'/hooks/1.post' is not owned by root");
}

static void test_links(void **state)
{
	struct hook_scene *scene = *state;

	assert_int_equal(mkdir(DIR "/good", 0755) + mkdir(DIR "/open", 0755), 0);
	assert_int_equal(chmod(DIR "/open", 0777), 0);
	temp_file(DIR "/good", "script", 0755, SH "echo linked\n");
	temp_file(DIR "/open", "script", 0755, SH);
	assert_int_equal(symlink("good/script", DIR "/1.post"), 0);
	assert_int_equal(hook_scene_run(scene, HOOK_POST, 5000), 0);
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
	struct hook_scene *scene = *state;

	assert_int_equal(mkdir(DIR "/ice", 0755), 0);
	temp_file(DIR, "script", 0755, SH);
	assert_int_equal(symlink("../script", DIR "/ice/1.post"), 0);
	assert_int_equal(chmod(DIR "/ice", 0777), 0);
	assert_refused(scene, "'/hooks/ice' is writable by others");
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

#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, hook_scene_setup, hook_scene_teardown)

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
		TEST(test_names),
	};

	private_root_enter();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
