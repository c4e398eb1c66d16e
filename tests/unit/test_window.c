/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who else may load modules while a driver is changed, and what is seen when one looks
 * again a while later. */
#include "test.h"

#include <errno.h>

#include "fake_machine.h"
#include "temp_dir.h"
#include "transaction.h"

#define VERIFY_MS 5000

static char *temp;
static struct fake_machine machine;
static struct host *facts;
static struct plan *plan;
static struct transaction_result *result;

static void prepare(void)
{
	static struct request request = {.driver = "ice"};
	struct nic_err err;

	fake_machine_init(&machine, fake_incident("6.1"));
	facts = fake_machine_facts(&machine, false);
	if (plan_make(facts, &request, &plan, &err) < 0)
		fail_msg("%s", err.message);
}

static void run(void)
{
	static struct request request = {.driver = "ice"};
	static unsigned int number;
	char state_dir[256];
	struct transaction_options options = {
		.state_dir = state_dir,
		.hooks_dir = "/nonexistent/nicctl.d",
		.verify_timeout_ms = VERIFY_MS,
		.restore_timeout_ms = VERIFY_MS,
		.hook_timeout_ms = 1000,
	};

	snprintf(state_dir, sizeof(state_dir), "%s/%u", temp, number++);
	result = transaction_run(&machine.ops, facts, &request, plan, &options);
	assert_non_null(result);
}

static int teardown(void **state)
{
	(void)state;
	transaction_result_freep(&result);
	plan_freep(&plan);
	host_freep(&facts);
	fake_machine_clear(&machine);
	return 0;
}

/* The index of irdma's insertion, which udev would do, too. */
#define IRDMA_STEP 3

static void test_udev_is_kept_out(void **state)
{
	(void)state;
	prepare();
	machine.has_udev = true;
	run();
	assert_int_equal(result->outcome, OUTCOME_DONE);
	assert_null(result->steps.items[IRDMA_STEP].note); /* nobody was faster */
	assert_int_equal(machine.calls[FAKE_BLOCK], 1);
	assert_int_equal(machine.calls[FAKE_ALLOW], 1);
	assert_false(machine.is_blocked);
}

/* The control: who does not see that it may not is faster. */
static void test_stale_udev_is_not(void **state)
{
	(void)state;
	prepare();
	machine.has_udev = machine.is_stale_udev = true;
	run();
	assert_int_equal(result->outcome, OUTCOME_DONE);
	assert_contains(result->steps.items[IRDMA_STEP].note, "meanwhile");
}

/* The stage of a call: at the first removal, at each insertion. */
static bool was_blocked_at_all;

static int watch_stages(struct fake_machine *m, enum fake_op op, unsigned int call)
{
	(void)call;
	if (op == FAKE_REMOVE || op == FAKE_INSERT)
		was_blocked_at_all &= m->is_blocked;
	return op == FAKE_INSERT && call == 2 ? -EIO : 0;
}

static void test_also_on_the_way_back(void **state)
{
	(void)state;
	prepare();
	was_blocked_at_all = true;
	machine.disturb = watch_stages;
	run();
	assert_int_equal(result->outcome, OUTCOME_ROLLED_BACK);
	assert_true(machine.calls[FAKE_INSERT] > 2);
	assert_true(was_blocked_at_all);
	assert_false(machine.is_blocked);
}

static int cannot_block(struct fake_machine *m, enum fake_op op, unsigned int call)
{
	(void)m;
	(void)call;
	return op == FAKE_BLOCK ? -EROFS : 0;
}

static void test_nothing_begins_unless_others_are_kept_out(void **state)
{
	(void)state;
	prepare();
	machine.disturb = cannot_block;
	run();
	assert_int_equal(result->outcome, OUTCOME_NOT_STARTED);
	assert_int_equal(machine.calls[FAKE_REMOVE], 0);
}

/* All is well when it is looked at first; a second later somebody takes irdma away. */
static int comes_late(struct fake_machine *m, enum fake_op op, unsigned int call)
{
	(void)call;
	if (op == FAKE_WATCH_WAIT && m->calls[FAKE_ALLOW] == 1 && m->clock_us > 1000000)
		(void)fake_machine_remove(m, "irdma");
	return 0;
}

static void test_what_comes_late_is_seen(void **state)
{
	(void)state;
	prepare();
	machine.disturb = comes_late;
	run();
	assert_int_equal(result->outcome, OUTCOME_ROLLED_BACK);
	assert_contains(result->message, "all was well at first");
	assert_non_null(fake_machine_find(&machine, "irdma"));
}

/* Without udev nobody acts, and nothing is waited for. */
static void test_no_second_look_without_udev(void **state)
{
	(void)state;
	prepare();
	facts->kernel.has_udevd = false;
	machine.world->kernel.has_udevd = false;
	run();
	assert_int_equal(result->outcome, OUTCOME_DONE);
	assert_true(machine.clock_us < 1000000);
}

static int port_is_lost(struct fake_machine *m, enum fake_op op, unsigned int call)
{
	if (op == FAKE_INSERT && call == 2)
		m->lost_port = "0000:5e:00.1";
	return 0;
}

/* Once for the change and once for the way back, for which no manager is waited then. */
static void test_a_missing_port_costs_its_time_once(void **state)
{
	(void)state;
	prepare();
	machine.disturb = port_is_lost;
	run();
	assert_int_equal(result->outcome, OUTCOME_ROLLBACK_INCOMPLETE);
	assert_in_range(machine.clock_us, 2 * VERIFY_MS * 1000,
			2 * VERIFY_MS * 1000 + 900000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_udev_is_kept_out, teardown),
		cmocka_unit_test_teardown(test_stale_udev_is_not, teardown),
		cmocka_unit_test_teardown(test_also_on_the_way_back, teardown),
		cmocka_unit_test_teardown(test_nothing_begins_unless_others_are_kept_out,
					  teardown),
		cmocka_unit_test_teardown(test_what_comes_late_is_seen, teardown),
		cmocka_unit_test_teardown(test_no_second_look_without_udev, teardown),
		cmocka_unit_test_teardown(test_a_missing_port_costs_its_time_once,
					  teardown),
	};
	int r;

	temp = temp_dir_make();
	r = cmocka_run_group_tests(tests, NULL, NULL);
	temp_dir_remove(temp);
	return r;
}
