/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A path that breaks while a change is made: it is noticed at once, said in which step,
 * and the change is taken back; what did not work before is no reason. */
#include "test.h"

#include <errno.h>

#include "fake_machine.h"
#include "journal_read.h"
#include "recover.h"
#include "resume.h"
#include "temp_dir.h"
#include "transaction.h"

#define GATEWAY "192.0.2.1"
#define PEER "198.51.100.7"
#define PATH "default route (inet) -> eno1 -> 0000:19:00.0 -> i40e"

struct scene {
	struct fake_machine machine;
	struct host *facts;
	struct request request;
	struct plan *plan;
	struct transaction_options options;
	struct transaction_result *result;
	char *dir;
	char told[1024]; /* what the probes told meanwhile */
};

static void take_event(void *ctx, enum progress_event event, size_t step,
		       const struct step_result *result, const char *text)
{
	struct scene *scene = ctx;
	size_t used = strlen(scene->told);

	(void)step;
	(void)result;
	if (event == PROGRESS_PROBED)
		snprintf(scene->told + used, sizeof(scene->told) - used, "%s; ", text);
}

/* ice is reloaded under irdma; the session and the default route are on i40e's eno1. */
static void scene_begin(struct scene *scene, const char *driver)
{
	struct host *world = fake_incident("6.1");
	struct nic_err err;

	memset(scene, 0, sizeof(*scene));
	fake_session(world, PEER, 2);
	fake_way(world, PEER, 2)->gateway = GATEWAY;
	fake_machine_init(&scene->machine, world);
	scene->request.driver = driver;
	scene->facts = fake_machine_facts(&scene->machine, false);
	scene->dir = temp_dir_make();
	scene->options = (struct transaction_options){
		.state_dir = scene->dir,
		.hooks_dir = "/nonexistent/nicctl.d",
		.verify_timeout_ms = 5000,
		.hook_timeout_ms = 1000,
		.progress = take_event,
		.ctx = scene,
	};
	if (strcmp(driver, "i40e") == 0)
		fake_push(world, &scene->request.accept_loss, "eno1");
	if (plan_make(scene->facts, &scene->request, &scene->plan, &err) < 0)
		fail_msg("%s", err.message);
}

static void scene_run(struct scene *scene)
{
	scene->result = transaction_run(&scene->machine.ops, scene->facts,
					&scene->request, scene->plan, &scene->options);
	assert_non_null(scene->result);
	assert_int_equal(scene->machine.probes_open, 0);
}

static void scene_end(struct scene *scene)
{
	transaction_result_freep(&scene->result);
	plan_freep(&scene->plan);
	host_freep(&scene->facts);
	fake_machine_clear(&scene->machine);
	temp_dir_remove(scene->dir);
}

static void test_all_pass(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, "ice");
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_int_equal(scene.result->probes.n, 3);
	assert_string_equal(scene.told, "before the change: 3 of 3 pass; "
					"after the change: 3 of 3 pass; ");
	/* before, after each of the 4 steps, and in the end */
	assert_int_equal(scene.machine.calls[FAKE_PROBE], 6);
	assert_int_equal(scene.result->warnings.n, 0);
	scene_end(&scene);
}

/* What happens at the removal of ice, the second step. */
static int neighbour_falls_silent(struct fake_machine *machine, enum fake_op op,
				  unsigned int call)
{
	if (op == FAKE_REMOVE && call == 2)
		machine->mute = GATEWAY;
	if (op == FAKE_INSERT && machine->fail_code == 1) /* the way back */
		machine->mute = NULL;
	return 0;
}

static void test_a_neighbour_that_falls_silent(void **state)
{
	struct scene scene;
	int64_t begin_us;

	(void)state;
	scene_begin(&scene, "ice");
	scene.machine.disturb = neighbour_falls_silent;
	scene.machine.fail_code = 1;
	begin_us = scene.machine.clock_us;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
	assert_string_equal(
		scene.result->message,
		"a protected path is broken after step 2 (remove ice): "
		"192.0.2.1 does not answer on eno1 any more; it is the way " PATH);
	assert_contains(scene.told, "after step 2 (remove ice): 2 of 3 pass; ");
	assert_contains(scene.told, "after the rollback: 3 of 3 pass; ");
	assert_int_equal(scene.result->steps.items[2].state, STEP_WAITING);
	/* asked again and again, for 3 s and not for long more; 3 s for udev behind it */
	assert_true(scene.machine.calls[FAKE_PROBE] > 8);
	assert_in_range(scene.machine.clock_us - begin_us, 6000000, 7000000);
	scene_end(&scene);
}

static void test_it_stays_silent(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, "ice");
	scene.machine.disturb = neighbour_falls_silent;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLBACK_INCOMPLETE);
	assert_int_equal(scene.result->differences.n, 1);
	assert_contains(scene.result->differences.items[0],
			"192.0.2.1 does not answer on eno1 any more");
	assert_non_null(fake_machine_find(&scene.machine, "ice"));
	scene_end(&scene);
}

static int answers_late(struct fake_machine *machine, enum fake_op op, unsigned int call)
{
	if (op == FAKE_REMOVE && call == 2)
		machine->mute = GATEWAY;
	if (op == FAKE_PROBE && call == 8)
		machine->mute = NULL;
	return 0;
}

static void test_a_lost_request_is_repeated(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, "ice");
	scene.machine.disturb = answers_late;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	scene_end(&scene);
}

static int way_is_lost(struct fake_machine *machine, enum fake_op op, unsigned int call)
{
	if (op == FAKE_REMOVE && call == 1)
		machine->lost_way = PEER;
	return 0;
}

static void test_the_route_to_the_peer_is_lost(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, "ice");
	scene.machine.disturb = way_is_lost;
	scene_run(&scene);
	assert_contains(scene.result->message,
			"after step 1 (remove irdma): the route to 198.51.100.7 is not "
			"over eno1 any more");
	scene_end(&scene);
}

static int carrier_is_lost(struct fake_machine *machine, enum fake_op op,
			   unsigned int call)
{
	if (op == FAKE_INSERT && call == 1)
		machine->dead_port = "0000:19:00.0";
	if (op == FAKE_INSERT && call == 2) /* not reached: the way back is */
		machine->dead_port = NULL;
	return 0;
}

static void test_the_carrier_is_lost(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, "ice");
	scene.machine.disturb = carrier_is_lost;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
	assert_contains(scene.result->message,
			"after step 3 (insert ice): eno1 has no carrier any more");
	scene_end(&scene);
}

/* A probe that never worked says nothing (no gateway, or one that hides). */
static void test_what_failed_before_is_not_tested(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, "ice");
	scene.machine.mute = GATEWAY;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_string_equal(scene.told, "before the change: 2 of 3 pass; "
					"after the change: 2 of 2 pass; ");
	scene_end(&scene);
}

static int all_fail(struct fake_machine *machine, enum fake_op op, unsigned int call)
{
	(void)machine;
	(void)call;
	return op == FAKE_PROBE ? -EMFILE : 0;
}

static void test_none_passes_before(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, "ice");
	scene.machine.disturb = all_fail;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_int_equal(scene.result->warnings.n, 1);
	assert_contains(scene.result->warnings.items[0],
			"no probe of the protected paths passed before");
	scene_end(&scene);
}

/* The protected port itself is reloaded, as was accepted: its path is tested when it is
 * back, and not while it is away. */
static void test_an_accepted_loss_is_tested_in_the_end(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, "i40e");
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_int_equal(scene.machine.calls[FAKE_PROBE], 2);
	scene_end(&scene);
}

static int gateway_is_lost(struct fake_machine *machine, enum fake_op op,
			   unsigned int call)
{
	if (op == FAKE_INSERT && call == 1)
		machine->mute = GATEWAY;
	if (op == FAKE_REMOVE && call == 3) /* of the way back */
		machine->mute = NULL;
	return 0;
}

static void test_an_accepted_loss_that_does_not_come_back(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, "i40e");
	scene.machine.disturb = gateway_is_lost;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
	assert_contains(scene.result->message,
			"a protected path is broken after the "
			"change: 192.0.2.1 does not answer on eno1");
	scene_end(&scene);
}

/* Nobody has confirmed it, and another process takes it back. */
static void undo_by_another(struct scene *scene, enum outcome expected)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	NIC_CLEANUP(transaction_result_freep) struct transaction_result *result = NULL;
	struct recovery recovery = {RECOVERY_BACK, "nobody has confirmed it", NULL};
	enum step_state states[16];
	struct nic_err err;

	if (journal_load(scene->dir, scene->result->id, true, &entry, &err) < 0)
		fail_msg("%s", err.message);
	for (size_t i = 0; i < entry->plan->steps.n; i++)
		states[i] = STEP_DONE;
	recovery.steps = states;
	scene->told[0] = '\0';
	result = resume_run(&scene->machine.ops, entry, &recovery, NULL, &scene->options);
	assert_non_null(result);
	assert_int_equal(result->outcome, expected);
}

static void test_probes_after_an_unconfirmed_change(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, "ice");
	scene_run(&scene);
	undo_by_another(&scene, OUTCOME_ROLLED_BACK);
	assert_string_equal(scene.told, "after the rollback: 3 of 3 pass; ");
	scene_end(&scene);

	scene_begin(&scene, "ice");
	scene.machine.lost_way = PEER; /* since before the change */
	scene_run(&scene);
	scene.machine.mute = GATEWAY;
	undo_by_another(&scene, OUTCOME_ROLLBACK_INCOMPLETE);
	assert_string_equal(scene.told, "after the rollback: 1 of 2 pass; ");
	scene_end(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_pass),
		cmocka_unit_test(test_a_neighbour_that_falls_silent),
		cmocka_unit_test(test_it_stays_silent),
		cmocka_unit_test(test_a_lost_request_is_repeated),
		cmocka_unit_test(test_the_route_to_the_peer_is_lost),
		cmocka_unit_test(test_the_carrier_is_lost),
		cmocka_unit_test(test_what_failed_before_is_not_tested),
		cmocka_unit_test(test_none_passes_before),
		cmocka_unit_test(test_an_accepted_loss_is_tested_in_the_end),
		cmocka_unit_test(test_an_accepted_loss_that_does_not_come_back),
		cmocka_unit_test(test_probes_after_an_unconfirmed_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
