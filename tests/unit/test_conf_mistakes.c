/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Configuration files that are wrong: each mistake has its line and its remedy. */
#include "test.h"

#include <errno.h>
#include <unistd.h>

#include "conf_keys.h"
#include "conf_scene.h"
#include "temp_dir.h"

/* nicctl.conf with @text has one mistake, in @line, and says @message and @hint. */
static void assert_mistake(struct conf_scene *scene, const char *text, unsigned int line,
			   const char *message, const char *hint)
{
	const struct conf_problem *problem;

	temp_file(scene->folder.dir, "nicctl.conf", 0644, text);
	assert_int_equal(conf_scene_read(scene, NULL), -EINVAL);
	assert_int_equal(scene->conf.problems.n, 1);
	problem = &scene->conf.problems.items[0];
	assert_contains(problem->file, "/nicctl.conf");
	assert_int_equal(problem->line, line);
	assert_contains(problem->message, message);
	if (hint)
		assert_contains(problem->hint, hint);
	else
		assert_null(problem->hint);
}

static void test_mistakes_have_line_and_remedy(void **state)
{
	struct conf_scene *scene = *state;

	assert_mistake(scene, "[protect]\n\nport = a\n", 3, "[protect] has no key 'port'",
		       "did you mean 'ports'?");
	assert_mistake(scene, "[protect]\nxyzzyxyzzy = a\n", 2, "no key 'xyzzyxyzzy'",
		       NULL);
	assert_mistake(scene, "[Protect]\nports = a\n", 1, "no section [Protect]",
		       "did you mean 'protect'?");
	assert_mistake(scene, "[driver]\n", 1, "no section [driver]", NULL);
	assert_mistake(scene, "ports = a\n", 1, "before the first [section]", NULL);
	assert_mistake(scene, "[protect]\nports\n", 2, "neither", "comments begin with");
	assert_mistake(scene, "[protect\n", 1, "neither", "comments begin with");
	assert_mistake(scene, "[protect] ports = a\n", 1, "'ports = a' stands behind",
		       "new line");
	assert_mistake(scene, "[protect]\nports = a\n  b\n", 3, "neither",
		       "comments begin with");
	assert_mistake(scene, "[protect]\nports = \x1b[1m\n", 2, "control character",
		       NULL);
}

static void test_ports_are_names_or_addresses(void **state)
{
	static const char *const bad[] = {
		"0000:3b:00", "3b:00", "02:00:00:00:00:0g", "02:00:00:00:00:01:02", "a/b",
		"..",	      "#"};
	struct conf_scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(bad); i++)
		assert_mistake(scene,
			       arena_printf(scene->folder.arena,
					    "[protect]\nports = %s\n", bad[i]),
			       2,
			       arena_printf(scene->folder.arena,
					    "'%s' is not the name of", bad[i]),
			       NULL);
	temp_file(scene->folder.dir, "nicctl.conf", 0644,
		  "[protect]\nports = 0000:AF:1f.7 3b:00.0 enp3s0f0np0 eth0.100 a#b "
		  "02:00:00:00:00:01\n");
	assert_int_equal(conf_scene_read(scene, NULL), 0);
}

static void test_tcp_ports_are_numbers(void **state)
{
	static const char *const bad[] = {"0",	"65536", "99999999999",
					  "-1", "ssh",	 "022"};
	struct conf_scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(bad); i++)
		assert_mistake(scene,
			       arena_printf(scene->folder.arena,
					    "[protect]\nadmin-tcp-ports = 22 %s\n",
					    bad[i]),
			       2, "is not a number from 1 to 65535", NULL);
	temp_file(scene->folder.dir, "nicctl.conf", 0644,
		  "[protect]\nadmin-tcp-ports = 1 65535\n");
	assert_int_equal(conf_scene_read(scene, NULL), 0);
	conf_scene_items(&scene->conf.admin_tcp_ports, "1 65535");
}

/* The longest line that is allowed is not cut; one byte more is a mistake. */
static void test_no_line_is_cut(void **state)
{
	struct conf_scene *scene = *state;
	char item[CONF_LINE_MAX_BYTES + 2] = "";
	size_t room = CONF_LINE_MAX_BYTES - strlen("ports = ");
	const char *text;

	folder_make(&scene->folder, "drivers");
	memset(item, 'a', room - strlen("source = ") + strlen("ports = "));
	item[0] = '/';
	text = arena_printf(scene->folder.arena, "[driver]\nsource = %s\n", item);
	temp_file(folder_at(&scene->folder, "drivers"), "x.conf", 0644, text);
	assert_int_equal(conf_scene_read(scene, "x"), 0);
	assert_string_equal(conf_text(&scene->conf.drivers.items[0].source), item);

	text = arena_printf(scene->folder.arena, "[driver]\nsource = %sa\n", item);
	temp_file(folder_at(&scene->folder, "drivers"), "x.conf", 0644, text);
	assert_int_equal(conf_scene_read(scene, "x"), -EINVAL);
	assert_int_equal(scene->conf.problems.items[0].line, 2);
	assert_contains(scene->conf.problems.items[0].message, "longer than 190 bytes");
	assert_contains(scene->conf.problems.items[0].hint, "new line");

	assert_int_equal(unlink(folder_at(&scene->folder, "drivers/x.conf")), 0);
	text = arena_printf(scene->folder.arena, "[protect]\n#%s%s\nports = a\n", item,
			    item);
	assert_mistake(scene, text, 2, "longer than 190 bytes", "new line");
}

static void test_a_nul_byte_is_a_mistake(void **state)
{
	static const char text[] = "[protect]\nports = a\0b\n";
	struct conf_scene *scene = *state;
	FILE *file = fopen(folder_at(&scene->folder, "nicctl.conf"), "we");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, sizeof(text) - 1, file), sizeof(text) - 1);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(conf_scene_read(scene, NULL), -EINVAL);
	assert_int_equal(scene->conf.problems.items[0].line, 2);
	assert_contains(scene->conf.problems.items[0].message, "NUL byte");
}

int main(void)
{
#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, conf_scene_setup, folder_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_mistakes_have_line_and_remedy),
		TEST(test_ports_are_names_or_addresses),
		TEST(test_tcp_ports_are_numbers),
		TEST(test_no_line_is_cut),
		TEST(test_a_nul_byte_is_a_mistake),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
