/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings that go to the driver in one request: each is a step all the same. */
#include "test.h"

#include <errno.h>

#include "settings_scene.h"

#define SETTINGS 5

static const struct settings_row table[SETTINGS] = {
	{"rings", "rx", "512", "4096"},	  {"features", "rx-gro", "1", "0"},
	{"features", "rx-lro", "1", "0"}, {"features", "rx-hashing", "0", "1"},
	{"link", "mtu", "1500", "9000"},
};

static unsigned int n_single, n_together;
static const char *refused;	  /* name of a setting; NULL: none */
static unsigned int cancel_after; /* records of the run; 0: never */
static unsigned int n_asked;

static int repair(void *ctx, const struct netstate *before,
		  const struct net_difference *difference, struct nic_err *err)
{
	(void)before;
	n_single++;
	if (refused && strcmp(difference->name, refused) == 0 &&
	    strcmp(difference->before, "0") == 0)
		return nic_err_set(err, -EINVAL, "refused");
	settings_scene_take(ctx, difference);
	return 0;
}

/* As a driver may: what comes before the one that is refused is taken. */
static int set_together(void *ctx, const struct net_difference *differences, size_t n,
			struct nic_err *err)
{
	n_together++;
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(differences[i].group, "features");
		if (refused && strcmp(differences[i].name, refused) == 0)
			return nic_err_set(err, -EINVAL, "refused");
		settings_scene_take(ctx, &differences[i]);
	}
	return 0;
}

static bool is_cancelled(void *ctx)
{
	(void)ctx;
	return cancel_after && ++n_asked > cancel_after;
}

static void run(struct settings_scene *scene)
{
	n_single = n_together = n_asked = 0;
	settings_scene_begin(scene, table, SETTINGS);
	scene->machine.ops.net_repair = repair;
	scene->machine.ops.net_set_together = set_together;
	scene->options.is_cancelled = is_cancelled;
	scene->request.settings.items[2].may_skip = true;
	settings_scene_plan(scene);
	settings_scene_run(scene);
}

static void end(struct settings_scene *scene)
{
	settings_scene_end(scene);
	refused = NULL;
	cancel_after = 0;
}

static void assert_values(const struct settings_scene *scene, const char *const *expected)
{
	for (size_t i = 0; i < SETTINGS; i++)
		assert_string_equal(scene->values[i], expected[i]);
}

static void test_features_go_in_one_request(void **state)
{
	static const char *const expected[] = {"4096", "0", "0", "1", "9000"};
	struct settings_scene scene;

	(void)state;
	run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_int_equal(n_together, 1);
	assert_int_equal(n_single, 2);
	for (size_t i = 0; i < SETTINGS; i++)
		assert_int_equal(scene.result->steps.items[i].state, STEP_DONE);
	assert_values(&scene, expected);
	end(&scene);
}

/* The one that is refused is found, and it alone is left out. */
static void test_a_refusal_is_looked_into(void **state)
{
	static const char *const expected[] = {"4096", "0", "1", "1", "9000"};
	struct settings_scene scene;

	(void)state;
	refused = "rx-lro";
	run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_int_equal(scene.result->steps.items[2].state, STEP_FAILED);
	assert_contains(scene.result->steps.items[2].note, "skipped:");
	assert_values(&scene, expected);
	end(&scene);
}

/* What was set ahead of its turn is taken back with the rest. */
static void test_a_change_that_ends_in_between_takes_all_back(void **state)
{
	static const char *const expected[] = {"512", "1", "1", "0", "1500"};

	(void)state;
	for (unsigned int after = 1; after <= 4; after++) {
		struct settings_scene scene;

		cancel_after = after;
		run(&scene);
		assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
		assert_values(&scene, expected);
		assert_int_equal(scene.result->network.repaired, 0);
		end(&scene);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_features_go_in_one_request),
		cmocka_unit_test(test_a_refusal_is_looked_into),
		cmocka_unit_test(test_a_change_that_ends_in_between_takes_all_back),
	};

	return cmocka_run_group_tests(tests, settings_scene_make_temp,
				      settings_scene_remove_temp);
}
