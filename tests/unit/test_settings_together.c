/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings that go to the driver in one request: each is a step all the same. */
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fake_machine.h"
#include "temp_dir.h"
#include "transaction.h"

#define SETTINGS 5

static const struct {
	const char *group, *name, *before, *wanted;
} table[SETTINGS] = {
	{"rings", "rx", "512", "4096"},	  {"features", "rx-gro", "1", "0"},
	{"features", "rx-lro", "1", "0"}, {"features", "rx-hashing", "0", "1"},
	{"link", "mtu", "1500", "9000"},
};

static char *temp;
static unsigned int run_number;
static char values[SETTINGS][8];
static unsigned int n_single, n_together;
static const char *refused;	  /* name of a setting; NULL: none */
static unsigned int cancel_after; /* records of the run; 0: never */
static unsigned int n_asked;

static int capture(void *ctx, const struct strv *ports, const struct netstate *again,
		   struct netstate **ret_state, struct nic_err *err)
{
	struct netstate *state = netstate_new();
	struct net_device *device;

	(void)ctx;
	(void)again;
	(void)err;
	assert_non_null(state);
	device = ARENA_PUSH(state->arena, &state->devices);
	device->id = "pci:port";
	device->name = "ens1f0";
	device->port = arena_strdup(state->arena, ports->items[0]);
	for (size_t i = 0; i < SETTINGS; i++)
		(void)netstate_set(state, device, table[i].group, table[i].name,
				   values[i]);
	*ret_state = state;
	return 0;
}

static void take(const struct net_difference *difference)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		if (strcmp(difference->group, table[i].group) == 0 &&
		    strcmp(difference->name, table[i].name) == 0)
			(void)snprintf(values[i], sizeof(values[i]), "%s",
				       difference->before);
	}
}

static int repair(void *ctx, const struct netstate *before,
		  const struct net_difference *difference, struct nic_err *err)
{
	(void)ctx;
	(void)before;
	n_single++;
	if (refused && strcmp(difference->name, refused) == 0 &&
	    strcmp(difference->before, "0") == 0)
		return nic_err_set(err, -EINVAL, "refused");
	take(difference);
	return 0;
}

/* As a driver may: what comes before the one that is refused is taken. */
static int set_together(void *ctx, const struct net_difference *differences, size_t n,
			struct nic_err *err)
{
	(void)ctx;
	n_together++;
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(differences[i].group, "features");
		if (refused && strcmp(differences[i].name, refused) == 0)
			return nic_err_set(err, -EINVAL, "refused");
		take(&differences[i]);
	}
	return 0;
}

static bool is_cancelled(void *ctx)
{
	(void)ctx;
	return cancel_after && ++n_asked > cancel_after;
}

struct scene {
	struct fake_machine machine;
	struct host *facts;
	struct arena *arena;
	struct plan *plan;
	struct transaction_result *result;
};

static void add_settings(struct scene *scene, struct request *request, const char *port)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		struct step_setting *setting =
			ARENA_PUSH(scene->arena, &request->settings);

		*setting = (struct step_setting){.port = port,
						 .device = "pci:port",
						 .netdev = "ens1f0",
						 .group = table[i].group,
						 .name = table[i].name,
						 .value = table[i].wanted,
						 .before = table[i].before,
						 .may_skip = i == 2};
		(void)snprintf(values[i], sizeof(values[i]), "%s", table[i].before);
	}
}

static void run(struct scene *scene)
{
	char state_dir[256];
	struct transaction_options options = {.state_dir = state_dir,
					      .verify_timeout_ms = 1000,
					      .restore = RESTORE_ALWAYS,
					      .restore_timeout_ms = 1000,
					      .is_cancelled = is_cancelled};
	struct request request = {.driver = "ice", .strategy = STRATEGY_SETTINGS};
	struct nic_err err;

	memset(scene, 0, sizeof(*scene));
	n_single = n_together = n_asked = 0;
	fake_machine_init(&scene->machine, fake_incident("6.1"));
	scene->machine.ops.net_capture = capture;
	scene->machine.ops.net_repair = repair;
	scene->machine.ops.net_set_together = set_together;
	scene->arena = arena_new();
	scene->facts = fake_machine_facts(&scene->machine, false);
	add_settings(scene, &request, "0000:3b:00.0");
	assert_int_equal(plan_make(scene->facts, &request, &scene->plan, &err), 0);
	snprintf(state_dir, sizeof(state_dir), "%s/%u", temp, run_number++);
	scene->result = transaction_run(&scene->machine.ops, scene->facts, &request,
					scene->plan, &options);
	assert_non_null(scene->result);
}

static void end(struct scene *scene)
{
	transaction_result_freep(&scene->result);
	plan_freep(&scene->plan);
	host_freep(&scene->facts);
	arena_free(scene->arena);
	fake_machine_clear(&scene->machine);
	refused = NULL;
	cancel_after = 0;
}

static void assert_values(const char *const *expected)
{
	for (size_t i = 0; i < SETTINGS; i++)
		assert_string_equal(values[i], expected[i]);
}

static void test_features_go_in_one_request(void **state)
{
	static const char *const expected[] = {"4096", "0", "0", "1", "9000"};
	struct scene scene;

	(void)state;
	run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_int_equal(n_together, 1);
	assert_int_equal(n_single, 2);
	for (size_t i = 0; i < SETTINGS; i++)
		assert_int_equal(scene.result->steps.items[i].state, STEP_DONE);
	assert_values(expected);
	end(&scene);
}

/* The one that is refused is found, and it alone is left out. */
static void test_a_refusal_is_looked_into(void **state)
{
	static const char *const expected[] = {"4096", "0", "1", "1", "9000"};
	struct scene scene;

	(void)state;
	refused = "rx-lro";
	run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_int_equal(scene.result->steps.items[2].state, STEP_FAILED);
	assert_contains(scene.result->steps.items[2].note, "skipped:");
	assert_values(expected);
	end(&scene);
}

/* What was set ahead of its turn is taken back with the rest. */
static void test_a_change_that_ends_in_between_takes_all_back(void **state)
{
	static const char *const expected[] = {"512", "1", "1", "0", "1500"};

	(void)state;
	for (unsigned int after = 1; after <= 4; after++) {
		struct scene scene;

		cancel_after = after;
		run(&scene);
		assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
		assert_values(expected);
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
	int failed;

	temp = temp_dir_make();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	temp_dir_remove(temp);
	return failed;
}
