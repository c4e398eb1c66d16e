/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changes of settings: whatever fails, what is said must be true of the ports. */
#include "test.h"

#include "guard.h"
#include "journal_read.h"
#include "settings_scene.h"

#define SETTINGS 3

static const struct settings_row table[SETTINGS] = {
	{"link", "mtu", "1500", "9000"},
	{"rings", "rx", "512", "4096"},
	{"features", "rx-gro", "1", "0"},
};

static bool all_are(const struct settings_scene *scene, bool wanted)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		if (strcmp(scene->values[i],
			   wanted ? table[i].wanted : table[i].before) != 0)
			return false;
	}
	return true;
}

static void test_plan(void **state)
{
	struct settings_scene scene;

	(void)state;
	settings_scene_begin(&scene, table, SETTINGS);
	assert_int_equal(scene.plan->steps.n, SETTINGS);
	assert_int_equal(scene.plan->steps.items[1].op, STEP_SETTING);
	assert_int_equal(scene.plan->ports.n, 1);
	assert_int_equal(scene.plan->removed.n, 0);
	assert_false(scene.plan->is_unchanged);
	scene.request.settings.items[1].problem = "too much";
	settings_scene_plan(&scene);
	assert_int_equal(scene.plan->steps.n, SETTINGS - 1);
	scene.request.settings.n = 0;
	settings_scene_plan(&scene);
	assert_true(scene.plan->is_unchanged);
	settings_scene_end(&scene);
}

static void test_done(void **state)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	struct settings_scene scene;
	struct nic_err err;

	(void)state;
	settings_scene_begin(&scene, table, SETTINGS);
	settings_scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_true(all_are(&scene, true));
	assert_int_equal(scene.n_repairs, SETTINGS);
	/* the journal has all that it takes to go back */
	assert_int_equal(
		journal_load(scene.state_dir, scene.result->id, true, &entry, &err), 0);
	assert_null(entry->plan_problem);
	assert_int_equal(entry->plan->strategy, STRATEGY_SETTINGS);
	assert_string_equal(entry->plan->steps.items[1].setting->before, "512");
	assert_true(plan_equal(entry->plan, scene.plan));
	settings_scene_end(&scene);
}

/* Whichever call fails: done means all set, rolled back none, and nothing is hidden. */
static void test_a_setting_that_fails_takes_all_back(void **state)
{
	(void)state;
	for (unsigned int call = 1; call <= SETTINGS; call++) {
		struct settings_scene scene;

		settings_scene_begin(&scene, table, SETTINGS);
		scene.fail_repair = call;
		settings_scene_run(&scene);
		assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
		assert_true(all_are(&scene, false));
		assert_contains(scene.result->message, "cannot be set to");
		settings_scene_end(&scene);
	}
}

static void test_a_way_back_that_fails_is_said(void **state)
{
	struct settings_scene scene;

	(void)state;
	settings_scene_begin(&scene, table, SETTINGS);
	scene.fail_repair = SETTINGS;
	scene.stays_broken = true;
	settings_scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLBACK_INCOMPLETE);
	assert_false(all_are(&scene, false));
	assert_true(scene.result->differences.n > 0);
	assert_contains(scene.result->differences.items[0], "ens1f0");
	settings_scene_end(&scene);
}

static void test_what_is_accepted_and_not_taken_is_found(void **state)
{
	struct settings_scene scene;

	(void)state;
	settings_scene_begin(&scene, table, SETTINGS);
	scene.untaken = 1;
	settings_scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
	assert_contains(scene.result->message,
			"rings rx was set to 4096, and is 512 now");
	assert_true(all_are(&scene, false));
	settings_scene_end(&scene);
}

static void test_what_may_be_skipped_is(void **state)
{
	struct settings_scene scene;

	(void)state;
	settings_scene_begin(&scene, table, SETTINGS);
	scene.request.settings.items[1].may_skip = true;
	settings_scene_plan(&scene);
	scene.fail_repair = 2;
	settings_scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_string_equal(scene.values[0], "9000");
	assert_string_equal(scene.values[1], "512");
	assert_string_equal(scene.values[2], "0");
	assert_contains(scene.result->steps.items[1].note, "skipped");
	settings_scene_end(&scene);

	settings_scene_begin(&scene, table, SETTINGS);
	scene.request.settings.items[1].may_skip = true;
	settings_scene_plan(&scene);
	scene.untaken = 1;
	settings_scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_contains(scene.result->steps.items[1].note, "is 512 now");
	settings_scene_end(&scene);
}

static void test_a_capture_that_fails_hides_nothing(void **state)
{
	(void)state;
	for (unsigned int call = 1; call <= 4; call++) {
		struct settings_scene scene;

		settings_scene_begin(&scene, table, SETTINGS);
		scene.fail_capture = call;
		settings_scene_run(&scene);
		if (scene.result->outcome == OUTCOME_DONE)
			assert_true(all_are(&scene, true));
		else
			assert_true(all_are(&scene, false));
		settings_scene_end(&scene);
	}
}

static const struct verdict *judge(struct settings_scene *scene, const char *rule)
{
	struct verdicts verdicts;
	struct nic_err err;

	assert_int_equal(guard_check(scene->facts, &scene->request, scene->plan,
				     scene->arena, &verdicts, &err),
			 0);
	for (size_t i = 0; i < verdicts.n; i++) {
		if (strcmp(verdicts.items[i].rule, rule) == 0)
			return &verdicts.items[i];
	}
	return NULL;
}

static void test_a_protected_port_is_not_interrupted(void **state)
{
	const struct verdict *verdict;
	struct settings_scene scene;

	(void)state;
	settings_scene_begin(&scene, table, SETTINGS);
	assert_int_equal(judge(&scene, "protected-ports")->level, VERDICT_PASS);
	assert_true(scene.facts->default_routes.n > 0);
	scene.facts->default_routes.items[0].ifindex = scene.ifindex;
	verdict = judge(&scene, "protected-ports");
	assert_int_equal(verdict->level, VERDICT_REFUSE);
	assert_contains(verdict->message, "mtu may interrupt ens1f0");
	assert_contains(verdict->remedy, "[port ens1f0]");
	/* of the three only gro interrupts nothing */
	scene.request.settings.items[0] = scene.request.settings.items[2];
	scene.request.settings.n = 1;
	settings_scene_plan(&scene);
	assert_int_equal(judge(&scene, "protected-ports")->level, VERDICT_PASS);
	settings_scene_end(&scene);
}

static void test_a_socket_keeps_its_port(void **state)
{
	const struct verdict *verdict;
	struct xsk_socket *socket;
	struct settings_scene scene;

	(void)state;
	settings_scene_begin(&scene, table, SETTINGS);
	assert_null(judge(&scene, "zero-copy"));
	socket = ARENA_PUSH(scene.facts->arena, &scene.facts->xsk_sockets);
	*socket = (struct xsk_socket){.ifindex = scene.ifindex,
				      .mode = XSK_ZEROCOPY,
				      .has_pid = true,
				      .pid = 4711,
				      .comm = "suricata"};
	verdict = judge(&scene, "zero-copy");
	assert_int_equal(verdict->level, VERDICT_REFUSE);
	assert_contains(verdict->message, "pid 4711 (suricata)");
	settings_scene_end(&scene);
}

static void test_a_problem_refuses_unless_it_may_be_skipped(void **state)
{
	const struct verdict *verdict;
	struct settings_scene scene;

	(void)state;
	settings_scene_begin(&scene, table, SETTINGS);
	assert_int_equal(judge(&scene, "settings")->level, VERDICT_PASS);
	scene.request.settings.items[1].problem = "the port offers 2048 at most";
	settings_scene_plan(&scene);
	verdict = judge(&scene, "settings");
	assert_int_equal(verdict->level, VERDICT_REFUSE);
	assert_contains(verdict->message, "2048 at most");
	scene.request.settings.items[1].may_skip = true;
	assert_int_equal(judge(&scene, "settings")->level, VERDICT_WARN);
	settings_scene_end(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_done),
		cmocka_unit_test(test_a_setting_that_fails_takes_all_back),
		cmocka_unit_test(test_a_way_back_that_fails_is_said),
		cmocka_unit_test(test_what_is_accepted_and_not_taken_is_found),
		cmocka_unit_test(test_what_may_be_skipped_is),
		cmocka_unit_test(test_a_capture_that_fails_hides_nothing),
		cmocka_unit_test(test_a_protected_port_is_not_interrupted),
		cmocka_unit_test(test_a_socket_keeps_its_port),
		cmocka_unit_test(test_a_problem_refuses_unless_it_may_be_skipped),
	};

	return cmocka_run_group_tests(tests, settings_scene_make_temp,
				      settings_scene_remove_temp);
}
