/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings that go by what a port says of itself: the bounds of its MTU, its virtual
 * functions, whether it agrees upon pause frames. */
#include "test.h"

#include "netwish.h"
#include "wish.h"
#include "wish_scene.h"

#define PORT "0000:02:00.0"
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, wish_scene_teardown)

static int setup(void **state)
{
	struct wish_scene *scene;

	if (wish_scene_setup(state) < 0)
		return -1;
	scene = *state;
	(void)fake_module(scene->host, "igb");
	fake_port(scene->host, PORT, "igb");
	fake_netdev(scene->host, "eth1", 2, PORT);
	(void)wish_scene_device(scene->now, "pci:" PORT, "eth1", PORT);
	(void)wish_scene_device(scene->limits, "pci:" PORT, "eth1", PORT);
	return 0;
}

/* @driver: whose port it is. */
static void wish(struct wish_scene *scene, const char *driver, const char *text)
{
	scene->host->ports.items[0].driver = driver;
	scene->host->ports.items[0].module = driver;
	wish_scene_profile(scene, driver, text);
}

static void assert_only_problem(struct wish_scene *scene, const char *problem,
				const char *remedy)
{
	assert_int_equal(scene->wishes.n, 1);
	assert_non_null(scene->wishes.items[0].problem);
	assert_contains(scene->wishes.items[0].problem, problem);
	assert_contains(scene->wishes.items[0].remedy, remedy);
}

static void test_the_bounds_of_the_mtu_are_named(void **state)
{
	struct wish_scene *scene = *state;

	wish_scene_set(scene->now, "link", "mtu", "1500");
	wish(scene, "igb", "[driver]\nmtu = 9999\n");
	assert_null(scene->wishes.items[0].problem); /* it does not say what it offers */
	wish_scene_set(scene->limits, "link-max", "mtu", "9216");
	wish_scene_set(scene->limits, "link-min", "mtu", "72");
	wish(scene, "igb", "[driver]\nmtu = 9217\n");
	assert_only_problem(scene, "mtu = 9217 (f:2): the port offers 9216 at most",
			    "say 9216 or less");
	wish(scene, "igb", "[driver]\nmtu = 71\n");
	assert_only_problem(scene, "offers 72 at least", "say 72 or more");
	for (int mtu = 72; mtu <= 9216; mtu += 9216 - 72) {
		wish(scene, "igb",
		     arena_printf(scene->arena, "[driver]\nmtu = %d\n", mtu));
		assert_null(scene->wishes.items[0].problem);
	}
}

static void test_virtual_functions_are_made_where_there_are_none(void **state)
{
	struct wish_scene *scene = *state;

	wish_scene_set(scene->now, "vfs", "number", "0");
	wish_scene_set(scene->limits, "vfs-max", "number", "7");
	wish(scene, "igb", "[driver]\nvfs = 3\n");
	assert_string_equal(wish_scene_find(scene, "number")->value, "3");
	assert_string_equal(wish_scene_find(scene, "number")->before, "0");
	wish(scene, "igb", "[driver]\nvfs = max\n");
	assert_string_equal(wish_scene_find(scene, "number")->value, "7");
	wish(scene, "igb", "[driver]\nvfs = 8\n");
	assert_only_problem(scene, "offers 7 at most", "say 7, or max");
	wish(scene, "igb", "[driver]\nvfs = 0\n");
	assert_true(wish_is_met(wish_scene_find(scene, "number")));
}

static void test_virtual_functions_are_never_removed_on_the_way(void **state)
{
	struct wish_scene *scene = *state;

	wish_scene_set(scene->now, "vfs", "number", "2");
	wish_scene_set(scene->now, "vf", "0 mac", "02:00:00:00:00:01");
	wish_scene_set(scene->limits, "vfs-max", "number", "7");
	wish(scene, "igb", "[driver]\nvfs = 3\n");
	assert_only_problem(scene, "the port has 2, and the kernel would remove them",
			    "apply 'vfs = 0' first");
	wish(scene, "igb", "[driver]\nvfs = 1\n");
	assert_only_problem(scene, "the port has 2", "'vfs = 0'");
	wish(scene, "igb", "[driver]\nvfs = 2\n");
	assert_true(wish_is_met(wish_scene_find(scene, "number")));
	wish(scene, "igb", "[driver]\nvfs = 0\n");
	assert_string_equal(wish_scene_find(scene, "number")->value, "0");
}

/* Their settings go with them: nothing is to be compared. */
static void test_settings_of_functions_follow_their_number(void **state)
{
	NIC_CLEANUP(netstate_freep) struct netstate *made = NULL;
	struct wish_scene *scene = *state;
	const struct step_setting *one;
	struct netwish_settings settings = {&one, 1};

	wish_scene_set(scene->now, "vfs", "number", "2");
	wish_scene_set(scene->now, "vf", "0 mac", "02:00:00:00:00:01");
	wish_scene_set(scene->limits, "vfs-max", "number", "7");
	wish(scene, "igb", "[driver]\nvfs = 0\n");
	one = wish_scene_find(scene, "number");
	assert_int_equal(netwish_make(scene->now, &settings, &made), 0);
	assert_null(netstate_setting(&made->devices.items[0], "vf", "0 mac"));
	assert_string_equal(
		netstate_setting(&made->devices.items[0], "vfs", "number")->value, "0");
}

static void test_a_port_without_virtual_functions(void **state)
{
	struct wish_scene *scene = *state;

	wish(scene, "igb", "[driver]\nvfs = 2\n");
	assert_int_equal(scene->wishes.n, 1);
	assert_contains(scene->wishes.items[0].problem, "has no virtual functions");
	wish(scene, "igb", "[driver]\nvfs = 0\n");
	assert_int_equal(scene->wishes.n, 0);
}

static void have_pause(struct wish_scene *scene, const char *autoneg, const char *both)
{
	scene->now->devices.items[0].settings.n = 0;
	wish_scene_set(scene->now, "pause", "autoneg", autoneg);
	wish_scene_set(scene->now, "pause", "rx", both);
	wish_scene_set(scene->now, "pause", "tx", both);
}

static void test_pause_frames_that_are_agreed_upon(void **state)
{
	struct wish_scene *scene = *state;

	have_pause(scene, "1", "1");
	wish(scene, "igb", "[driver]\npreset = capture\n");
	assert_int_equal(scene->wishes.n, 3);
	assert_string_equal(wish_scene_find(scene, "autoneg")->value, "0");
	assert_true(wish_scene_find(scene, "autoneg")->may_skip);
	wish(scene, "igb", "[driver]\nflow-control = rx\n");
	assert_string_equal(wish_scene_find(scene, "autoneg")->value, "0");
	assert_true(wish_scene_find(scene, "autoneg")->may_skip);
	assert_false(wish_scene_find(scene, "rx")->may_skip);
	/* who says so wants it */
	wish(scene, "igb", "[driver]\nflow-control = off\nflow-control-autoneg = on\n");
	assert_string_equal(wish_scene_find(scene, "autoneg")->value, "1");
	/* these refuse, and need not */
	wish(scene, "ice", "[driver]\nflow-control = off\n");
	assert_null(wish_scene_find(scene, "autoneg"));
	assert_non_null(wish_scene_find(scene, "rx"));
}

static void test_pause_frames_that_are_as_they_are_to_be(void **state)
{
	struct wish_scene *scene = *state;

	have_pause(scene, "1", "0");
	wish(scene, "igb", "[driver]\npreset = capture\n");
	assert_null(wish_scene_find(scene, "autoneg"));
	assert_true(wish_is_met(wish_scene_find(scene, "rx")));
	have_pause(scene, "0", "1");
	wish(scene, "igb", "[driver]\npreset = capture\n");
	assert_null(wish_scene_find(scene, "autoneg"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_bounds_of_the_mtu_are_named),
		TEST(test_virtual_functions_are_made_where_there_are_none),
		TEST(test_virtual_functions_are_never_removed_on_the_way),
		TEST(test_settings_of_functions_follow_their_number),
		TEST(test_a_port_without_virtual_functions),
		TEST(test_pause_frames_that_are_agreed_upon),
		TEST(test_pause_frames_that_are_as_they_are_to_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
