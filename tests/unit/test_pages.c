/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Huge pages: how they are named, and what of the configuration becomes which setting. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conf_file.h"
#include "pages.h"
#include "wish.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

struct scene {
	struct arena *arena;
	struct netstate *now, *limits;
	struct conf conf;
	struct step_settings wishes;
};

static struct net_device *add_device(struct netstate *state)
{
	struct net_device *device = ARENA_PUSH(state->arena, &state->devices);

	assert_non_null(device);
	device->id = device->name = device->port = PAGES_DEVICE;
	return device;
}

static int setup(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	if (!scene)
		return -1;
	scene->arena = arena_new();
	scene->now = netstate_new();
	scene->limits = netstate_new();
	(void)add_device(scene->now);
	(void)add_device(scene->limits);
	*state = scene;
	return 0;
}

static int teardown(void **state)
{
	struct scene *scene = *state;

	netstate_free(scene->now);
	netstate_free(scene->limits);
	arena_free(scene->arena);
	free(scene);
	return 0;
}

static void set(struct netstate *state, const char *group, const char *name,
		const char *value)
{
	assert_int_equal(
		netstate_set(state, &state->devices.items[0], group, name, value), 0);
}

static void has(struct scene *scene, const char *name, const char *there,
		const char *free_pages, const char *own)
{
	set(scene->now, PAGES_GROUP, name, there);
	set(scene->limits, PAGES_FREE, name, free_pages);
	set(scene->limits, PAGES_OWN, name, own);
	set(scene->limits, PAGES_LEVEL, name, there);
	set(scene->limits, PAGES_LEVEL_ALL, name, "30");
}

/* Returns how many mistakes there are in the text. */
static size_t read_conf(struct scene *scene, const char *text)
{
	struct conf_problems *problems = &scene->conf.problems;
	struct conf_file file = {"f", CONF_MAIN, &scene->conf, problems, scene->arena};

	scene->conf = (struct conf){0};
	assert_int_equal(conf_file_parse(&file, text, strlen(text)), 0);
	return problems->n;
}

static void wish(struct scene *scene, const char *text)
{
	struct pages_input input = {&scene->conf, scene->now, scene->limits};

	assert_int_equal(read_conf(scene, text), 0);
	assert_int_equal(pages_wish(&input, scene->arena, &scene->wishes), 0);
}

static const struct step_setting *find(struct scene *scene, const char *name)
{
	for (size_t i = 0; i < scene->wishes.n; i++) {
		if (strcmp(scene->wishes.items[i].name, name) == 0)
			return &scene->wishes.items[i];
	}
	return NULL;
}

static void assert_step(struct scene *scene, const char *name, const char *before,
			const char *value)
{
	const struct step_setting *one = find(scene, name);

	if (!one)
		fail_msg("no wish for %s", name);
	assert_null(one->problem);
	assert_string_equal(one->before, before);
	assert_string_equal(one->value, value);
}

static void assert_problem(struct scene *scene, const char *problem, const char *remedy)
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

static void test_kinds(void **state)
{
	static const struct {
		const char *text;
		int32_t node;
		uint64_t kib;
		const char *name;
	} good[] = {
		{"2M", -1, 2048, "2M"},
		{"2048K", -1, 2048, "2M"},
		{"1G", -1, 1 << 20, "1G"},
		{"1024M", -1, 1 << 20, "1G"},
		{"64K", -1, 64, "64K"},
		{"node0.2M", 0, 2048, "node0.2M"},
		{"16G", -1, 16 << 20, "16G"},
		{"node1023.1G", 1023, 1 << 20, "node1023.1G"},
	};
	static const char *const bad[] = {
		"",	     "2",	    "M",	 "0M",
		"02M",	     "2m",	    "2T",	 "17G",
		"-2M",	     "node0",	    "node0.",	 "node.2M",
		"node00.2M", "node1024.2M", "node-1.2M", "99999999999G",
		"Node0.2M",  "node0 2M",
	};
	struct scene *scene = *state;
	struct pages_kind kind;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(good); i++) {
		const char *end = pages_take_kind(good[i].text, &kind);

		assert_non_null(end);
		assert_string_equal(end, "");
		assert_int_equal(kind.node, good[i].node);
		assert_int_equal(kind.kib, good[i].kib);
		assert_string_equal(pages_name(scene->arena, &kind), good[i].name);
	}
	for (size_t i = 0; i < NIC_ARRAY_SIZE(bad); i++)
		assert_null(pages_take_kind(bad[i], &kind));
}

static void test_mistakes_are_named(void **state)
{
	static const char *const bad[] = {
		"reserve = 2M",
		"reserve = 2M=",
		"reserve = 2M=x",
		"reserve = 2M=-1",
		"reserve = =4",
		"reserve = 2X=4",
		"reserve = 2M=10000000000",
		"mount = 2M",
		"mount = 2M=",
		"mount = 2M=huge",
		"mount = 2M=/",
		"mount = 2M=/a/",
		"mount = 2M=//a",
		"mount = 2M=/a/../b",
		"mount = 2M=/a/./b",
		"mount = node0.2M=/a",
		"on-refused = maybe",
		"reserv = 2M=4",
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(bad); i++) {
		if (read_conf(scene, arena_printf(scene->arena, "[hugepages]\n%s\n",
						  bad[i])) != 1)
			fail_msg("'%s' is taken", bad[i]);
		assert_int_equal(scene->conf.problems.items[0].line, 2);
	}
	assert_string_equal(scene->conf.problems.items[0].hint,
			    "did you mean 'reserve'?");
	assert_int_equal(read_conf(scene, "[hugepages]\nreserve = 2M=0 node0.1G=4\n"
					  "mount = 2M=/mnt/huge 1G=/a..b/.c\n"
					  "on-refused = skip\n"),
			 0);
}

static void test_nothing_is_said(void **state)
{
	struct scene *scene = *state;

	has(scene, "node0.2M", "9", "9", "0");
	wish(scene, "[protect]\nports = eno1\n");
	assert_int_equal(scene->wishes.n, 0);
	assert_false(pages_is_asked_for(&scene->conf));
}

static void test_what_is_missing_is_added(void **state)
{
	struct scene *scene = *state;

	has(scene, "node0.2M", "5", "5", "0");
	has(scene, "node1.2M", "0", "0", "0");
	wish(scene, "[hugepages]\nreserve = node0.2M=12\n");
	assert_int_equal(scene->wishes.n, 1);
	assert_step(scene, "node0.2M", "5", "12");
	assert_string_equal(scene->wishes.items[0].origin, "f:2");
	assert_false(scene->wishes.items[0].may_skip);
	wish(scene, "[hugepages]\nreserve = node0.2M=5\non-refused = skip\n");
	assert_true(wish_is_met(find(scene, "node0.2M")));
	assert_true(scene->wishes.items[0].may_skip);
	/* the last one counts */
	wish(scene, "[hugepages]\nreserve = node0.2M=12\nreserve = node0.2048K=7\n");
	assert_int_equal(scene->wishes.n, 1);
	assert_step(scene, "node0.2M", "5", "7");
}

static void test_the_machine_is_all_of_its_nodes(void **state)
{
	struct scene *scene = *state;

	has(scene, "node0.2M", "5", "5", "0");
	has(scene, "node1.2M", "1", "1", "0");
	has(scene, "node1.1G", "3", "3", "0");
	wish(scene, "[hugepages]\nreserve = 2M=11\n");
	assert_int_equal(scene->wishes.n, 2);
	assert_step(scene, "node0.2M", "5", "8");
	assert_step(scene, "node1.2M", "1", "3");
	wish(scene, "[hugepages]\nreserve = 2M=6\n");
	assert_true(wish_is_met(find(scene, "node0.2M")));
	assert_true(wish_is_met(find(scene, "node1.2M")));
	wish(scene, "[hugepages]\nreserve = 2M=6 node0.2M=1\n");
	assert_problem(scene, "node0.2M=1 (f:2): pages of that size are configured for",
		       "say one of them");
}

static void test_only_own_and_free_ones_go(void **state)
{
	struct scene *scene = *state;

	has(scene, "node0.2M", "20", "9", "12");
	has(scene, "node1.2M", "10", "10", "2");
	wish(scene, "[hugepages]\nreserve = node0.2M=15 node1.2M=1\n");
	assert_step(scene, "node0.2M", "20", "15");
	assert_step(scene, "node1.2M", "10", "8");
	wish(scene, "[hugepages]\nreserve =\n");
	assert_step(scene, "node0.2M", "20", "11");
	assert_step(scene, "node1.2M", "10", "8");
	assert_string_equal(find(scene, "node0.2M")->origin, "not configured any more");
	wish(scene, "[hugepages]\nreserve = 2M=18\n");
	assert_step(scene, "node0.2M", "20", "11");
	assert_step(scene, "node1.2M", "10", "8");
	wish(scene, "[hugepages]\nreserve = 2M=29\n");
	assert_step(scene, "node0.2M", "20", "19");
	assert_true(wish_is_met(find(scene, "node1.2M")));
}

/* What others have added since is theirs: it is no reason to release own ones. */
static void test_what_others_add_is_no_reason(void **state)
{
	struct scene *scene = *state;

	set(scene->now, PAGES_GROUP, "node0.2M", "15");
	set(scene->now, PAGES_GROUP, "node1.2M", "2");
	set(scene->limits, PAGES_FREE, "node0.2M", "15");
	set(scene->limits, PAGES_OWN, "node0.2M", "7");
	set(scene->limits, PAGES_LEVEL, "node0.2M", "12");
	set(scene->limits, PAGES_LEVEL_ALL, "node0.2M", "13");
	wish(scene, "[hugepages]\nreserve = node0.2M=12\n");
	assert_true(wish_is_met(find(scene, "node0.2M")));
	wish(scene, "[hugepages]\nreserve = node0.2M=11\n");
	assert_step(scene, "node0.2M", "15", "11");
	wish(scene, "[hugepages]\nreserve = node0.2M=6\n");
	assert_step(scene, "node0.2M", "15", "8");
	wish(scene, "[hugepages]\nreserve = 2M=13\n");
	assert_true(wish_is_met(find(scene, "node0.2M")));
	assert_true(wish_is_met(find(scene, "node1.2M")));
	wish(scene, "[hugepages]\nreserve = 2M=12\n");
	assert_step(scene, "node0.2M", "15", "10");
}

static void test_pages_in_use_stay_silently(void **state)
{
	struct scene *scene = *state;

	has(scene, "node0.2M", "4", "0", "4");
	wish(scene, "");
	assert_int_equal(scene->wishes.n, 0);
	wish(scene, "[hugepages]\nreserve = node0.2M=1\n");
	assert_true(wish_is_met(find(scene, "node0.2M")));
}

static void test_what_cannot_be_is_said(void **state)
{
	struct scene *scene = *state;

	has(scene, "node0.2M", "0", "0", "0");
	has(scene, "node1.2M", "0", "0", "0");
	set(scene->limits, PAGES_MEMORY, "available", "409600");
	set(scene->limits, PAGES_MEMORY, "node0", "262144");
	set(scene->limits, PAGES_MEMORY, "node1", "262144");
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
	struct scene *scene = *state;

	has(scene, "2M", "0", "0", "0");
	set(scene->now, PAGES_MOUNT, "/theirs", "2M");
	set(scene->now, PAGES_MOUNT, "/ours", "2M");
	set(scene->now, PAGES_MOUNT, "/other", "1G");
	set(scene->limits, PAGES_MOUNT_OWN, "/ours", "1");
	set(scene->limits, PAGES_MOUNT_OWN, "/gone", "1");
	wish(scene, "[hugepages]\nmount = 2M=/new 2M=/theirs\n");
	assert_int_equal(scene->wishes.n, 3);
	assert_step(scene, "/new", PAGES_NO_MOUNT, "2M");
	assert_true(wish_is_met(find(scene, "/theirs")));
	assert_step(scene, "/ours", "2M", PAGES_NO_MOUNT);
	assert_ptr_equal(find(scene, "/ours"), &scene->wishes.items[0]);
	wish(scene, "[hugepages]\nmount = 2M=/ours\n");
	assert_true(wish_is_met(find(scene, "/ours")));
	wish(scene, "[hugepages]\nmount = 2M=/ours 2M=/other\n");
	assert_problem(scene, "hugetlbfs with pages of 1G is mounted there", "another");
}

static void test_what_there_is(void **state)
{
	struct scene *scene = *state;
	struct pages_input input = {&scene->conf, scene->now, scene->limits};
	struct pages_rows rows;

	has(scene, "node0.2M", "5", "4", "1");
	has(scene, "node1.2M", "1", "1", "0");
	has(scene, "node1.1G", "3", "3", "0");
	assert_int_equal(read_conf(scene, "[hugepages]\nreserve = 2M=9\n"), 0);
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
	const struct CMUnitTest tests[] = {
		TEST(test_kinds),
		TEST(test_mistakes_are_named),
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
