/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What bars a driver at boot, and what lifts that: journals and reports as they are
 * found on a disk. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "boot_rule.h"
#include "macro.h"
#include "scratch.h"
#include "seal.h"
#include "temp_dir.h"

#define NOON "2026-01-31T12:00:00.000Z"
#define LATER "2026-01-31T13:00:00.000Z"

static struct conf conf;

static char *path_of(const char *rest)
{
	char *path = arena_printf(scratch_arena, "%s/%s", scratch_dir, rest);

	assert_non_null(path);
	return path;
}

/* The configuration was written at @seconds. */
static void configure(const char *text, time_t seconds)
{
	struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};
	struct conf_place place = {path_of("etc"), scratch_dir};

	temp_file(path_of("etc/drivers"), "ice.conf", 0644, text);
	assert_int_equal(utimensat(-1, path_of("etc/drivers/ice.conf"), times, 0), 0);
	conf = (struct conf){0};
	assert_int_equal(conf_read(&place, "ice", scratch_arena, &conf), 0);
}

static int begin(void **state)
{
	(void)scratch_begin(state);
	assert_int_equal(mkdir(path_of("etc"), 0755), 0);
	assert_int_equal(mkdir(path_of("etc/drivers"), 0755), 0);
	assert_int_equal(mkdir(path_of("transactions"), 0700), 0);
	configure("[driver]\nsource = bundled\n", 1000000000);
	return 0;
}

static void put_sealed(const char *dir, const char *name, const char *json)
{
	char *sealed = seal_add(strdup(json));

	assert_non_null(sealed);
	temp_file(dir, name, 0600, sealed);
	free(sealed);
}

static char *sealed_line(const char *at, const char *event, bool has_step)
{
	return seal_add(strdup(arena_printf(scratch_arena,
					    "{\"time\": \"%s\", \"event\": \"%s\"%s}\n",
					    at, event, has_step ? ", \"step\": 0" : "")));
}

/* A change of @driver that ended as @how (NULL: it was broken off). */
static void changed(const char *id, const char *driver, const char *at, const char *how,
		    const char *source)
{
	char *dir = path_of(arena_printf(scratch_arena, "transactions/%s", id));
	char *begun = sealed_line(at, "begun", true);
	char *last = how ? sealed_line(at, how, false) : strdup("");

	assert_int_equal(mkdir(dir, 0700), 0);
	put_sealed(dir, "plan.json",
		   arena_printf(scratch_arena,
				"{\"nicctl_plan\": 1, \"request\": {\"driver\": \"%s\", "
				"\"source\": \"%s\"}, \"plan\": {\"driver\": \"%s\", "
				"\"steps\": []}}\n",
				driver, source, driver));
	temp_file(dir, "log", 0600, arena_printf(scratch_arena, "%s%s", begun, last));
	free(begun);
	free(last);
}

static struct boot_sum sum_now(void)
{
	struct boot_sum now = {0};
	struct nic_err err = {0};

	if (boot_sum_of_driver(conf_driver_of(&conf, "ice"), NULL, scratch_arena, &now,
			       &err) < 0)
		fail_msg("%s", err.message);
	return now;
}

static struct boot_bar look(const struct bootreport *last)
{
	struct boot_past past = {
		.state_dir = scratch_dir, .boot_id = "this", .last = last};
	struct boot_sum now = sum_now();
	struct boot_bar bar = {0};
	struct nic_err err = {0};

	if (boot_rule_look(&past, conf_driver_of(&conf, "ice"), &now, scratch_arena, &bar,
			   &err) < 0)
		fail_msg("%s", err.message);
	return bar;
}

static void test_nothing_was_tried_yet(void **state)
{
	struct boot_bar bar = look(NULL);

	(void)state;
	assert_false(bar.is_barred);
	assert_null(bar.failure);
}

static void test_every_bad_end_bars(void **state)
{
	static const char *const ends[] = {"rolled-back", "rollback-incomplete",
					   "rebooted", NULL};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(ends); i++) {
		changed(arena_printf(scratch_arena, "20260131T12000%zu.000-1", i), "ice",
			NOON, ends[i], "");
		assert_true(look(NULL).is_barred);
	}
	(void)state;
	assert_contains(look(NULL).failure, "20260131T120003.000-1");
}

static void test_a_good_change_after_it_lifts_it(void **state)
{
	(void)state;
	changed("20260131T120000.000-1", "ice", NOON, "rolled-back", "");
	changed("20260131T130000.000-1", "ice", LATER, "done", "");
	assert_false(look(NULL).is_barred);
}

static void test_what_changed_nothing_does_not_count(void **state)
{
	(void)state;
	changed("20260131T120000.000-1", "ice", NOON, "rolled-back", "");
	changed("20260131T130000.000-1", "ice", LATER, "refused", "");
	changed("20260131T130000.000-2", "ice", LATER, "unchanged", "");
	assert_true(look(NULL).is_barred);
}

static void test_other_drivers_do_not_count(void **state)
{
	(void)state;
	changed("20260131T120000.000-1", "i40e", NOON, "rolled-back", "");
	assert_false(look(NULL).is_barred);
}

static void test_what_was_taken_back_by_hand_bars(void **state)
{
	struct boot_bar bar;

	(void)state;
	changed("20260131T120000.000-1", "ice", NOON, "done", "");
	changed("20260131T130000.000-1", "ice", LATER, "done",
		"taking back 20260131T120000.000-1");
	bar = look(NULL);
	assert_true(bar.is_barred);
	assert_contains(bar.failure, "change 20260131T120000.000-1 was taken back");
}

static void test_a_newer_configuration_lifts_it(void **state)
{
	(void)state;
	changed("20260131T120000.000-1", "ice", NOON, "rolled-back", "");
	assert_true(look(NULL).is_barred);
	configure("[driver]\nsource = stock\n", 1900000000);
	assert_false(look(NULL).is_barred);
}

/* The report of a boot that made change @id, and what it says of ice. */
static struct bootreport report_of(struct bootreport_driver *driver, const char *id,
				   const char *sum)
{
	*driver = (struct bootreport_driver){
		.driver = "ice", .outcome = "rolled-back", .sum = sum};
	if (id)
		assert_int_equal(strv_push(scratch_arena, &driver->transactions, id), 0);
	return (struct bootreport){
		.boot_id = "before", .began = NOON, .drivers = {driver, 1}};
}

static void test_the_sum_counts_more_than_times(void **state)
{
	struct bootreport_driver driver;
	struct bootreport last;
	const char *sum = sum_now().text;

	(void)state;
	changed("20260131T120000.000-1", "ice", NOON, "rolled-back", "");
	last = report_of(&driver, "20260131T120000.000-1", sum);
	configure("[driver]\nsource = bundled\n", 1900000000);
	assert_true(look(&last).is_barred);
	configure("[driver]\nsource = stock\n", 1000000000);
	assert_false(look(&last).is_barred);
}

static void test_a_boot_that_died_in_it_bars(void **state)
{
	struct bootreport_driver driver;
	struct bootreport last = report_of(&driver, NULL, sum_now().text);
	struct boot_bar bar;

	(void)state;
	driver.outcome = "running";
	bar = look(&last);
	assert_true(bar.is_barred);
	assert_contains(bar.failure, "the machine went down");
	last.boot_id = "this";
	assert_false(look(&last).is_barred);
	last.boot_id = "before";
	changed("20260131T130000.000-1", "ice", LATER, "done", "");
	assert_false(look(&last).is_barred);
}

static void test_it_stays_barred_boot_after_boot(void **state)
{
	struct bootreport_driver driver;
	struct bootreport last = report_of(&driver, NULL, sum_now().text);
	struct boot_bar bar;

	(void)state;
	driver.outcome = "not-tried";
	driver.failure = "it crashed";
	driver.failed_at = "2026-01-01T00:00:00.000Z";
	bar = look(&last);
	assert_true(bar.is_barred);
	assert_string_equal(bar.failure, "it crashed");
	assert_string_equal(bar.failed_at, driver.failed_at);
	changed("20260131T120000.000-1", "ice", NOON, "done", "");
	assert_false(look(&last).is_barred);
}

static void test_a_report_comes_back_as_it_was_kept(void **state)
{
	struct bootreport_driver driver;
	struct bootreport report = report_of(&driver, "one", "ab"), again = {0};
	struct nic_err err = {0};
	char *text = bootreport_text(&report);

	(void)state;
	assert_non_null(text);
	temp_file(scratch_dir, "boot.json", 0600, text);
	free(text);
	assert_int_equal(bootreport_read(scratch_dir, scratch_arena, &again, &err), 0);
	assert_string_equal(again.drivers.items[0].transactions.items[0], "one");
	assert_null(again.ended);
	temp_file(scratch_dir, "boot.json", 0600, "{\"nicctl_boot\": 1");
	assert_int_equal(bootreport_read(scratch_dir, scratch_arena, &again, &err),
			 -EINVAL);
	assert_contains(err.message, "boot.json");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_was_tried_yet, begin,
						scratch_end),
		cmocka_unit_test_setup_teardown(test_every_bad_end_bars, begin,
						scratch_end),
		cmocka_unit_test_setup_teardown(test_a_good_change_after_it_lifts_it,
						begin, scratch_end),
		cmocka_unit_test_setup_teardown(test_what_changed_nothing_does_not_count,
						begin, scratch_end),
		cmocka_unit_test_setup_teardown(test_other_drivers_do_not_count, begin,
						scratch_end),
		cmocka_unit_test_setup_teardown(test_what_was_taken_back_by_hand_bars,
						begin, scratch_end),
		cmocka_unit_test_setup_teardown(test_a_newer_configuration_lifts_it,
						begin, scratch_end),
		cmocka_unit_test_setup_teardown(test_the_sum_counts_more_than_times,
						begin, scratch_end),
		cmocka_unit_test_setup_teardown(test_a_boot_that_died_in_it_bars, begin,
						scratch_end),
		cmocka_unit_test_setup_teardown(test_it_stays_barred_boot_after_boot,
						begin, scratch_end),
		cmocka_unit_test_setup_teardown(test_a_report_comes_back_as_it_was_kept,
						begin, scratch_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
