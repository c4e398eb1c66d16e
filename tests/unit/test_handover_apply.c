/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moving a port on the fake machine: what is said is true, whatever fails. */
#include "test.h"

#include <errno.h>

#include "handover_host.h"
#include "random.h"
#include "transaction_scene.h"

static void begin(struct scene *scene)
{
	struct strategy_choice choice;

	scene_begin_on(scene, handover_host());
	scene->request.driver = "i40e";
	scene->request.strategy = STRATEGY_HANDOVER;
	choice = handover_choose(scene->facts, &scene->request);
	scene->plan = NIC_TAKE(choice.taken.plan);
	strategy_choice_clear(&choice);
}

static bool is_driven(struct scene *scene, const char *driver, const char *override)
{
	const struct port *port = handover_port(scene->machine.world, CAPTURE);
	const char *is = port->driver_override ? port->driver_override : "";

	return port->driver && strcmp(port->driver, driver) == 0 &&
	       strcmp(is, override) == 0 && !scene->machine.is_down[5];
}

static bool is_as_before(struct scene *scene)
{
	return is_driven(scene, "i40e", "") &&
	       !fake_machine_compare(&scene->before, &scene->machine, NULL)[0];
}

/* The outcome against the machine. Management and its driver are never touched. */
static void check_truth(struct scene *scene, const char *what)
{
	const struct transaction_result *result = scene->result;
	bool is_good = true;

	switch (result->outcome) {
	case OUTCOME_DONE:
	case OUTCOME_HOOK_FAILED:
	case OUTCOME_NETWORK_DIFFERS:
		is_good = is_driven(scene, "i40e_zc", "i40e_zc") &&
			  fake_machine_find(&scene->machine, "i40e_zc");
		break;
	case OUTCOME_NOT_STARTED:
	case OUTCOME_REFUSED:
	case OUTCOME_UNCHANGED:
	case OUTCOME_ROLLED_BACK:
		is_good = is_as_before(scene);
		break;
	case OUTCOME_ROLLBACK_INCOMPLETE:
		is_good = !is_as_before(scene) || scene->machine.collect_failed ||
			  scene->machine.mtu_lost || result->network.has_failed;
		break;
	}
	if (!is_good)
		fail_msg("%s: %s is a lie (%s)", what, outcome_name((int)result->outcome),
			 result->message ? result->message : "");
	assert_string_equal(handover_port(scene->machine.world, MGMT)->driver, "i40e");
	assert_false(scene->machine.is_down[2]);
	assert_int_equal(fake_machine_find(&scene->machine, "i40e")->instance,
			 fake_machine_find(&scene->before, "i40e")->instance);
	assert_int_equal(fake_machine_find(&scene->machine, "irdma")->instance,
			 fake_machine_find(&scene->before, "irdma")->instance);
	assert_int_equal(scene->machine.images_open, 0);
}

static void test_good_move(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_true(scene.result->has_gap);
	check_truth(&scene, "good");
	scene_end(&scene);
}

static void test_every_operation_fails_once_or_for_good(void **state)
{
	static const int codes[] = {-EIO, -ENODEV};

	(void)state;
	for (int op = 0; op < FAKE_OPS; op++) {
		for (unsigned int call = 1; call <= 6; call++) {
			for (size_t c = 0; c < 4; c++) {
				struct scene scene;
				char what[64];

				if (random_leaves_out())
					continue;
				begin(&scene);
				if (c / 2)
					scene_fail_on(&scene, op, call, codes[c % 2]);
				else
					scene_fail_once(&scene, op, call, codes[c % 2]);
				scene_run(&scene);
				snprintf(what, sizeof(what), "operation %d, call %u, %s",
					 op, call, c / 2 ? "for good" : "once");
				check_truth(&scene, what);
				scene_end(&scene);
			}
		}
	}
}

static void test_new_driver_does_not_take_it(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	scene_fail_once(&scene, FAKE_FUNCTION_BIND, 1, -EIO);
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLED_BACK);
	assert_int_equal(scene.result->steps.items[1].state, STEP_UNDONE);
	check_truth(&scene, "bind");
	scene_end(&scene);
}

/* Somebody else gives the port away between unbinding and binding. */
static int thief_comes(struct fake_machine *machine, enum fake_op op, unsigned int call)
{
	if (op == FAKE_FUNCTION_BIND && call == 1) {
		handover_port(machine->world, CAPTURE)->driver = "ice";
		handover_port(machine->world, CAPTURE)->module = "ice";
	}
	return 0;
}

static void test_foreign_driver_is_not_taken_away(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	scene.machine.disturb = thief_comes;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_ROLLBACK_INCOMPLETE);
	assert_string_equal(handover_port(scene.machine.world, CAPTURE)->driver, "ice");
	assert_contains(scene.result->differences.items[0], "driven by 'ice'");
	scene_end(&scene);
}

static void test_renamed_port_stops_it(void **state)
{
	struct scene scene;
	struct host *world;

	(void)state;
	begin(&scene);
	world = scene.machine.world;
	world->netdevs.items[world->netdevs.n - 1].permanent_mac = "02:00:00:00:00:99";
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_NOT_STARTED);
	assert_contains(scene.result->message, "has changed since the check");
	check_truth(&scene, "renamed");
	scene_end(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_move),
		cmocka_unit_test(test_every_operation_fails_once_or_for_good),
		cmocka_unit_test(test_new_driver_does_not_take_it),
		cmocka_unit_test(test_foreign_driver_is_not_taken_away),
		cmocka_unit_test(test_renamed_port_stops_it),
	};

	return cmocka_run_group_tests(tests, scene_make_temp, scene_remove_temp);
}
