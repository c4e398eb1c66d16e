/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Huge pages: what of the configuration becomes which setting. */
#include "test.h"

#include "pages.h"
#include "wish.h"
#include "wish_scene.h"

static int setup(void **state)
{
	struct wish_scene *scene;

	if (wish_scene_setup(state) < 0)
		return -1;
	scene = *state;
	(void)wish_scene_device(scene->now, PAGES_DEVICE, PAGES_DEVICE, PAGES_DEVICE);
	(void)wish_scene_device(scene->limits, PAGES_DEVICE, PAGES_DEVICE, PAGES_DEVICE);
	return 0;
}

static void has(struct wish_scene *scene, const char *name, const char *there,
		const char *free_pages, const char *own)
{
	wish_scene_set(scene->now, PAGES_GROUP, name, there);
	wish_scene_set(scene->limits, PAGES_FREE, name, free_pages);
	wish_scene_set(scene->limits, PAGES_OWN, name, own);
	wish_scene_set(scene->limits, PAGES_LEVEL, name, there);
	wish_scene_set(scene->limits, PAGES_LEVEL_ALL, name, "30");
}

static void wish(struct wish_scene *scene, const char *text)
{
	struct pages_input input = {&scene->conf, scene->now, scene->limits};

	assert_int_equal(wish_scene_conf(scene, text), 0);
	assert_int_equal(pages_wish(&input, scene->arena, &scene->wishes), 0);
}

static void assert_step(struct wish_scene *scene, const char *name, const char *before,
			const char *value)
{
	const struct step_setting *one = wish_scene_find(scene, name);

	if (!one)
		fail_msg("no wish for %s", name);
	assert_null(one->problem);
	assert_string_equal(one->before, before);
	assert_string_equal(one->value, value);
}

static void assert_problem(struct wish_scene *scene, const char *problem,
			   const char *remedy)
{
	for (size_t i = 0; i < scene->wishes.n; i++) {
		const struct step_setting *one = &scene->wishes.items[i];

		if (!one->problem || !strstr(one->problem, problem))
			continue;
		assert_contains(one->remedy, remedy);
		return;
	}
	fail_msg("nobody says '%s'", problem);
}

static void test_nothing_is_said(void **state)
{
	struct wish_scene *scene = *state;

	has(scene, "node0.2M", "9", "9", "0");
	wish(scene, "[protect]\nports = eno1\n");
	assert_int_equal(scene->wishes.n, 0);
	assert_false(pages_is_asked_for(&scene->conf));
}

static void test_what_is_missing_is_added(void **state)
{
	struct wish_scene *scene = *state;

	has(scene, "node0.2M", "5", "5", "0");
	has(scene, "node1.2M", "0", "0", "0");
	wish(scene, "[hugepages]\nreserve = node0.2M=12\n");
	assert_int_equal(scene->wishes.n, 1);
	assert_step(scene, "node0.2M", "5", "12");
	assert_string_equal(scene->wishes.items[0].origin, "f:2");
	assert_false(scene->wishes.items[0].may_skip);
	wish(scene, "[hugepages]\nreserve = node0.2M=5\non-refused = skip\n");
	assert_true(wish_is_met(wish_scene_find(scene, "node0.2M")));
	assert_true(scene->wishes.items[0].may_skip);
	/* the last one counts */
	wish(scene, "[hugepages]\nreserve = node0.2M=12\nreserve = node0.2048K=7\n");
	assert_int_equal(scene->wishes.n, 1);
	assert_step(scene, "node0.2M", "5", "7");
}

static void test_the_machine_is_all_of_its_nodes(void **state)
{
	struct wish_scene *scene = *state;

	has(scene, "node0.2M", "5", "5", "0");
	has(scene, "node1.2M", "1", "1", "0");
	has(scene, "node1.1G", "3", "3", "0");
	wish(scene, "[hugepages]\nreserve = 2M=11\n");
	assert_int_equal(scene->wishes.n, 2);
	assert_step(scene, "node0.2M", "5", "8");
	assert_step(scene, "node1.2M", "1", "3");
	wish(scene, "[hugepages]\nreserve = 2M=6\n");
	assert_true(wish_is_met(wish_scene_find(scene, "node0.2M")));
	assert_true(wish_is_met(wish_scene_find(scene, "node1.2M")));
	wish(scene, "[hugepages]\nreserve = 2M=6 node0.2M=1\n");
	assert_problem(scene, "node0.2M=1 (f:2): pages of that size are configured for",
		       "say one of them");
}

static void test_only_own_and_free_ones_go(void **state)
{
	struct wish_scene *scene = *state;

	has(scene, "node0.2M", "20", "9", "12");
	has(scene, "node1.2M", "10", "10", "2");
	wish(scene, "[hugepages]\nreserve = node0.2M=15 node1.2M=1\n");
	assert_step(scene, "node0.2M", "20", "15");
	assert_step(scene, "node1.2M", "10", "8");
	wish(scene, "[hugepages]\nreserve =\n");
	assert_step(scene, "node0.2M", "20", "11");
	assert_step(scene, "node1.2M", "10", "8");
	assert_string_equal(wish_scene_find(scene, "node0.2M")->origin,
			    "not configured any more");
	wish(scene, "[hugepages]\nreserve = 2M=18\n");
	assert_step(scene, "node0.2M", "20", "11");
	assert_step(scene, "node1.2M", "10", "8");
	wish(scene, "[hugepages]\nreserve = 2M=29\n");
	assert_step(scene, "node0.2M", "20", "19");
	assert_true(wish_is_met(wish_scene_find(scene, "node1.2M")));
}

/* What others have added since is theirs: it is no reason to release own ones. */
static void test_what_others_add_is_no_reason(void **state)
{
	struct wish_scene *scene = *state;

	wish_scene_set(scene->now, PAGES_GROUP, "node0.2M", "15");
	wish_scene_set(scene->now, PAGES_GROUP, "node1.2M", "2");
	wish_scene_set(scene->limits, PAGES_FREE, "node0.2M", "15");
	wish_scene_set(scene->limits, PAGES_OWN, "node0.2M", "7");
	wish_scene_set(scene->limits, PAGES_LEVEL, "node0.2M", "12");
	wish_scene_set(scene->limits, PAGES_LEVEL_ALL, "node0.2M", "13");
	wish(scene, "[hugepages]\nreserve = node0.2M=12\n");
	assert_true(wish_is_met(wish_scene_find(scene, "node0.2M")));
	wish(scene, "[hugepages]\nreserve = node0.2M=11\n");
	assert_step(scene, "node0.2M", "15", "11");
	wish(scene, "[hugepages]\nreserve = node0.2M=6\n");
	assert_step(scene, "node0.2M", "15", "8");
	wish(scene, "[hugepages]\nreserve = 2M=13\n");
	assert_true(wish_is_met(wish_scene_find(scene, "node0.2M")));
	assert_true(wish_is_met(wish_scene_find(scene, "node1.2M")));
	wish(scene, "[hugepages]\nreserve = 2M=12\n");
	assert_step(scene, "node0.2M", "15", "10");
}

static void test_pages_in_use_stay_silently(void **state)
{
	struct wish_scene *scene = *state;

	has(scene, "node0.2M", "4", "0", "4");
	wish(scene, "");
	assert_int_equal(scene->wishes.n, 0);
	wish(scene, "[hugepages]\nreserve = node0.2M=1\n");
	assert_true(wish_is_met(wish_scene_find(scene, "node0.2M")));
}

static void test_what_cannot_be_is_said(void **state)
{
	struct wish_scene *scene = *state;

	has(scene, "node0.2M", "0", "0", "0");
	has(scene, "node1.2M", "0", "0", "0");
	wish_scene_set(scene->limits, PAGES_MEMORY, "available", "409600");
	wish_scene_set(scene->limits, PAGES_MEMORY, "node0", "262144");
	wish_scene_set(scene->limits, PAGES_MEMORY, "node1", "262144");
	wish(scene, "[hugepages]\nreserve = 1G=1\n");
	assert_problem(scene, "1G=1 (f:2): this machine has no such pages",
		       "it has node0.2M, node1.2M");
	wish(scene, "[hugepages]\nreserve = node3.2M=1\n");
	assert_problem(scene, "no such pages", "node1.2M");
	wish(scene, "[hugepages]\nreserve = node1.2M=129\n");
	assert_problem(scene, "node1 has 256 MiB in all", "say fewer pages");
	assert_int_equal(scene->wishes.n, 1); /* nothing would be set */
	wish(scene, "[hugepages]\nreserve = 2M=201\n");
	assert_problem(scene, "take 402 MiB, and the machine has 400 MiB to give",
		       "fewer");
	for (size_t i = 0; i < scene->wishes.n; i++)
		assert_non_null(scene->wishes.items[i].problem);
	wish(scene, "[hugepages]\nreserve = 2M=200\n");
	assert_step(scene, "node1.2M", "0", "100");
	wish(scene, "[hugepages]\nmount = 1G=/mnt/huge\n");
	assert_problem(scene, "mount = 1G=/mnt/huge (f:2): this machine has no such",
		       "node0.2M");
}

static void test_mounts(void **state)
{
	struct wish_scene *scene = *state;

	has(scene, "2M", "0", "0", "0");
	wish_scene_set(scene->now, PAGES_MOUNT, "/theirs", "2M");
	wish_scene_set(scene->now, PAGES_MOUNT, "/ours", "2M");
	wish_scene_set(scene->now, PAGES_MOUNT, "/other", "1G");
	wish_scene_set(scene->limits, PAGES_MOUNT_OWN, "/ours", "1");
	wish_scene_set(scene->limits, PAGES_MOUNT_OWN, "/gone", "1");
	wish(scene, "[hugepages]\nmount = 2M=/new 2M=/theirs\n");
	assert_int_equal(scene->wishes.n, 3);
	assert_step(scene, "/new", PAGES_NO_MOUNT, "2M");
	assert_true(wish_is_met(wish_scene_find(scene, "/theirs")));
	assert_step(scene, "/ours", "2M", PAGES_NO_MOUNT);
	assert_ptr_equal(wish_scene_find(scene, "/ours"), &scene->wishes.items[0]);
	wish(scene, "[hugepages]\nmount = 2M=/ours\n");
	assert_true(wish_is_met(wish_scene_find(scene, "/ours")));
	wish(scene, "[hugepages]\nmount = 2M=/ours 2M=/other\n");
	assert_problem(scene, "hugetlbfs with pages of 1G is mounted there", "another");
}

static void test_what_there_is(void **state)
{
	struct wish_scene *scene = *state;
	struct pages_input input = {&scene->conf, scene->now, scene->limits};
	struct pages_rows rows;

	has(scene, "node0.2M", "5", "4", "1");
	has(scene, "node1.2M", "1", "1", "0");
	has(scene, "node1.1G", "3", "3", "0");
	assert_int_equal(wish_scene_conf(scene, "[hugepages]\nreserve = 2M=9\n"), 0);
	assert_int_equal(pages_tell(&input, scene->arena, &rows), 0);
	assert_int_equal(rows.n, 2);
	assert_string_equal(rows.items[0].name, "2M");
	assert_true(rows.items[0].has_wanted);
	assert_int_equal(rows.items[0].wanted, 9);
	assert_int_equal(rows.items[0].there, 6);
	assert_int_equal(rows.items[0].free, 5);
	assert_int_equal(rows.items[0].own, 1);
	assert_string_equal(rows.items[1].name, "node0.2M");
	assert_false(rows.items[1].has_wanted);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, wish_scene_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_is_said),
		TEST(test_what_is_missing_is_added),
		TEST(test_the_machine_is_all_of_its_nodes),
		TEST(test_only_own_and_free_ones_go),
		TEST(test_what_others_add_is_no_reason),
		TEST(test_pages_in_use_stay_silently),
		TEST(test_what_cannot_be_is_said),
		TEST(test_mounts),
		TEST(test_what_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
