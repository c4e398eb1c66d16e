/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Profiles of drivers: where they are, and what belongs together in them. */
#include "test.h"

#include <errno.h>

#include "conf_scene.h"
#include "temp_dir.h"

static void test_a_profile_belongs_to_its_driver(void **state)
{
	struct conf_scene *scene = *state;
	const struct conf_driver *driver;

	folder_make(&scene->folder, "drivers");
	folder_make(&scene->folder, "drivers/ice.conf.d");
	temp_file(folder_at(&scene->folder, "drivers"), "ice.conf", 0644,
		  "[driver]\nsource = dkms\ndkms = ice-zc\nmodule = ice_zc\n"
		  "load-first = pf_ring\n");
	temp_file(folder_at(&scene->folder, "drivers/ice.conf.d"), "1.conf", 0644,
		  "[driver]\nload-first = other\nexpect-lost = irdma\n");
	temp_file(folder_at(&scene->folder, "drivers"), "i40e.conf", 0644,
		  "[driver]\nsource = stock\n");
	temp_file(folder_at(&scene->folder, "drivers"), "i40e.conf.sample", 0644,
		  "nonsense\n");
	assert_int_equal(conf_scene_read(scene, NULL), 0);
	assert_int_equal(scene->conf.drivers.n, 2);
	assert_int_equal(conf_scene_read(scene, "ice"), 0);
	assert_int_equal(scene->conf.drivers.n, 1);
	driver = conf_driver_of(&scene->conf, "ice");
	assert_string_equal(conf_text(&driver->source), "dkms");
	assert_string_equal(conf_text(&driver->dkms), "ice-zc");
	assert_string_equal(conf_text(&driver->module), "ice_zc");
	conf_scene_items(&driver->load_first, "pf_ring other");
	conf_scene_items(&driver->expect_lost, "irdma");
	assert_null(conf_driver_of(&scene->conf, "i40e"));
}

/* Only a folder of drop-ins, no file. */
static void test_drop_ins_alone_make_a_profile(void **state)
{
	struct conf_scene *scene = *state;

	folder_make(&scene->folder, "drivers");
	folder_make(&scene->folder, "drivers/ice.conf.d");
	temp_file(folder_at(&scene->folder, "drivers/ice.conf.d"), "1.conf", 0644,
		  "[driver]\nsource = /opt/ice.ko\n");
	assert_int_equal(conf_scene_read(scene, NULL), 0);
	assert_int_equal(scene->conf.drivers.n, 1);
	assert_string_equal(conf_text(&scene->conf.drivers.items[0].source),
			    "/opt/ice.ko");
}

static void test_a_broken_profile_of_another_driver_does_not_matter(void **state)
{
	struct conf_scene *scene = *state;

	folder_make(&scene->folder, "drivers");
	temp_file(folder_at(&scene->folder, "drivers"), "i40e.conf", 0644, "nonsense\n");
	assert_int_equal(conf_scene_read(scene, "ice"), 0);
	assert_int_equal(conf_scene_read(scene, "i40e"), -EINVAL);
	assert_int_equal(conf_scene_read(scene, NULL), -EINVAL);
}

static void test_a_profile_that_would_not_be_found(void **state)
{
	struct conf_scene *scene = *state;

	folder_make(&scene->folder, "drivers");
	temp_file(folder_at(&scene->folder, "drivers"), "my-drv.conf", 0644,
		  "[driver]\n");
	assert_int_equal(conf_scene_read(scene, "my_drv"), -EINVAL);
	assert_contains(scene->conf.problems.items[0].hint, "'my_drv.conf'");
	assert_int_equal(conf_scene_read(scene, "ice"), 0);
}

static void test_dkms_and_source_belong_together(void **state)
{
	struct conf_scene *scene = *state;

	folder_make(&scene->folder, "drivers");
	temp_file(folder_at(&scene->folder, "drivers"), "ice.conf", 0644,
		  "[driver]\nsource = dkms\n");
	assert_int_equal(conf_scene_read(scene, "ice"), -EINVAL);
	assert_contains(scene->conf.problems.items[0].hint, "dkms = NAME");
	temp_file(folder_at(&scene->folder, "drivers"), "ice.conf", 0644,
		  "[driver]\ndkms = a\n");
	assert_int_equal(conf_scene_read(scene, "ice"), -EINVAL);
	assert_contains(scene->conf.problems.items[0].message, "no effect");
	temp_file(folder_at(&scene->folder, "drivers"), "ice.conf", 0644,
		  "[driver]\nmodule = ice_zc\n");
	assert_int_equal(conf_scene_read(scene, "ice"), -EINVAL);
	assert_contains(scene->conf.problems.items[0].message, "'module' needs");
	temp_file(folder_at(&scene->folder, "drivers"), "ice.conf", 0644,
		  "[driver]\nmodule = ice_zc\nsource =\n");
	assert_int_equal(conf_scene_read(scene, "ice"), -EINVAL);
	temp_file(folder_at(&scene->folder, "drivers"), "ice.conf", 0644,
		  "[driver]\nmodule = ice_zc\nsource = /opt/ice_zc.ko\n");
	assert_int_equal(conf_scene_read(scene, "ice"), 0);
}

int main(void)
{
#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, conf_scene_setup, folder_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_profile_belongs_to_its_driver),
		TEST(test_drop_ins_alone_make_a_profile),
		TEST(test_a_broken_profile_of_another_driver_does_not_matter),
		TEST(test_a_profile_that_would_not_be_found),
		TEST(test_dkms_and_source_belong_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
