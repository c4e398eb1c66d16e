/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modules that come meanwhile, ports and links that come late or never. */
#include "test.h"

#include <errno.h>

#include "transaction_scene.h"

static void test_udev_loads_the_holder_first(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	scene.machine.has_udev = scene.machine.is_stale_udev = true;
	scene_run(&scene);
	assert_int_equal(scene.result->outcome, OUTCOME_DONE);
	assert_contains(scene.result->steps.items[4].note, "meanwhile");
	scene_check(&scene); /* with its parameter, which udev did not give */
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
	scene_check(&scene);
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
	scene_check(&scene);
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
	assert_string_equal(scene_difference(&scene, &scene.plan->removed),
			    "stranger is new");
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
	scene_check(&scene);
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
	scene_check(&scene);
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
	scene_check(&scene);
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
	scene_check(&scene);
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
	scene_check(&scene);
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
	scene_check(&scene);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests(tests, scene_make_temp, scene_remove_temp);
}
