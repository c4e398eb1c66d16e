/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of ports in the profile of a driver: sections, values, mistakes. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conf_file.h"

struct scene {
	struct arena *arena;
	struct conf_driver driver;
	struct conf_problems problems;
};

static int setup(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	if (!scene)
		return -1;
	scene->arena = arena_new();
	*state = scene;
	return 0;
}

static int teardown(void **state)
{
	struct scene *scene = *state;

	arena_free(scene->arena);
	free(scene);
	return 0;
}

static void parse(struct scene *scene, const char *path, const char *text)
{
	struct conf_file file = {path, CONF_DRIVER, &scene->driver, &scene->problems,
				 scene->arena};

	assert_int_equal(conf_file_parse(&file, text, strlen(text)), 0);
}

static struct conf_port *port(struct scene *scene, size_t i, const char *name)
{
	assert_true(i < scene->driver.ports.n);
	assert_string_equal(scene->driver.ports.items[i].name, name);
	return &scene->driver.ports.items[i];
}

static void test_a_driver_and_its_ports(void **state)
{
	struct scene *scene = *state;
	struct conf_settings *settings;

	parse(scene, "a",
	      "[driver]\nrss = 4\nsource = stock\n[port eth2]\nrss = max\n"
	      "offloads = gro=off lro=off\n[port 0000:3b:00.0]\nmtu = 9000\n");
	assert_int_equal(scene->problems.n, 0);
	assert_string_equal(conf_text(&scene->driver.settings.rss), "4");
	assert_string_equal(conf_text(&scene->driver.source), "stock");
	assert_int_equal(scene->driver.ports.n, 2);
	settings = &port(scene, 0, "eth2")->settings;
	assert_string_equal(conf_text(&settings->rss), "max");
	assert_string_equal(settings->rss.origin, "a:5");
	assert_int_equal(settings->offloads.items.n, 2);
	assert_string_equal(settings->offloads.origins.items[1], "a:6");
	assert_null(settings->mtu.origin);
	settings = &port(scene, 1, "0000:3b:00.0")->settings;
	assert_string_equal(conf_text(&settings->mtu), "9000");
	assert_null(conf_text(&settings->rss));
}

static void test_a_port_that_is_named_again_is_the_same(void **state)
{
	struct scene *scene = *state;
	struct conf_settings *settings;

	parse(scene, "a", "[port eth2]\nrss = 2\n[driver]\nmtu = 1500\n");
	parse(scene, "b", "[port \t eth2]\nmtu = 9000\n[port eth2]\nrss =\n");
	assert_int_equal(scene->problems.n, 0);
	assert_int_equal(scene->driver.ports.n, 1);
	assert_string_equal(port(scene, 0, "eth2")->origin, "a:1");
	settings = &port(scene, 0, "eth2")->settings;
	assert_string_equal(conf_text(&settings->mtu), "9000");
	assert_null(conf_text(&settings->rss));
	assert_string_equal(settings->rss.origin, "b:4");
	assert_string_equal(conf_text(&scene->driver.settings.mtu), "1500");
}

static void assert_mistake(struct scene *scene, const char *text, const char *message,
			   const char *hint)
{
	const struct conf_problem *problem;

	scene->driver = (struct conf_driver){0};
	scene->problems = (struct conf_problems){0};
	parse(scene, "a", text);
	assert_int_equal(scene->problems.n, 1);
	problem = &scene->problems.items[0];
	assert_contains(problem->message, message);
	if (hint)
		assert_contains(problem->hint, hint);
}

static void test_sections_that_name_no_port(void **state)
{
	struct scene *scene = *state;

	assert_mistake(scene, "[port]\n", "[port] names no port", "[port NAME]");
	assert_mistake(scene, "[port ]\n", "[port] names no port", NULL);
	assert_mistake(scene, "[port a b]\n", "'a b' is not the name", NULL);
	assert_mistake(scene, "[port 3b:00]\n", "'3b:00' is not the name", NULL);
	assert_mistake(scene, "[ports eth2]\n", "no section [ports eth2]", NULL);
	/* one mistake, not one more for each line below it */
	assert_mistake(scene, "[port a/b]\nrss = 2\nmtu = 1\n", "'a/b' is not", NULL);
}

static void test_what_belongs_to_the_driver_alone(void **state)
{
	struct scene *scene = *state;

	assert_mistake(scene, "[port eth2]\nsource = stock\n",
		       "[port eth2] has no key 'source'", NULL);
	assert_mistake(scene, "[port eth2]\nrx-rings = 1\n", "no key 'rx-rings'",
		       "did you mean 'rx-ring'?");
}

static void test_values_that_cannot_be(void **state)
{
	static const char *const lines[] = {
		"preset = all",
		"on-refused = ignore",
		"rss = 0",
		"rss = 65537",
		"rss = -1",
		"rx-ring = most",
		"tx-ring = 0x10",
		"offloads = gro",
		"offloads = gro=1",
		"offloads = =on",
		"flow-control = none",
		"coalesce = rx-usecs=",
		"coalesce = rx-usecs=9999999999",
		"rss-key = 6d5",
		"rss-key = 6d:5a",
		"rss-table = -1",
		"ntuple = yes",
		"mtu = 67",
		"mtu = 65536",
		"mtu = 09000",
		"promiscuous = 1",
		"private-flags = legacy-rx=2",
		"irq-affinity = 3-1",
		"irq-affinity = 0,",
		"irq-affinity = all",
		"irq-affinity = 99999999999999999999",
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(lines); i++)
		assert_mistake(scene,
			       arena_printf(scene->arena, "[driver]\n%s\n", lines[i]),
			       "is not", NULL);
}

static void test_values_that_are_right(void **state)
{
	struct scene *scene = *state;

	parse(scene, "a",
	      "[driver]\npreset = capture\non-refused = skip\nrss = 65536\n"
	      "rx-ring = max\ntx-ring = 64\noffloads = tx-udp_tnl-segmentation=off\n"
	      "flow-control = rx\ncoalesce = adaptive-rx=off rx-usecs=0\n"
	      "rss-key = 6d5A\nrss-table = 1 0 3\nntuple = on\nmtu = 68\n"
	      "promiscuous = off\nprivate-flags = vf-true-promisc-support=on\n"
	      "irq-affinity = 0-3,8,10-11\n");
	assert_int_equal(scene->problems.n, 0);
	assert_int_equal(scene->driver.settings.rss_table.items.n, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_driver_and_its_ports, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			test_a_port_that_is_named_again_is_the_same, setup, teardown),
		cmocka_unit_test_setup_teardown(test_sections_that_name_no_port, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_what_belongs_to_the_driver_alone,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_values_that_cannot_be, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_values_that_are_right, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
