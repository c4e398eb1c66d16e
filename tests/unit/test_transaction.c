/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whatever fails, and whenever: what a transaction says must be true of the machine. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>

#include "fake_machine.h"
#include "random.h"
#include "temp_dir.h"
#include "transaction.h"

#define REPLACEMENT "/opt/ice.ko"

/* One run: the machine before and after, and what was said. */
struct scene {
	struct fake_machine before, machine;
	struct host *facts;
	struct request request;
	struct plan *plan;
	struct transaction_options options;
	struct transaction_result *result;
	char state_dir[256];
};

static char *temp;
static unsigned int run_number;
static bool has_rdma = true; /* else a lost irdma shows by its name only */

/* ice with a parameter, a replacement that needs one module more, irdma with one. */
static struct host *make_world(void)
{
	struct host *world = fake_incident("6.12");

	world->rdma.n = has_rdma;
	fake_param(world, "ice", "debug", "int", "1");
	fake_param(world, "ice", "depth", "int", "5");
	fake_param(world, "irdma", "limits", "int", "3");
	fake_file(world, "newdep", "/lib/newdep.ko");
	fake_push(world, &fake_rebuild(world, "ice", REPLACEMENT)->depends, "newdep");
	return world;
}

static void scene_begin(struct scene *scene)
{
	struct nic_err err;

	memset(scene, 0, sizeof(*scene));
	fake_machine_init(&scene->machine, make_world());
	scene->request.driver = "ice";
	scene->request.replacement = REPLACEMENT;
	fake_push(scene->machine.world, &scene->request.params, "debug=2");
	scene->facts = fake_machine_facts(&scene->machine, false);
	if (plan_make(scene->facts, &scene->request, &scene->plan, &err) < 0)
		fail_msg("%s", err.message);
	snprintf(scene->state_dir, sizeof(scene->state_dir), "%s/%u", temp, run_number++);
	scene->options = (struct transaction_options){
		.state_dir = scene->state_dir,
		.hooks_dir = "/nonexistent/nicctl.d",
		.verify_timeout_ms = 5000,
		.hook_timeout_ms = 1000,
	};
	scene->before = scene->machine;
}

static void scene_run(struct scene *scene)
{
	scene->result = transaction_run(&scene->machine.ops, scene->facts,
					&scene->request, scene->plan, &scene->options);
	assert_non_null(scene->result);
}

static void scene_end(struct scene *scene)
{
	transaction_result_freep(&scene->result);
	plan_freep(&scene->plan);
	host_freep(&scene->facts);
	fake_machine_clear(&scene->machine);
	if (run_number % 50 == 0) {
		temp_dir_remove(temp);
		temp = temp_dir_make();
	}
}

static const char *difference(struct scene *scene, const struct strv *reloaded)
{
	if (memcmp(scene->before.is_down, scene->machine.is_down,
		   sizeof(scene->machine.is_down)) != 0)
		return "a network device is down";
	return fake_machine_compare(&scene->before, &scene->machine, reloaded);
}

#define lie(scene, ...)                                                                  \
	do {                                                                             \
		const struct fake_machine *machine_ = &(scene)->machine;                 \
		const struct transaction_result *result_ = (scene)->result;              \
                                                                                         \
		print_message("operation %d, call %u, code %d, udev %d\n",               \
			      machine_->fail_op, machine_->fail_call,                    \
			      machine_->fail_code, machine_->has_udev);                  \
		print_message("outcome %s, message '%s'\n",                              \
			      outcome_name((int)result_->outcome),                       \
			      result_->message ? result_->message : "");                 \
		fail_msg(__VA_ARGS__);                                                   \
	} while (0)

static void check_done(struct scene *scene)
{
	struct fake_loaded *ice = fake_machine_find(&scene->machine, "ice");
	struct fake_loaded *irdma = fake_machine_find(&scene->machine, "irdma");

	if (!ice || strcmp(ice->file->path, REPLACEMENT) != 0 || !irdma)
		lie(scene, "not all is there");
	if (!strstr(ice->params, "debug=2") || !strstr(ice->params, "depth=5") ||
	    !strstr(irdma->params, "limits=3"))
		lie(scene, "parameters: '%s', '%s'", ice->params, irdma->params);
	if (!fake_machine_find(&scene->machine, "newdep") ||
	    scene->machine.n != scene->plan->after.n)
		lie(scene, "the set of modules is another one");
	for (size_t i = 0; i < scene->before.n; i++) {
		struct fake_loaded *was = &scene->before.loaded[i];
		struct fake_loaded *is = fake_machine_find(&scene->machine, was->name);

		if (!is || (is->instance != was->instance &&
			    !strv_has(&scene->plan->removed, was->name)))
			lie(scene, "'%s' was touched", was->name);
	}
	if (memcmp(scene->before.is_down, scene->machine.is_down,
		   sizeof(scene->machine.is_down)) != 0)
		lie(scene, "done, but a network device is down");
	if (scene->result->differences.n)
		lie(scene, "done, but %s", scene->result->differences.items[0]);
	assert_true(scene->result->has_gap);
	assert_true(scene->result->gap_us >= scene->result->gap_call_us);
}

/* The outcome against the machine. */
static void check_truth(struct scene *scene)
{
	const struct transaction_result *result = scene->result;
	const char *text;

	switch (result->outcome) {
	case OUTCOME_DONE:
	case OUTCOME_HOOK_FAILED:
		check_done(scene);
		break;
	case OUTCOME_NOT_STARTED:
	case OUTCOME_REFUSED:
	case OUTCOME_UNCHANGED:
		text = difference(scene, NULL);
		if (text[0])
			lie(scene, "not started, but %s", text);
		break;
	case OUTCOME_ROLLED_BACK:
		text = difference(scene, &scene->plan->removed);
		if (text[0])
			lie(scene, "rolled back, but %s", text);
		assert_int_equal(result->differences.n, 0);
		break;
	case OUTCOME_ROLLBACK_INCOMPLETE:
		text = difference(scene, &scene->plan->removed);
		if (!text[0] && !scene->machine.collect_failed)
			lie(scene, "all is as before");
		assert_true(result->differences.n > 0 || scene->machine.collect_failed);
		break;
	}
	if (result->outcome != OUTCOME_DONE && result->outcome != OUTCOME_UNCHANGED)
		assert_true(result->message && result->message[0]);
	if (scene->machine.is_blocked && !result->warnings.n)
		lie(scene, "others may still not load modules");
	assert_int_equal(scene->machine.images_open + scene->machine.watches_open, 0);
	assert_int_equal(result->steps.n, scene->plan->steps.n);
}

static int fail_one_call(struct fake_machine *machine, enum fake_op op, unsigned int call)
{
	bool hits = (int)op == machine->fail_op && call == machine->fail_call;

	return hits ? machine->fail_code : 0;
}

static int fail_from_call_on(struct fake_machine *machine, enum fake_op op,
			     unsigned int call)
{
	bool hits = (int)op == machine->fail_op && call >= machine->fail_call;

	return hits ? machine->fail_code : 0;
}

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
	check_truth(&scene);
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
	check_truth(&scene);
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
	scene.machine.disturb = for_good ? fail_from_call_on : fail_one_call;
	scene.machine.fail_op = op;
	scene.machine.fail_call = call;
	scene.machine.fail_code = code;
	scene_run(&scene);
	check_truth(&scene);
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
	unsigned int seen[OUTCOME_HOOK_FAILED + 1] = {0};

	(void)state;
	for (unsigned int round = first; round < first + rounds; round++) {
		struct scene scene;

		random_round(round);
		has_rdma = random_percent(50);
		scene_begin(&scene);
		scene.machine.has_udev = random_percent(50);
		scene.machine.is_stale_udev = random_percent(50);
		scene.machine.disturb = fail_at_random;
		scene.machine.fail_call = 1 + random_below(30);
		scene_run(&scene);
		seen[scene.result->outcome]++;
		check_truth(&scene);
		scene_end(&scene);
	}
	has_rdma = true;
	for (int i = 0; i <= OUTCOME_HOOK_FAILED; i++)
		print_message("# %u %s\n", seen[i], outcome_name(i));
}

/* ---- things that happen meanwhile ---- */

static void test_udev_loads_the_holder_first(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.has_udev = scene.machine.is_stale_udev = true;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_contains(scene.result->steps.items[4].note, "meanwhile");
	check_truth(&scene); /* with its parameter, which udev did not give */
	scene_end(&scene);
}

static void test_udev_loads_the_holder_as_it_was(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.has_udev = scene.machine.is_stale_udev = true;
	fake_conf(scene.machine.world, "irdma")->options = "limits=3";
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_contains(scene.result->steps.items[4].note, "same file");
	check_truth(&scene);
	scene_end(&scene);
}

/* Before the target is removed, its holder is there again. */
static int holder_reappears(struct fake_machine *machine, enum fake_op op,
			    unsigned int call)
{
	if (op == FAKE_REMOVE && call == 2)
		(void)fake_machine_insert(
			machine, host_installed_file(machine->world, "irdma"), "");
	return 0;
}

static void test_holder_reappears_between_steps(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.disturb = holder_reappears;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_int_equal(scene.machine.calls[FAKE_REMOVE], 4);
	check_truth(&scene);
	scene_end(&scene);
}

/* A module that no one knows holds the target: it must not be removed. */
static int stranger_comes(struct fake_machine *machine, enum fake_op op,
			  unsigned int call)
{
	const struct modfile *file = host_file(machine->world, "/lib/stranger.ko");

	if (op == FAKE_REMOVE && call == 2)
		(void)fake_machine_insert(machine, file, "");
	return 0;
}

static void test_stranger_holds_the_target(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	fake_push(
		scene.machine.world,
		&fake_file(scene.machine.world, "stranger", "/lib/stranger.ko")->depends,
		"ice");
	for (size_t i = 0; i < scene.machine.n; i++) /* the list of files has moved */
		scene.machine.loaded[i].file =
			fake_file_of(scene.machine.world, scene.machine.loaded[i].name);
	scene.before = scene.machine;
	scene.machine.disturb = stranger_comes;
	scene_run(&scene);
	assert_true(scene.result->outcome == OUTCOME_ROLLED_BACK ||
		    scene.result->outcome == OUTCOME_ROLLBACK_INCOMPLETE);
	assert_non_null(fake_machine_find(&scene.machine, "stranger"));
	assert_non_null(fake_machine_find(&scene.machine, "irdma"));
	assert_string_equal(difference(&scene, &scene.plan->removed), "stranger is new");
	scene_end(&scene);
}

/* udev loads the stock driver in the gap between removal and insertion. */
static int stock_driver_comes(struct fake_machine *machine, enum fake_op op,
			      unsigned int call)
{
	if (op == FAKE_INSERT && call == 2) {
		machine->has_udev = machine->is_stale_udev = true;
		(void)fake_machine_insert(machine,
					  host_installed_file(machine->world, "ice"), "");
	}
	return 0;
}

static void test_stock_driver_comes_first(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.disturb = stock_driver_comes;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_contains(scene.result->steps.items[3].note, "had to go");
	check_truth(&scene);
	scene_end(&scene);
}

static int port_stays_away(struct fake_machine *machine, enum fake_op op,
			   unsigned int call)
{
	if (op == FAKE_INSERT && call == 2)
		machine->lost_port = "0000:5e:00.1";
	if (op == FAKE_INSERT && call == 4)
		machine->lost_port = machine->fail_code ? "0000:5e:00.1" : NULL;
	return 0;
}

static void test_port_does_not_come_back(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.disturb = port_stays_away;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
	assert_contains(scene.result->message, "0000:5e:00.1");
	check_truth(&scene);
	scene_end(&scene);
}

static void test_port_is_lost_for_good(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.disturb = port_stays_away;
	scene.machine.fail_code = 1;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLBACK_INCOMPLETE);
	assert_contains(scene.result->differences.items[0], "0000:5e:00.1");
	check_truth(&scene);
	scene_end(&scene);
}

/* The device comes back, and nobody answers at the other end of the cable. */
static int link_stays_away(struct fake_machine *machine, enum fake_op op,
			   unsigned int call)
{
	if (op == FAKE_INSERT && call == 2)
		machine->dead_port = "0000:5e:00.1";
	if (op == FAKE_INSERT && call == 4)
		machine->dead_port = machine->fail_code ? "0000:5e:00.1" : NULL;
	return 0;
}

static void test_link_does_not_come_back(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.disturb = link_stays_away;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
	assert_contains(scene.result->message, "has no carrier, it had one");
	check_truth(&scene);
	scene_end(&scene);
}

static void test_link_is_lost_for_good(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.disturb = link_stays_away;
	scene.machine.fail_code = 1;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLBACK_INCOMPLETE);
	assert_contains(scene.result->differences.items[0], "0000:5e:00.1");
	scene_end(&scene);
}

static int port_is_late(struct fake_machine *machine, enum fake_op op, unsigned int call)
{
	if (op == FAKE_INSERT && call == 2)
		machine->lost_port = "0000:5e:00.1";
	if (op == FAKE_WATCH_WAIT && call == 3)
		machine->lost_port = NULL;
	return 0;
}

static void test_late_port_is_waited_for(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.disturb = port_is_late;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_true(scene.machine.calls[FAKE_WATCH_WAIT] >= 3);
	check_truth(&scene);
	scene_end(&scene);
}

static int param_differs(struct fake_machine *machine, enum fake_op op, unsigned int call)
{
	if (op == FAKE_INSERT && call >= 2)
		machine->lost_param = call == 2 || machine->fail_code ? "depth" : NULL;
	return 0;
}

static void test_parameter_differs_after_the_load(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.disturb = param_differs;
	scene.machine.fail_code = 1;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLBACK_INCOMPLETE);
	assert_contains(scene.result->message, "ice.depth is '77', not '5'");
	check_truth(&scene);
	scene_end(&scene);
}

static int param_is_rounded(struct fake_machine *machine, enum fake_op op,
			    unsigned int call)
{
	if (op == FAKE_INSERT && call == 2)
		machine->lost_param = "debug";
	return 0;
}

static void test_rounded_parameter_of_the_user_is_a_warning(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.disturb = param_is_rounded;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_int_equal(scene.result->warnings.n, 1);
	assert_contains(scene.result->warnings.items[0], "asked to be '2'");
	scene_end(&scene);
}

/* The init function of the replacement returns an error, the way back works. */
static void test_replacement_does_not_load(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.disturb = fail_one_call;
	scene.machine.fail_op = FAKE_INSERT;
	scene.machine.fail_call = 2;
	scene.machine.fail_code = -ENODEV;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
	assert_int_equal(scene.result->steps.items[0].state, STEP_UNDONE);
	assert_int_equal(scene.result->steps.items[3].state, STEP_FAILED);
	assert_int_equal(scene.result->steps.items[4].state, STEP_WAITING);
	check_truth(&scene);
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
	check_truth(&scene);
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
	check_truth(&scene);
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
	check_truth(&scene);
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
	for (cancel_at = 1; cancel_at <= 6; cancel_at++) {
		struct scene scene;

		asked = 0;
		scene_begin(&scene);
		scene.options.is_cancelled = is_cancelled;
		scene_run(&scene);
		assert_int_equal(scene.result->outcome,
				 cancel_at == 1	  ? OUTCOME_NOT_STARTED
				 : cancel_at <= 5 ? OUTCOME_ROLLED_BACK
						  : OUTCOME_DONE);
		check_truth(&scene);
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
	check_truth(&scene);
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
	check_truth(&scene);
	scene_end(&scene);
}

static void test_refused_post_hook_undoes_nothing(void **state)
{
	struct scene scene;

	(void)state;
	run_with_hook("1.post", "#!/bin/sh\n", &scene);
	assert_int_equal(scene.result->outcome, OUTCOME_HOOK_FAILED);
	check_truth(&scene);
	scene_end(&scene);
}

static void test_names_end(void **state)
{
	(void)state;
	for (int i = OUTCOME_DONE; i <= OUTCOME_HOOK_FAILED; i++)
		assert_non_null(outcome_name(i));
	assert_null(outcome_name(OUTCOME_HOOK_FAILED + 1));
	for (int i = STEP_WAITING; i <= STEP_UNDO_FAILED; i++)
		assert_non_null(step_state_name(i));
	assert_null(step_state_name(STEP_UNDO_FAILED + 1));
	transaction_result_free(NULL);
}

static int make_temp(void **state)
{
	(void)state;
	temp = temp_dir_make();
	return 0;
}

static int remove_temp(void **state)
{
	(void)state;
	temp_dir_remove(temp);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_run),
		cmocka_unit_test(test_unchanged_touches_nothing),
		cmocka_unit_test(test_a_stuck_kernel_is_left_alone),
		cmocka_unit_test(test_every_operation_fails_once_or_for_good),
		cmocka_unit_test(test_random_failures),
		cmocka_unit_test(test_udev_loads_the_holder_first),
		cmocka_unit_test(test_udev_loads_the_holder_as_it_was),
		cmocka_unit_test(test_holder_reappears_between_steps),
		cmocka_unit_test(test_stranger_holds_the_target),
		cmocka_unit_test(test_stock_driver_comes_first),
		cmocka_unit_test(test_port_does_not_come_back),
		cmocka_unit_test(test_port_is_lost_for_good),
		cmocka_unit_test(test_link_does_not_come_back),
		cmocka_unit_test(test_link_is_lost_for_good),
		cmocka_unit_test(test_late_port_is_waited_for),
		cmocka_unit_test(test_parameter_differs_after_the_load),
		cmocka_unit_test(test_rounded_parameter_of_the_user_is_a_warning),
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
	return cmocka_run_group_tests(tests, make_temp, remove_temp);
}
