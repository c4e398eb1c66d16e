/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How huge pages are named in the configuration, and which mistakes are found there. */
#include "test.h"

#include "pages.h"
#include "wish_scene.h"

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
	struct wish_scene *scene = *state;
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
	struct wish_scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(bad); i++) {
		if (wish_scene_conf(scene, arena_printf(scene->arena, "[hugepages]\n%s\n",
							bad[i])) != 1)
			fail_msg("'%s' is taken", bad[i]);
		assert_int_equal(scene->conf.problems.items[0].line, 2);
	}
	assert_string_equal(scene->conf.problems.items[0].hint,
			    "did you mean 'reserve'?");
	assert_int_equal(wish_scene_conf(scene, "[hugepages]\nreserve = 2M=0 node0.1G=4\n"
						"mount = 2M=/mnt/huge 1G=/a..b/.c\n"
						"on-refused = skip\n"),
			 0);
}

int main(void)
{
#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, wish_scene_setup, wish_scene_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_kinds),
		TEST(test_mistakes_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
