/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A driver and the settings of its ports in one change: whatever is refused, both are as
 * before or both as wanted. */
#include "test.h"

#include "together_scene.h"

static void test_settings_come_last(void **state)
{
	size_t first;

	(void)state;
	together_begin();
	first = plan_first_setting(together.plan);
	assert_int_equal(together.plan->strategy, STRATEGY_RELOAD);
	assert_int_equal(first, 4);
	assert_int_equal(together.plan->steps.n, first + TOGETHER_SETTINGS);
	for (size_t i = 0; i < together.plan->steps.n; i++)
		assert_int_equal(together.plan->steps.items[i].op == STEP_SETTING,
				 i >= first);
	together.request.settings.items[1].problem = "too much";
	together_make_plan();
	assert_int_equal(together.plan->steps.n, first + TOGETHER_SETTINGS - 1);
	/* of a port that the driver does not have */
	together.request.settings.items[0].port = together_port("eno1");
	together_make_plan();
	assert_int_equal(together.plan->steps.n, first + TOGETHER_SETTINGS - 2);
	together_end();
}

static void test_a_driver_that_is_there_leaves_the_settings(void **state)
{
	struct transaction_result *result;

	(void)state;
	together_begin();
	together.request.replacement = NULL;
	together_make_plan();
	assert_int_equal(together.plan->strategy, STRATEGY_SETTINGS);
	assert_int_equal(together.plan->steps.n, TOGETHER_SETTINGS);
	assert_int_equal(together.plan->ports.n, 1);
	result = together_run();
	assert_int_equal(result->outcome, OUTCOME_DONE);
	assert_true(together_all_are(true));
	transaction_result_free(result);
	assert_string_equal(
		fake_machine_compare(&together.before, &together.scene->machine, NULL),
		"");
	together.request.settings.n = 0;
	together_make_plan();
	assert_true(together.plan->is_unchanged);
	together_end();
}

static void test_done_is_both(void **state)
{
	struct transaction_result *result;

	(void)state;
	together_begin();
	result = together_run();
	assert_int_equal(result->outcome, OUTCOME_DONE);
	assert_true(together_is_after());
	assert_true(result->has_gap);
	/* mtu and ring first come back as they were */
	assert_int_equal(together.scene->n_repairs, 2 + TOGETHER_SETTINGS);
	transaction_result_free(result);
	together_end();
}

/* Whichever setting, or restoration of one before, is refused. */
static void test_a_refused_setting_takes_the_driver_back(void **state)
{
	unsigned int rolled_back = 0;

	(void)state;
	for (unsigned int call = 1; call <= 2 + TOGETHER_SETTINGS; call++) {
		struct transaction_result *result;

		together_begin();
		together.scene->fail_repair = call;
		result = together_run();
		if (result->outcome == OUTCOME_DONE) {
			assert_true(together_is_after());
		} else {
			assert_int_equal(result->outcome, OUTCOME_ROLLED_BACK);
			assert_true(together_is_before());
			assert_contains(result->message, "cannot be set to");
			rolled_back++;
		}
		transaction_result_free(result);
		together_end();
	}
	assert_int_equal(rolled_back, TOGETHER_SETTINGS);
}

static void test_one_that_may_be_skipped_does_not(void **state)
{
	struct transaction_result *result;

	(void)state;
	together_begin();
	together.request.settings.items[1].may_skip = true;
	together_make_plan();
	together.scene->fail_repair = 2 + 2;
	result = together_run();
	assert_int_equal(result->outcome, OUTCOME_DONE);
	assert_string_equal(together.scene->values[1], "1");
	assert_string_equal(together.scene->values[2], "9000");
	assert_contains(result->steps.items[5].note, "skipped");
	transaction_result_free(result);
	together_end();
}

static void test_what_is_accepted_and_not_taken_is_found(void **state)
{
	struct transaction_result *result;

	(void)state;
	together_begin();
	together.scene->untaken = 1;
	result = together_run();
	assert_int_equal(result->outcome, OUTCOME_ROLLED_BACK);
	assert_contains(result->message, "was set to 0, and is 1 now");
	assert_true(together_is_before());
	transaction_result_free(result);
	together_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings_come_last),
		cmocka_unit_test(test_a_driver_that_is_there_leaves_the_settings),
		cmocka_unit_test(test_done_is_both),
		cmocka_unit_test(test_a_refused_setting_takes_the_driver_back),
		cmocka_unit_test(test_one_that_may_be_skipped_does_not),
		cmocka_unit_test(test_what_is_accepted_and_not_taken_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
