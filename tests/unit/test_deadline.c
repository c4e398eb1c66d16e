/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The more a change takes down, the more time it has. */
#include "test.h"

#include "deadline.h"
#include "fake_host.h"

struct scene {
	struct host *host;
	struct request request;
	struct plan *plan;
};

static void scene_begin(struct scene *scene, uint32_t vfs)
{
	struct nic_err err;

	*scene = (struct scene){.host = fake_incident("6.1"),
				.request = {.driver = "ice"}};
	for (size_t i = 0; i < scene->host->ports.n; i++) {
		if (strcmp(scene->host->ports.items[i].driver, "ice") == 0)
			scene->host->ports.items[i].vfs = vfs;
	}
	assert_int_equal(plan_make(scene->host, &scene->request, &scene->plan, &err), 0);
	assert_int_equal(scene->plan->ports.n, 2);
}

static void scene_end(struct scene *scene)
{
	plan_free(scene->plan);
	host_free(scene->host);
}

static void test_functions_and_vfs_count(void **state)
{
	struct scene few, many;

	(void)state;
	scene_begin(&few, 0);
	scene_begin(&many, 64);
	assert_int_equal(deadline_confirm_s(few.host, few.plan, 0), 60 + 5 * 2);
	assert_int_equal(deadline_confirm_s(many.host, many.plan, 0), 60 + 5 * 130);
	assert_true(deadline_step_ms(many.host, many.plan) >
		    deadline_step_ms(few.host, few.plan) + 60000);
	assert_int_equal(deadline_verify_ms(few.host, few.plan, 0), 34000);
	assert_int_equal(deadline_verify_ms(many.host, many.plan, 0), 290000);
	scene_end(&few);
	scene_end(&many);
}

static void test_earlier_durations_count(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, 0);
	assert_int_equal(deadline_confirm_s(scene.host, scene.plan, 40 * 1000000), 150);
	assert_int_equal(deadline_confirm_s(scene.host, scene.plan, -5), 70);
	assert_int_equal(deadline_confirm_s(scene.host, scene.plan, INT64_MAX),
			 70 + 7200);
	assert_int_equal(deadline_verify_ms(scene.host, scene.plan, 40 * 1000000), 74000);
	scene_end(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_functions_and_vfs_count),
		cmocka_unit_test(test_earlier_durations_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
