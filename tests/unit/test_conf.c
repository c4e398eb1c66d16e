/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Configuration files: what they say, in which order, and what is wrong with them. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf_keys.h"
#include "temp_dir.h"

struct scene {
	char *dir;
	struct arena *arena;
	struct conf conf;
};

static int setup(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	if (!scene)
		return -1;
	scene->dir = temp_dir_make();
	scene->arena = arena_new();
	*state = scene;
	return 0;
}

static int teardown(void **state)
{
	struct scene *scene = *state;

	temp_dir_remove(scene->dir);
	arena_free(scene->arena);
	free(scene);
	return 0;
}

static const char *at(struct scene *scene, const char *name)
{
	const char *path = arena_printf(scene->arena, "%s/%s", scene->dir, name);

	assert_non_null(path);
	return path;
}

static void folder(struct scene *scene, const char *name)
{
	assert_int_equal(mkdir(at(scene, name), 0755), 0);
}

static int conf_of(struct scene *scene, const char *driver)
{
	struct conf_place place = {scene->dir, scene->dir};

	return conf_read(&place, driver, scene->arena, &scene->conf);
}

static void assert_items(const struct conf_value *value, const char *expected)
{
	char text[512] = "";

	assert_int_equal(value->items.n, value->origins.n);
	for (size_t i = 0; i < value->items.n; i++) {
		strcat(text, i ? " " : "");
		strcat(text, value->items.items[i]);
	}
	assert_string_equal(text, expected);
}

/* nicctl.conf with @text has one mistake, in @line, and says @message and @hint. */
static void assert_mistake(struct scene *scene, const char *text, unsigned int line,
			   const char *message, const char *hint)
{
	const struct conf_problem *problem;

	temp_file(scene->dir, "nicctl.conf", 0644, text);
	assert_int_equal(conf_of(scene, NULL), -EINVAL);
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

static void test_no_file_at_all_means_defaults(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(conf_of(scene, "ice"), 0);
	assert_items(&scene->conf.protect_ports, "");
	assert_items(&scene->conf.admin_tcp_ports, "22");
	assert_string_equal(scene->conf.admin_tcp_ports.origin, "default");
	assert_int_equal(scene->conf.drivers.n, 1);
	assert_string_equal(conf_text(&scene->conf.drivers.items[0].source), "auto");
	assert_null(conf_text(&scene->conf.drivers.items[0].module));
	assert_int_equal(conf_of(scene, NULL), 0);
	assert_int_equal(scene->conf.drivers.n, 0);
}

static void test_the_folder_itself_may_be_missing(void **state)
{
	struct scene *scene = *state;
	struct conf_place place = {at(scene, "none"), scene->dir};

	assert_int_equal(conf_read(&place, "ice", scene->arena, &scene->conf), 0);
	assert_items(&scene->conf.admin_tcp_ports, "22");
}

static void test_each_item_has_its_line(void **state)
{
	struct scene *scene = *state;
	const struct conf_value *ports = &scene->conf.protect_ports;

	temp_file(scene->dir, "nicctl.conf", 0644,
		  "\xEF\xBB\xBF# first\n\n; second\n[protect]\r\n"
		  "  ports = eno1\tbond0\r\nports=02:00:00:00:00:01 0000:3b:00.0\n");
	assert_int_equal(conf_of(scene, NULL), 0);
	assert_items(ports, "eno1 bond0 02:00:00:00:00:01 0000:3b:00.0");
	assert_string_equal(ports->origins.items[1], at(scene, "nicctl.conf:5"));
	assert_string_equal(ports->origins.items[3], at(scene, "nicctl.conf:6"));
	assert_string_equal(ports->origin, at(scene, "nicctl.conf:6"));
}

static void test_drop_ins_add_in_order_of_names(void **state)
{
	struct scene *scene = *state;

	folder(scene, "nicctl.conf.d");
	temp_file(scene->dir, "nicctl.conf", 0644, "[protect]\nports = main\n");
	temp_file(at(scene, "nicctl.conf.d"), "9.conf", 0644, "[protect]\nports = c\n");
	temp_file(at(scene, "nicctl.conf.d"), "10.conf", 0644, "[protect]\nports = a\n");
	temp_file(at(scene, "nicctl.conf.d"), "B.conf~", 0644, "nonsense\n");
	temp_file(at(scene, "nicctl.conf.d"), ".x.conf", 0644, "nonsense\n");
	assert_int_equal(conf_of(scene, NULL), 0);
	assert_items(&scene->conf.protect_ports, "main a c");
}

static void test_an_empty_value_resets_a_list(void **state)
{
	struct scene *scene = *state;

	folder(scene, "nicctl.conf.d");
	temp_file(scene->dir, "nicctl.conf", 0644,
		  "[protect]\nports = a b\nadmin-tcp-ports =\n");
	temp_file(at(scene, "nicctl.conf.d"), "1.conf", 0644,
		  "[protect]\nports =\nports = c\n");
	assert_int_equal(conf_of(scene, NULL), 0);
	assert_items(&scene->conf.protect_ports, "c");
	assert_items(&scene->conf.admin_tcp_ports, "");
	assert_string_equal(scene->conf.admin_tcp_ports.origin,
			    at(scene, "nicctl.conf:3"));
}

static void test_a_profile_belongs_to_its_driver(void **state)
{
	struct scene *scene = *state;
	const struct conf_driver *driver;

	folder(scene, "drivers");
	folder(scene, "drivers/ice.conf.d");
	temp_file(at(scene, "drivers"), "ice.conf", 0644,
		  "[driver]\nsource = dkms\ndkms = ice-zc\nmodule = ice_zc\n"
		  "load-first = pf_ring\n");
	temp_file(at(scene, "drivers/ice.conf.d"), "1.conf", 0644,
		  "[driver]\nload-first = other\nexpect-lost = irdma\n");
	temp_file(at(scene, "drivers"), "i40e.conf", 0644, "[driver]\nsource = stock\n");
	temp_file(at(scene, "drivers"), "i40e.conf.sample", 0644, "nonsense\n");
	assert_int_equal(conf_of(scene, NULL), 0);
	assert_int_equal(scene->conf.drivers.n, 2);
	assert_int_equal(conf_of(scene, "ice"), 0);
	assert_int_equal(scene->conf.drivers.n, 1);
	driver = conf_driver_of(&scene->conf, "ice");
	assert_string_equal(conf_text(&driver->source), "dkms");
	assert_string_equal(conf_text(&driver->dkms), "ice-zc");
	assert_string_equal(conf_text(&driver->module), "ice_zc");
	assert_items(&driver->load_first, "pf_ring other");
	assert_items(&driver->expect_lost, "irdma");
	assert_null(conf_driver_of(&scene->conf, "i40e"));
}

/* Only a folder of drop-ins, no file. */
static void test_drop_ins_alone_make_a_profile(void **state)
{
	struct scene *scene = *state;

	folder(scene, "drivers");
	folder(scene, "drivers/ice.conf.d");
	temp_file(at(scene, "drivers/ice.conf.d"), "1.conf", 0644,
		  "[driver]\nsource = /opt/ice.ko\n");
	assert_int_equal(conf_of(scene, NULL), 0);
	assert_int_equal(scene->conf.drivers.n, 1);
	assert_string_equal(conf_text(&scene->conf.drivers.items[0].source),
			    "/opt/ice.ko");
}

static void test_a_broken_profile_of_another_driver_does_not_matter(void **state)
{
	struct scene *scene = *state;

	folder(scene, "drivers");
	temp_file(at(scene, "drivers"), "i40e.conf", 0644, "nonsense\n");
	assert_int_equal(conf_of(scene, "ice"), 0);
	assert_int_equal(conf_of(scene, "i40e"), -EINVAL);
	assert_int_equal(conf_of(scene, NULL), -EINVAL);
}

static void test_a_profile_that_would_not_be_found(void **state)
{
	struct scene *scene = *state;

	folder(scene, "drivers");
	temp_file(at(scene, "drivers"), "my-drv.conf", 0644, "[driver]\n");
	assert_int_equal(conf_of(scene, "my_drv"), -EINVAL);
	assert_contains(scene->conf.problems.items[0].hint, "'my_drv.conf'");
	assert_int_equal(conf_of(scene, "ice"), 0);
}

static void test_dkms_and_source_belong_together(void **state)
{
	struct scene *scene = *state;

	folder(scene, "drivers");
	temp_file(at(scene, "drivers"), "ice.conf", 0644, "[driver]\nsource = dkms\n");
	assert_int_equal(conf_of(scene, "ice"), -EINVAL);
	assert_contains(scene->conf.problems.items[0].hint, "dkms = NAME");
	temp_file(at(scene, "drivers"), "ice.conf", 0644, "[driver]\ndkms = a\n");
	assert_int_equal(conf_of(scene, "ice"), -EINVAL);
	assert_contains(scene->conf.problems.items[0].message, "no effect");
	temp_file(at(scene, "drivers"), "ice.conf", 0644, "[driver]\nmodule = ice_zc\n");
	assert_int_equal(conf_of(scene, "ice"), -EINVAL);
	assert_contains(scene->conf.problems.items[0].message, "'module' needs");
	temp_file(at(scene, "drivers"), "ice.conf", 0644,
		  "[driver]\nmodule = ice_zc\nsource =\n");
	assert_int_equal(conf_of(scene, "ice"), -EINVAL);
	temp_file(at(scene, "drivers"), "ice.conf", 0644,
		  "[driver]\nmodule = ice_zc\nsource = /opt/ice_zc.ko\n");
	assert_int_equal(conf_of(scene, "ice"), 0);
}

static void test_mistakes_have_line_and_remedy(void **state)
{
	struct scene *scene = *state;

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
	struct scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(bad); i++)
		assert_mistake(
			scene,
			arena_printf(scene->arena, "[protect]\nports = %s\n", bad[i]), 2,
			arena_printf(scene->arena, "'%s' is not the name of", bad[i]),
			NULL);
	temp_file(scene->dir, "nicctl.conf", 0644,
		  "[protect]\nports = 0000:AF:1f.7 3b:00.0 enp3s0f0np0 eth0.100 a#b "
		  "02:00:00:00:00:01\n");
	assert_int_equal(conf_of(scene, NULL), 0);
}

static void test_tcp_ports_are_numbers(void **state)
{
	static const char *const bad[] = {"0",	"65536", "99999999999",
					  "-1", "ssh",	 "022"};
	struct scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(bad); i++)
		assert_mistake(scene,
			       arena_printf(scene->arena,
					    "[protect]\nadmin-tcp-ports = 22 %s\n",
					    bad[i]),
			       2, "is not a number from 1 to 65535", NULL);
	temp_file(scene->dir, "nicctl.conf", 0644,
		  "[protect]\nadmin-tcp-ports = 1 65535\n");
	assert_int_equal(conf_of(scene, NULL), 0);
	assert_items(&scene->conf.admin_tcp_ports, "1 65535");
}

/* The longest line that is allowed is not cut; one byte more is a mistake. */
static void test_no_line_is_cut(void **state)
{
	struct scene *scene = *state;
	char item[CONF_LINE_MAX_BYTES + 2] = "";
	size_t room = CONF_LINE_MAX_BYTES - strlen("ports = ");
	const char *text;

	folder(scene, "drivers");
	memset(item, 'a', room - strlen("source = ") + strlen("ports = "));
	item[0] = '/';
	text = arena_printf(scene->arena, "[driver]\nsource = %s\n", item);
	temp_file(at(scene, "drivers"), "x.conf", 0644, text);
	assert_int_equal(conf_of(scene, "x"), 0);
	assert_string_equal(conf_text(&scene->conf.drivers.items[0].source), item);

	text = arena_printf(scene->arena, "[driver]\nsource = %sa\n", item);
	temp_file(at(scene, "drivers"), "x.conf", 0644, text);
	assert_int_equal(conf_of(scene, "x"), -EINVAL);
	assert_int_equal(scene->conf.problems.items[0].line, 2);
	assert_contains(scene->conf.problems.items[0].message, "longer than 190 bytes");
	assert_contains(scene->conf.problems.items[0].hint, "new line");

	assert_int_equal(unlink(at(scene, "drivers/x.conf")), 0);
	text = arena_printf(scene->arena, "[protect]\n#%s%s\nports = a\n", item, item);
	assert_mistake(scene, text, 2, "longer than 190 bytes", "new line");
}

static void test_a_nul_byte_is_a_mistake(void **state)
{
	static const char text[] = "[protect]\nports = a\0b\n";
	struct scene *scene = *state;
	FILE *file = fopen(at(scene, "nicctl.conf"), "we");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, sizeof(text) - 1, file), sizeof(text) - 1);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(conf_of(scene, NULL), -EINVAL);
	assert_int_equal(scene->conf.problems.items[0].line, 2);
	assert_contains(scene->conf.problems.items[0].message, "NUL byte");
}

/* The only mistake concerns @name as a whole. */
static void assert_unusable(struct scene *scene, const char *name, const char *message)
{
	const struct conf_problem *problem;

	assert_int_equal(conf_of(scene, NULL), -EINVAL);
	assert_int_equal(scene->conf.problems.n, 1);
	problem = &scene->conf.problems.items[0];
	assert_string_equal(problem->file, at(scene, name));
	assert_int_equal(problem->line, 0);
	assert_contains(problem->message, message);
}

static void test_a_folder_is_no_file_and_a_file_no_folder(void **state)
{
	struct scene *scene = *state;

	folder(scene, "nicctl.conf");
	assert_unusable(scene, "nicctl.conf", "is a directory");
	assert_int_equal(rmdir(at(scene, "nicctl.conf")), 0);
	temp_file(scene->dir, "nicctl.conf.d", 0644, "");
	assert_unusable(scene, "nicctl.conf.d", "Not a directory");
	assert_int_equal(unlink(at(scene, "nicctl.conf.d")), 0);
	temp_file(scene->dir, "drivers", 0644, "");
	assert_unusable(scene, "drivers", "Not a directory");
	assert_int_equal(unlink(at(scene, "drivers")), 0);
	assert_int_equal(symlink("nowhere", at(scene, "nicctl.conf")), 0);
	assert_unusable(scene, "nicctl.conf", "No such file");
	assert_int_equal(unlink(at(scene, "nicctl.conf")), 0);
	assert_int_equal(mkfifo(at(scene, "nicctl.conf"), 0644), 0);
	assert_unusable(scene, "nicctl.conf", "not a regular file");
}

static void test_a_file_that_is_too_large(void **state)
{
	struct scene *scene = *state;

	temp_file(scene->dir, "nicctl.conf", 0644, "");
	assert_int_equal(truncate(at(scene, "nicctl.conf"), CONF_FILE_MAX_BYTES + 1), 0);
	assert_unusable(scene, "nicctl.conf", "is larger than");
}

static void test_what_others_can_write_is_not_believed(void **state)
{
	struct scene *scene = *state;

	temp_file(scene->dir, "nicctl.conf", 0664, "[protect]\n");
	assert_unusable(scene, "nicctl.conf", "writable by others");
	assert_contains(scene->conf.problems.items[0].hint, "chmod go-w");
	assert_int_equal(chmod(at(scene, "nicctl.conf"), 0644), 0);
	assert_int_equal(conf_of(scene, NULL), 0);
	assert_int_equal(chmod(scene->dir, 0777), 0);
	assert_unusable(scene, "nicctl.conf", "writable by others");
}

static void test_unreadable(void **state)
{
	struct scene *scene = *state;

	if (geteuid() == 0)
		skip(); /* root may read everything */
	temp_file(scene->dir, "nicctl.conf", 0, "[protect]\n");
	assert_unusable(scene, "nicctl.conf", "Permission denied");
}

static void test_the_table_is_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < conf_keys_n; i++) {
		const struct conf_key *key = &conf_keys[i];

		assert_ptr_equal(conf_keys_find(key->scope, key->section, key->name),
				 key);
		assert_true(!key->preset || key->type->is_valid(key->preset));
		/* libinih cuts names after 49 bytes. */
		assert_true(strlen(key->section) < 50 && strlen(key->name) < 50);
		for (size_t k = 0; k < i; k++)
			assert_true(conf_keys[k].scope != key->scope ||
				    conf_keys[k].offset != key->offset);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_no_file_at_all_means_defaults),
		TEST(test_the_folder_itself_may_be_missing),
		TEST(test_each_item_has_its_line),
		TEST(test_drop_ins_add_in_order_of_names),
		TEST(test_an_empty_value_resets_a_list),
		TEST(test_a_profile_belongs_to_its_driver),
		TEST(test_drop_ins_alone_make_a_profile),
		TEST(test_a_broken_profile_of_another_driver_does_not_matter),
		TEST(test_a_profile_that_would_not_be_found),
		TEST(test_dkms_and_source_belong_together),
		TEST(test_mistakes_have_line_and_remedy),
		TEST(test_ports_are_names_or_addresses),
		TEST(test_tcp_ports_are_numbers),
		TEST(test_no_line_is_cut),
		TEST(test_a_nul_byte_is_a_mistake),
		TEST(test_a_folder_is_no_file_and_a_file_no_folder),
		TEST(test_a_file_that_is_too_large),
		TEST(test_what_others_can_write_is_not_believed),
		TEST(test_unreadable),
		TEST(test_the_table_is_sound),
#undef TEST
	};

	return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
