/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Configuration files: what they say, and in which order. */
#include "test.h"

#include "conf_keys.h"
#include "conf_scene.h"
#include "temp_dir.h"

static void test_no_file_at_all_means_defaults(void **state)
{
	struct conf_scene *scene = *state;

	assert_int_equal(conf_scene_read(scene, "ice"), 0);
	conf_scene_items(&scene->conf.protect_ports, "");
	conf_scene_items(&scene->conf.admin_tcp_ports, "22");
	assert_string_equal(scene->conf.admin_tcp_ports.origin, "default");
	assert_int_equal(scene->conf.drivers.n, 1);
	assert_string_equal(conf_text(&scene->conf.drivers.items[0].source), "auto");
	assert_null(conf_text(&scene->conf.drivers.items[0].module));
	assert_int_equal(conf_scene_read(scene, NULL), 0);
	assert_int_equal(scene->conf.drivers.n, 0);
}

static void test_the_folder_itself_may_be_missing(void **state)
{
	struct conf_scene *scene = *state;
	struct conf_place place = {folder_at(&scene->folder, "none"), scene->folder.dir};

	assert_int_equal(conf_read(&place, "ice", scene->folder.arena, &scene->conf), 0);
	conf_scene_items(&scene->conf.admin_tcp_ports, "22");
}

static void test_each_item_has_its_line(void **state)
{
	struct conf_scene *scene = *state;
	const struct conf_value *ports = &scene->conf.protect_ports;

	temp_file(scene->folder.dir, "nicctl.conf", 0644,
		  "\xEF\xBB\xBF# first\n\n; second\n[protect]\r\n"
		  "  ports = eno1\tbond0\r\nports=02:00:00:00:00:01 0000:3b:00.0\n");
	assert_int_equal(conf_scene_read(scene, NULL), 0);
	conf_scene_items(ports, "eno1 bond0 02:00:00:00:00:01 0000:3b:00.0");
	assert_string_equal(ports->origins.items[1],
			    folder_at(&scene->folder, "nicctl.conf:5"));
	assert_string_equal(ports->origins.items[3],
			    folder_at(&scene->folder, "nicctl.conf:6"));
	assert_string_equal(ports->origin, folder_at(&scene->folder, "nicctl.conf:6"));
}

static void test_drop_ins_add_in_order_of_names(void **state)
{
	struct conf_scene *scene = *state;

	folder_make(&scene->folder, "nicctl.conf.d");
	temp_file(scene->folder.dir, "nicctl.conf", 0644, "[protect]\nports = main\n");
	temp_file(folder_at(&scene->folder, "nicctl.conf.d"), "9.conf", 0644,
		  "[protect]\nports = c\n");
	temp_file(folder_at(&scene->folder, "nicctl.conf.d"), "10.conf", 0644,
		  "[protect]\nports = a\n");
	temp_file(folder_at(&scene->folder, "nicctl.conf.d"), "B.conf~", 0644,
		  "nonsense\n");
	temp_file(folder_at(&scene->folder, "nicctl.conf.d"), ".x.conf", 0644,
		  "nonsense\n");
	assert_int_equal(conf_scene_read(scene, NULL), 0);
	conf_scene_items(&scene->conf.protect_ports, "main a c");
}

static void test_an_empty_value_resets_a_list(void **state)
{
	struct conf_scene *scene = *state;

	folder_make(&scene->folder, "nicctl.conf.d");
	temp_file(scene->folder.dir, "nicctl.conf", 0644,
		  "[protect]\nports = a b\nadmin-tcp-ports =\n");
	temp_file(folder_at(&scene->folder, "nicctl.conf.d"), "1.conf", 0644,
		  "[protect]\nports =\nports = c\n");
	assert_int_equal(conf_scene_read(scene, NULL), 0);
	conf_scene_items(&scene->conf.protect_ports, "c");
	conf_scene_items(&scene->conf.admin_tcp_ports, "");
	assert_string_equal(scene->conf.admin_tcp_ports.origin,
			    folder_at(&scene->folder, "nicctl.conf:3"));
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
#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, conf_scene_setup, folder_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_no_file_at_all_means_defaults),
		TEST(test_the_folder_itself_may_be_missing),
		TEST(test_each_item_has_its_line),
		TEST(test_drop_ins_add_in_order_of_names),
		TEST(test_an_empty_value_resets_a_list),
		TEST(test_the_table_is_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
