/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changes of settings: whatever fails, what is said must be true of the ports. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fake_machine.h"
#include "guard.h"
#include "journal_read.h"
#include "temp_dir.h"
#include "transaction.h"

#define SETTINGS 3

static char *temp;
static unsigned int run_number;

/* What the port has; net_capture and net_repair below work on it. */
static const struct {
	const char *group, *name, *before, *wanted;
} table[SETTINGS] = {
	{"link", "mtu", "1500", "9000"},
	{"rings", "rx", "512", "4096"},
	{"features", "rx-gro", "1", "0"},
};
static char values[SETTINGS][16];
static unsigned int n_repairs, fail_repair, n_captures, fail_capture;
static int untaken; /* setting that is accepted and not taken; -1: none */
static bool stays_broken;

struct scene {
	struct fake_machine machine;
	struct host *facts;
	struct request request;
	struct plan *plan;
	struct transaction_options options;
	struct transaction_result *result;
	struct arena *arena;
	char state_dir[256];
	const char *port;
	uint32_t ifindex;
};

static int capture(void *ctx, const struct strv *ports, const struct netstate *again,
		   struct netstate **ret_state, struct nic_err *err)
{
	struct netstate *state;
	struct net_device *device;

	(void)ctx;
	(void)again;
	if (++n_captures == fail_capture)
		return nic_err_set(err, -EIO, "capture failed");
	state = netstate_new();
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

static int repair(void *ctx, const struct netstate *before,
		  const struct net_difference *difference, struct nic_err *err)
{
	(void)ctx;
	(void)before;
	n_repairs++;
	if (n_repairs == fail_repair || (stays_broken && n_repairs > fail_repair))
		return nic_err_set(err, -EINVAL, "refused");
	for (size_t i = 0; i < SETTINGS; i++) {
		if (strcmp(difference->group, table[i].group) == 0 &&
		    strcmp(difference->name, table[i].name) == 0 && (int)i != untaken)
			(void)snprintf(values[i], sizeof(values[i]), "%s",
				       difference->before);
	}
	return 0;
}

static void add_setting(struct scene *scene, size_t i)
{
	struct step_setting *setting = ARENA_PUSH(scene->arena, &scene->request.settings);

	*setting = (struct step_setting){
		.port = scene->port,
		.device = "pci:port",
		.netdev = "ens1f0",
		.group = table[i].group,
		.name = table[i].name,
		.value = table[i].wanted,
		.before = table[i].before,
		.key = table[i].name,
	};
}

static void make_plan(struct scene *scene)
{
	struct nic_err err;

	plan_freep(&scene->plan);
	assert_int_equal(plan_make(scene->facts, &scene->request, &scene->plan, &err), 0);
}

static void begin(struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	n_repairs = n_captures = fail_repair = fail_capture = 0;
	untaken = -1;
	stays_broken = false;
	for (size_t i = 0; i < SETTINGS; i++)
		(void)snprintf(values[i], sizeof(values[i]), "%s", table[i].before);
	fake_machine_init(&scene->machine, fake_incident("6.1"));
	scene->machine.ops.net_capture = capture;
	scene->machine.ops.net_repair = repair;
	scene->arena = arena_new();
	scene->facts = fake_machine_facts(&scene->machine, false);
	for (size_t i = 0; i < scene->facts->netdevs.n; i++) {
		const struct netdev *netdev = &scene->facts->netdevs.items[i];

		if (strcmp(netdev->name, "ens1f0") != 0)
			continue;
		scene->port = netdev->port;
		scene->ifindex = netdev->ifindex;
	}
	assert_non_null(scene->port);
	scene->request.driver = "ice";
	scene->request.strategy = STRATEGY_SETTINGS;
	for (size_t i = 0; i < SETTINGS; i++)
		add_setting(scene, i);
	make_plan(scene);
	snprintf(scene->state_dir, sizeof(scene->state_dir), "%s/%u", temp, run_number++);
	scene->options = (struct transaction_options){.state_dir = scene->state_dir,
						      .verify_timeout_ms = 1000,
						      .restore = RESTORE_ALWAYS,
						      .restore_timeout_ms = 1000};
}

static void run(struct scene *scene)
{
	scene->result = transaction_run(&scene->machine.ops, scene->facts,
					&scene->request, scene->plan, &scene->options);
	assert_non_null(scene->result);
}

static void end(struct scene *scene)
{
	transaction_result_freep(&scene->result);
	plan_freep(&scene->plan);
	host_freep(&scene->facts);
	arena_free(scene->arena);
	fake_machine_clear(&scene->machine);
}

static bool all_are(bool wanted)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		if (strcmp(values[i], wanted ? table[i].wanted : table[i].before) != 0)
			return false;
	}
	return true;
}

static void test_plan(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	assert_int_equal(scene.plan->steps.n, SETTINGS);
	assert_int_equal(scene.plan->steps.items[1].op, STEP_SETTING);
	assert_int_equal(scene.plan->ports.n, 1);
	assert_int_equal(scene.plan->removed.n, 0);
	assert_false(scene.plan->is_unchanged);
	scene.request.settings.items[1].problem = "too much";
	make_plan(&scene);
	assert_int_equal(scene.plan->steps.n, SETTINGS - 1);
	scene.request.settings.n = 0;
	make_plan(&scene);
	assert_true(scene.plan->is_unchanged);
	end(&scene);
}

static void test_done(void **state)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	struct scene scene;
	struct nic_err err;

	(void)state;
	begin(&scene);
	run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_true(all_are(true));
	assert_int_equal(n_repairs, SETTINGS);
	/* the journal has all that it takes to go back */
	assert_int_equal(
		journal_load(scene.state_dir, scene.result->id, true, &entry, &err), 0);
	assert_null(entry->plan_problem);
	assert_int_equal(entry->plan->strategy, STRATEGY_SETTINGS);
	assert_string_equal(entry->plan->steps.items[1].setting->before, "512");
	assert_true(plan_equal(entry->plan, scene.plan));
	end(&scene);
}

/* Whichever call fails: done means all set, rolled back none, and nothing is hidden. */
static void test_a_setting_that_fails_takes_all_back(void **state)
{
	(void)state;
	for (unsigned int call = 1; call <= SETTINGS; call++) {
		struct scene scene;

		begin(&scene);
		fail_repair = call;
		run(&scene);
		assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
		assert_true(all_are(false));
		assert_contains(scene.result->message, "cannot be set to");
		end(&scene);
	}
}

static void test_a_way_back_that_fails_is_said(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	fail_repair = SETTINGS;
	stays_broken = true;
	run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLBACK_INCOMPLETE);
	assert_false(all_are(false));
	assert_true(scene.result->differences.n > 0);
	assert_contains(scene.result->differences.items[0], "ens1f0");
	end(&scene);
}

static void test_what_is_accepted_and_not_taken_is_found(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	untaken = 1;
	run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
	assert_contains(scene.result->message,
			"rings rx was set to 4096, and is 512 now");
	assert_true(all_are(false));
	end(&scene);
}

static void test_what_may_be_skipped_is(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	scene.request.settings.items[1].may_skip = true;
	make_plan(&scene);
	fail_repair = 2;
	run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_string_equal(values[0], "9000");
	assert_string_equal(values[1], "512");
	assert_string_equal(values[2], "0");
	assert_contains(scene.result->steps.items[1].note, "skipped");
	end(&scene);

	begin(&scene);
	scene.request.settings.items[1].may_skip = true;
	make_plan(&scene);
	untaken = 1;
	run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_contains(scene.result->steps.items[1].note, "is 512 now");
	end(&scene);
}

static void test_a_capture_that_fails_hides_nothing(void **state)
{
	(void)state;
	for (unsigned int call = 1; call <= 4; call++) {
		struct scene scene;

		begin(&scene);
		fail_capture = call;
		run(&scene);
		if (scene.result->outcome == OUTCOME_DONE)
			assert_true(all_are(true));
		else
			assert_true(all_are(false));
		end(&scene);
	}
}

static const struct verdict *judge(struct scene *scene, const char *rule)
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
	struct scene scene;

	(void)state;
	begin(&scene);
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
	make_plan(&scene);
	assert_int_equal(judge(&scene, "protected-ports")->level, VERDICT_PASS);
	end(&scene);
}

static void test_a_socket_keeps_its_port(void **state)
{
	const struct verdict *verdict;
	struct xsk_socket *socket;
	struct scene scene;

	(void)state;
	begin(&scene);
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
	end(&scene);
}

static void test_a_problem_refuses_unless_it_may_be_skipped(void **state)
{
	const struct verdict *verdict;
	struct scene scene;

	(void)state;
	begin(&scene);
	assert_int_equal(judge(&scene, "settings")->level, VERDICT_PASS);
	scene.request.settings.items[1].problem = "the port offers 2048 at most";
	make_plan(&scene);
	verdict = judge(&scene, "settings");
	assert_int_equal(verdict->level, VERDICT_REFUSE);
	assert_contains(verdict->message, "2048 at most");
	scene.request.settings.items[1].may_skip = true;
	assert_int_equal(judge(&scene, "settings")->level, VERDICT_WARN);
	end(&scene);
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

	int failed;

	temp = temp_dir_make();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	temp_dir_remove(temp);
	return failed;
}
