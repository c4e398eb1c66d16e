/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whatever fails, and whenever: what a transaction says must be true of the machine. */
#include "test.h"

#include <errno.h>

#include "random.h"
#include "temp_dir.h"
#include "transaction_scene.h"

static void test_good_run(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_null(scene.result->message);
	assert_int_equal(scene.plan->steps.n, 5);
	assert_int_equal(scene.machine.calls[FAKE_INSERT], 3);
	assert_int_equal(scene.machine.calls[FAKE_REMOVE], 2);
	for (size_t i = 0; i < scene.result->steps.n; i++)
		assert_int_equal(scene.result->steps.items[i].state, STEP_DONE);
	scene_check(&scene);
	scene_end(&scene);
}

static int stuck_at_second_removal(struct fake_machine *machine, enum fake_op op,
				   unsigned int call)
{
	static unsigned int collects;

	if (op == FAKE_REMOVE && call == 2) {
		collects = machine->calls[FAKE_COLLECT];
		return -ETIME;
	}
	/* After that nothing may be asked of a kernel that does not answer. */
	assert_true(!collects || op == FAKE_REMOVE ||
		    collects == machine->calls[FAKE_COLLECT]);
	return 0;
}

static void test_a_stuck_kernel_is_left_alone(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.disturb = stuck_at_second_removal;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLBACK_INCOMPLETE);
	assert_int_equal(scene.machine.calls[FAKE_REMOVE], 2);
	assert_int_equal(scene.machine.calls[FAKE_INSERT], 1);
	assert_int_equal(scene.machine.calls[FAKE_SET_UP], 0);
	scene_end(&scene);
}

static void test_unchanged_touches_nothing(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.plan->is_unchanged = true;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_UNCHANGED);
	scene_check(&scene);
	assert_int_equal(scene.machine.calls[FAKE_COLLECT], 0);
	scene_end(&scene);
}

/* Any error, and those that mean something. */
static const int codes[] = {-EIO, -ENOENT, -EEXIST, -EWOULDBLOCK};

static void try_failure(int op, unsigned int call, int code, bool for_good, bool has_udev)
{
	struct scene scene;

	if (random_leaves_out())
		return;
	scene_begin(&scene);
	scene.machine.has_udev = scene.machine.is_stale_udev = has_udev;
	if (for_good)
		scene_fail_on(&scene, op, call, code);
	else
		scene_fail_once(&scene, op, call, code);
	scene_run(&scene);
	scene_check(&scene);
	scene_end(&scene);
}

/* More calls than a good run has: those of the way back are in it, too. */
#define MOST_CALLS 10

static void test_every_operation_fails_once_or_for_good(void **state)
{
	(void)state;
	for (int op = 0; op < FAKE_OPS; op++) {
		for (unsigned int call = 1; call <= MOST_CALLS; call++) {
			for (size_t c = 0; c < NIC_ARRAY_SIZE(codes); c++) {
				try_failure(op, call, codes[c], false, false);
				try_failure(op, call, codes[c], true, false);
				try_failure(op, call, codes[c], c % 2, true);
			}
		}
	}
}

static int fail_at_random(struct fake_machine *machine, enum fake_op op,
			  unsigned int call)
{
	(void)op;
	(void)call;
	if (!random_percent((unsigned int)machine->fail_call))
		return 0;
	return codes[random_below(NIC_ARRAY_SIZE(codes))];
}

/* Failures of the way back, of the way back's checks, and so on. */
static void test_random_failures(void **state)
{
	unsigned int rounds = random_count("NICCTL_ROUNDS", 700);
	unsigned int first = random_count("NICCTL_FIRST_ROUND", 0);
	unsigned int seen[OUTCOME_NETWORK_DIFFERS + 1] = {0};

	(void)state;
	for (unsigned int round = first; round < first + rounds; round++) {
		struct scene scene;

		random_round(round);
		scene_has_rdma = random_percent(50);
		scene_begin(&scene);
		scene.machine.has_udev = random_percent(50);
		scene.machine.is_stale_udev = random_percent(50);
		scene.machine.disturb = fail_at_random;
		scene.machine.fail_call = 1 + random_below(30);
		scene_run(&scene);
		seen[scene.result->outcome]++;
		scene_check(&scene);
		scene_end(&scene);
	}
	scene_has_rdma = true;
	for (int i = 0; i <= OUTCOME_NETWORK_DIFFERS; i++)
		print_message("# %u %s\n", seen[i], outcome_name(i));
}

static void test_replacement_does_not_load(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene_fail_once(&scene, FAKE_INSERT, 2, -ENODEV);
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
	assert_int_equal(scene.result->steps.items[0].state, STEP_UNDONE);
	assert_int_equal(scene.result->steps.items[3].state, STEP_FAILED);
	assert_int_equal(scene.result->steps.items[4].state, STEP_WAITING);
	scene_check(&scene);
	scene_end(&scene);
}

/* ---- between plan and apply ---- */

static void test_changed_facts_stop_it(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	(void)fake_machine_insert(&scene.machine,
				  host_file(scene.machine.world, "/lib/newdep.ko"), "");
	scene.before = scene.machine;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_NOT_STARTED);
	assert_contains(scene.result->message, "has changed since the check");
	scene_check(&scene);
	scene_end(&scene);
}

static void test_a_new_refusal_stops_it(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	fake_machine_find(&scene.machine, "irdma")->pins = 1;
	scene.before = scene.machine;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_REFUSED);
	assert_contains(scene.result->message, "'irdma' has 1 reference");
	assert_true(scene.result->hint && scene.result->hint[0]);
	scene_check(&scene);
	scene_end(&scene);
}

static void test_changed_file_stops_it(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	host_file(scene.machine.world, REPLACEMENT)->build_id = "rebuilt";
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_NOT_STARTED);
	assert_contains(scene.result->message, REPLACEMENT);
	scene_check(&scene);
	scene_end(&scene);
}

static unsigned int cancel_at, asked;

static bool is_cancelled(void *ctx)
{
	(void)ctx;
	return ++asked == cancel_at;
}

static void test_cancelling_between_steps(void **state)
{
	(void)state;
	for (cancel_at = 1; cancel_at <= 8; cancel_at++) {
		struct scene scene;

		asked = 0;
		scene_begin(&scene);
		scene.options.is_cancelled = is_cancelled;
		scene_run(&scene);
		assert_int_equal(scene.result->outcome,
				 cancel_at == 1	  ? OUTCOME_NOT_STARTED
				 : cancel_at <= 7 ? OUTCOME_ROLLED_BACK
						  : OUTCOME_DONE);
		scene_check(&scene);
		scene_end(&scene);
	}
}

static void test_no_journal_no_change(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.options.state_dir = "/proc/nicctl";
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_NOT_STARTED);
	assert_contains(scene.result->message, "/proc/nicctl");
	scene_check(&scene);
	scene_end(&scene);
}

/* ---- hooks ---- */

static void run_with_hook(const char *name, const char *text, struct scene *scene)
{
	char *dir = temp_dir_make();

	temp_file(dir, name, 0755, text);
	scene_begin(scene);
	scene->options.hooks_dir = dir;
	scene_run(scene);
	temp_dir_remove(dir);
}

/* The folders above a temporary one are open to all: such hooks are refused. */
static void test_refused_pre_hook_stops_it(void **state)
{
	struct scene scene;

	(void)state;
	run_with_hook("1.pre", "#!/bin/sh\n", &scene);
	assert_int_equal(scene.result->outcome, OUTCOME_NOT_STARTED);
	assert_int_equal(scene.result->hooks.n, 1);
	scene_check(&scene);
	scene_end(&scene);
}

static void test_refused_post_hook_undoes_nothing(void **state)
{
	struct scene scene;

	(void)state;
	run_with_hook("1.post", "#!/bin/sh\n", &scene);
	assert_int_equal(scene.result->outcome, OUTCOME_HOOK_FAILED);
	scene_check(&scene);
	scene_end(&scene);
}

static void test_names_end(void **state)
{
	(void)state;
	for (int i = OUTCOME_DONE; i <= OUTCOME_NETWORK_DIFFERS; i++)
		assert_non_null(outcome_name(i));
	assert_null(outcome_name(OUTCOME_NETWORK_DIFFERS + 1));
	for (int i = STEP_WAITING; i <= STEP_UNDO_FAILED; i++)
		assert_non_null(step_state_name(i));
	assert_null(step_state_name(STEP_UNDO_FAILED + 1));
	transaction_result_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_run),
		cmocka_unit_test(test_a_stuck_kernel_is_left_alone),
		cmocka_unit_test(test_unchanged_touches_nothing),
		cmocka_unit_test(test_every_operation_fails_once_or_for_good),
		cmocka_unit_test(test_random_failures),
		cmocka_unit_test(test_replacement_does_not_load),
		cmocka_unit_test(test_changed_facts_stop_it),
		cmocka_unit_test(test_a_new_refusal_stops_it),
		cmocka_unit_test(test_changed_file_stops_it),
		cmocka_unit_test(test_cancelling_between_steps),
		cmocka_unit_test(test_no_journal_no_change),
		cmocka_unit_test(test_refused_pre_hook_stops_it),
		cmocka_unit_test(test_refused_post_hook_undoes_nothing),
		cmocka_unit_test(test_names_end),
	};

	random_start();
	return cmocka_run_group_tests(tests, scene_make_temp, scene_remove_temp);
}
