/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same change killed at each of its operations, or each of them failing; and random
 * ones of it: what is said at the end must be true of the driver and of the settings. */
#include "test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "random.h"
#include "resume.h"
#include "takeback.h"
#include "together_scene.h"

/* Runs the change, or its recovery, in a process that is killed before its operation
 * number @at. Returns false when it came to its end before that. */
static bool run_and_kill(unsigned int at, void (*fn)(void))
{
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		together.operations = 0;
		together.kill_at = at;
		fn();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
	together.scene->machine.images_open = together.scene->machine.watches_open = 0;
	return status != 0;
}

static void change(void)
{
	transaction_result_free(together_run());
}

static struct journal_entry *load(void)
{
	struct journal_entry *entry = NULL;
	struct strv ids = {0};
	struct nic_err err;

	assert_int_equal(journal_list(together.temp, together.arena, &ids, &err), 0);
	if (ids.n == 1 &&
	    journal_load(together.temp, ids.items[0], true, &entry, &err) < 0)
		fail_msg("%s", err.message);
	return entry;
}

static void recover(void)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = load();
	NIC_CLEANUP(host_freep)
	struct host *now = fake_machine_facts(&together.scene->machine, true);
	struct transaction_options options = together_options();
	struct recovery recovery = {0};

	if (!entry)
		return; /* killed before there was one */
	assert_int_equal(recover_decide(entry, now, entry->arena, &recovery), 0);
	transaction_result_free(resume_run(&together.scene->machine.ops, entry, &recovery,
					   NULL, &options));
}

static void check_one_of_both(unsigned int at, unsigned int again, unsigned int *n_after)
{
	bool after = together_is_after();

	if (!after && !together_is_before())
		fail_msg("killed at %u, and %u: neither before nor after", at, again);
	*n_after += after;
}

static void test_killed_anywhere(void **state)
{
	unsigned int at = 1, n_after = 0;
	bool was_killed = true;

	(void)state;
	for (; was_killed; at++) {
		if (random_leaves_out())
			continue;
		together_begin();
		was_killed = run_and_kill(at, change);
		recover();
		check_one_of_both(at, 0, &n_after);
		together_end();
	}
	assert_true(at > 20);
	assert_true(n_after > 1 && n_after < at - 10);
}

/* The recovery is killed, too, in some of its moments. */
static void test_killed_twice(void **state)
{
	unsigned int n_after = 0;
	bool was_killed = true;

	(void)state;
	for (unsigned int at = 2; was_killed; at += 3) {
		unsigned int again = 1 + random_below(20);

		together_begin();
		was_killed = run_and_kill(at, change);
		(void)run_and_kill(again, recover);
		recover();
		check_one_of_both(at, again, &n_after);
		together_end();
	}
}

static void check_said(const struct transaction_result *result, unsigned int at)
{
	bool holds = true;

	switch (result->outcome) {
	case OUTCOME_DONE:
	case OUTCOME_NETWORK_DIFFERS:
		holds = together_is_after();
		break;
	case OUTCOME_ROLLED_BACK:
	case OUTCOME_NOT_STARTED:
	case OUTCOME_REFUSED:
		holds = together_is_before();
		break;
	case OUTCOME_ROLLBACK_INCOMPLETE:
		holds = result->message != NULL;
		break;
	case OUTCOME_UNCHANGED:
	case OUTCOME_HOOK_FAILED:
		holds = false;
		break;
	}
	if (!holds)
		fail_msg("operation %u fails: %s is not true", at,
			 outcome_name((int)result->outcome));
}

static void test_each_operation_fails(void **state)
{
	bool was_reached = true;

	(void)state;
	for (unsigned int at = 1; was_reached; at++) {
		struct transaction_result *result;

		together_begin();
		together.operations = 0;
		together.fail_at = at;
		result = together_run();
		was_reached = together.operations >= at;
		check_said(result, at);
		transaction_result_free(result);
		together_end();
	}
}

/* Some of the settings, some that may be skipped, the driver or not, one refusal. */
static void make_random(void)
{
	unsigned int percent = random_percent(20) ? 0 : 70;
	size_t n = 0;

	for (size_t i = 0; i < together.request.settings.n; i++) {
		struct step_setting *setting = &together.request.settings.items[i];

		setting->may_skip = random_percent(30);
		if (random_percent(percent))
			together.request.settings.items[n++] = *setting;
	}
	together.request.settings.n = n;
	if (random_percent(25))
		together.request.replacement = NULL;
	if (random_percent(60))
		together.scene->fail_repair = 1 + random_below(8);
	together_make_plan();
}

/* Each setting of the plan as its step says, all others as before. */
static void check_values(const struct transaction_result *result)
{
	const char *wanted[TOGETHER_SETTINGS];

	for (size_t i = 0; i < TOGETHER_SETTINGS; i++)
		wanted[i] = together_table[i].before;
	for (size_t s = 0; s < together.plan->steps.n; s++) {
		const struct step_setting *setting =
			together.plan->steps.items[s].setting;

		for (size_t i = 0; setting && i < TOGETHER_SETTINGS; i++) {
			if (strcmp(setting->group, together_table[i].group) == 0 &&
			    result->outcome == OUTCOME_DONE &&
			    result->steps.items[s].state == STEP_DONE)
				wanted[i] = setting->value;
		}
	}
	for (size_t i = 0; i < TOGETHER_SETTINGS; i++)
		assert_string_equal(together.scene->values[i], wanted[i]);
}

static void test_random_changes(void **state)
{
	unsigned int outcomes[OUTCOME_NETWORK_DIFFERS + 1] = {0};
	unsigned int rounds = random_count("NICCTL_ROUNDS", 300);

	(void)state;
	for (unsigned int round = 0; round < rounds; round++) {
		struct transaction_result *result;
		size_t first;

		random_round(round);
		together_begin();
		make_random();
		first = plan_first_setting(together.plan);
		for (size_t i = 0; i < together.plan->steps.n; i++)
			assert_int_equal(together.plan->steps.items[i].setting != NULL,
					 i >= first);
		result = together_run();
		outcomes[result->outcome]++;
		check_values(result);
		if (result->outcome == OUTCOME_ROLLED_BACK)
			assert_true(together_is_before());
		transaction_result_free(result);
		together_end();
	}
	assert_true(rounds < 100 ||
		    (outcomes[OUTCOME_DONE] > 10 && outcomes[OUTCOME_ROLLED_BACK] > 10 &&
		     outcomes[OUTCOME_UNCHANGED] > 0));
}

/* The request for the way back; its settings come from the machine. */
static void test_taken_back(void **state)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	struct request back;
	struct nic_err err;

	(void)state;
	together_begin();
	change();
	assert_true(together_is_after());
	entry = load();
	assert_int_equal(takeback_request(entry, together.arena, &back, &err), 0);
	assert_string_equal(back.driver, "ice");
	assert_string_equal(back.replacement, fake_file_of(together.facts, "ice")->path);
	assert_int_equal(back.settings.n, 0);
	assert_true(plan_first_setting(entry->plan) + TOGETHER_SETTINGS ==
		    entry->plan->steps.n);
	together_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_killed_anywhere),
		cmocka_unit_test(test_killed_twice),
		cmocka_unit_test(test_each_operation_fails),
		cmocka_unit_test(test_random_changes),
		cmocka_unit_test(test_taken_back),
	};

	random_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
