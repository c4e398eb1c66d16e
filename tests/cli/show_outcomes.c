/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints how a reload of ice would be told while it happens and at its end, for every
 * outcome, without doing anything.
 *
 * usage: show_outcomes SNAPSHOT text|json|stream */
#include <stdio.h>
#include <string.h>

#include "host_json.h"
#include "progress.h"
#include "report.h"

static struct hook_result hooks[] = {
	{"/etc/nicctl.d/10-up.post", HOOK_POST, HOOK_SUCCEEDED, 0, 1500, NULL},
	{"/etc/nicctl.d/20-tell.post", HOOK_POST, HOOK_FAILED, 9, 250,
	 "ended with status 9"},
};

static struct netrestore_item network[] = {
	{.change = NET_SETTING,
	 .device = "ens1f0",
	 .text = "ens1f0: rings rx was 4096, is 2048"},
};

/* The results of all outcomes have the same shape; what differs is set here. */
static struct transaction_result make_result(enum outcome outcome,
					     struct step_result *steps, size_t n)
{
	static const char *differences[] = {"the module 'irdma' is not loaded"};
	static const char *warnings[] = {"ens1f0 is now called ens1f0np0"};
	struct transaction_result result = {.id = "20260131T093000.000-4711",
					    .outcome = outcome};

	result.steps.items = steps;
	result.steps.n = n;
	for (size_t i = 0; i < n; i++)
		steps[i] =
			(struct step_result){STEP_DONE, 12345 * (int64_t)(i + 1), NULL};
	switch (outcome) {
	case OUTCOME_UNCHANGED:
		break;
	case OUTCOME_REFUSED:
		result.message = "the machine has changed since the check: 'ice' has 1 "
				 "reference more than modules that hold it";
		memset(steps, 0, n * sizeof(*steps));
		break;
	case OUTCOME_NOT_STARTED:
		result.message = "the hook '/etc/nicctl.d/05-no.pre' ended with status 1";
		memset(steps, 0, n * sizeof(*steps));
		break;
	case OUTCOME_ROLLBACK_INCOMPLETE:
		result.differences = (struct strv){differences, 1};
		result.hint = "load it with 'modprobe irdma'";
		/* fall through */
	case OUTCOME_ROLLED_BACK:
		result.message = "cannot insert 'ice': Invalid argument";
		steps[2].state = STEP_FAILED;
		/* fall through */
	case OUTCOME_DONE:
	case OUTCOME_HOOK_FAILED:
	case OUTCOME_NETWORK_DIFFERS:
		result.has_gap = true;
		result.gap_us = 356500;
		result.gap_call_us = 350000;
		steps[3].note = "udev had loaded it";
		result.warnings = (struct strv){warnings, 1};
		if (outcome == OUTCOME_HOOK_FAILED)
			result.hooks = (struct hook_results){hooks, 2};
		if (outcome == OUTCOME_NETWORK_DIFFERS)
			result.network = (struct netrestore_result){
				.was_compared = true, .differences = {network, 1}};
		break;
	}
	return result;
}

static void show_progress(const struct plan *plan, const struct step_result *steps,
			  enum outcome outcome, bool is_stream)
{
	struct progress progress = {.text = text_on(stdout),
				    .plan = plan,
				    .arena = plan->arena,
				    .is_stream = is_stream};
	bool fails =
		outcome == OUTCOME_ROLLED_BACK || outcome == OUTCOME_ROLLBACK_INCOMPLETE;
	struct step_result undone = {STEP_UNDONE, 9900, NULL};

	for (size_t i = 0; i < (fails ? 3 : plan->steps.n); i++) {
		progress_show(&progress, PROGRESS_STEP_BEGUN, i, &steps[i], NULL);
		progress_show(&progress, PROGRESS_STEP_ENDED, i, &steps[i], NULL);
	}
	if (!fails) {
		progress_show(&progress, PROGRESS_VERIFYING, 0, NULL, NULL);
		progress_show(&progress, PROGRESS_HOOK_OUTPUT, 0, NULL,
			      "10-up.post: \033[31mhello");
		return;
	}
	progress_show(&progress, PROGRESS_ROLLING_BACK, 0, NULL,
		      "cannot insert 'ice': Invalid argument");
	for (size_t i = 2; i > 0; i--) {
		if (outcome == OUTCOME_ROLLBACK_INCOMPLETE && i == 1)
			undone.state = STEP_UNDO_FAILED;
		progress_show(&progress, PROGRESS_STEP_BEGUN, i - 1, &undone, NULL);
		progress_show(&progress, PROGRESS_STEP_ENDED, i - 1, &undone, NULL);
	}
}

static int show_stream(const struct report_input *input)
{
	NIC_CLEANUP(report_freep) struct report *report = report_make(input);
	struct step_result steps[4];
	struct transaction_result result = make_result(OUTCOME_ROLLED_BACK, steps, 4);

	if (!report)
		return 1;
	(void)report_add_result(report, OUTCOME_ROLLED_BACK, &result);
	show_progress(input->choice->taken.plan, steps, OUTCOME_ROLLED_BACK, true);
	return report_print_json_line(report) < 0;
}

static int show(const struct report_input *input, enum outcome outcome, bool is_json)
{
	NIC_CLEANUP(report_freep) struct report *report = report_make(input);
	struct step_result steps[4];
	struct transaction_result result = make_result(outcome, steps, 4);
	bool has_run = outcome != OUTCOME_UNCHANGED;

	if (!report || input->choice->taken.plan->steps.n != 4)
		return 1;
	(void)report_add_result(report, outcome, has_run ? &result : NULL);
	if (is_json)
		return report_print_json(report) < 0;
	(void)printf("== %s\n", outcome_name((int)outcome));
	if (has_run && outcome != OUTCOME_NOT_STARTED && outcome != OUTCOME_REFUSED)
		show_progress(input->choice->taken.plan, steps, outcome, false);
	report_print_result(report, outcome);
	(void)printf("(exit code %d)\n", (int)exit_code_of(outcome));
	return 0;
}

int main(int argc, char **argv)
{
	NIC_CLEANUP(host_freep) struct host *host = NULL;
	NIC_CLEANUP(strategy_choice_clear) struct strategy_choice choice = {0};
	struct request request = {.driver = "ice", .strategy = STRATEGY_RELOAD};
	struct report_input input = {.request = &request, .choice = &choice};
	struct nic_err err;
	bool is_json = argc == 3 && strcmp(argv[2], "json") == 0;
	int failed = 0;

	if (argc != 3 || host_from_file(argv[1], &host, &err) < 0 ||
	    strategy_choose(host, &request, &choice, &err) < 0)
		return 1;
	input.host = host;
	if (strcmp(argv[2], "stream") == 0)
		return show_stream(&input);
	if (is_json)
		return show(&input, OUTCOME_HOOK_FAILED, true);
	for (int i = OUTCOME_DONE; i <= OUTCOME_NETWORK_DIFFERS; i++)
		failed |= show(&input, (enum outcome)i, false);
	return failed;
}
