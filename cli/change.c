/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a request to its end: facts, plan, guard, and then a report or the change itself.
 */
#include "change.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "change_facts.h"
#include "deadline.h"
#include "guardian.h"
#include "history.h"
#include "journal.h"
#include "journal_read.h"
#include "live.h"
#include "lock.h"
#include "message.h"
#include "next_boot.h"
#include "progress.h"
#include "report.h"
#include "settings_fill.h"
#include "signals.h"
#include "statedir.h"
#include "strategy.h"

/* What was found out and decided; all of it is owned. */
struct decision {
	struct host *host;
	struct strategy_choice choice;
	struct request request; /* with the strategy that was taken */
	struct hook_list hooks;
	struct report *report;
	struct change_settings settings;
};

static void decision_clear(struct change *change, struct decision *decision)
{
	report_free(decision->report);
	strategy_choice_clear(&decision->choice);
	change_settings_clear(change, &decision->settings);
	host_free(decision->host);
}

static int fail(const struct nic_err *err, int r)
{
	message_nic_err(err);
	return r;
}

static bool sets_only(const struct decision *decision)
{
	return decision->choice.taken.plan->strategy == STRATEGY_SETTINGS;
}

static int make_report(const struct change *change, struct decision *decision)
{
	struct report_input input = {
		.host = decision->host,
		.request = &change->request,
		.choice = &decision->choice,
		.dry_run = change->is_dry_run,
		.from = change->from,
		.hooks_dir = change->hooks_dir,
		.hooks = &decision->hooks,
	};
	struct nic_err err = {0};

	decision->report = report_make(&input);
	if (!decision->report)
		return fail(&err, nic_err_set(&err, -ENOMEM, "out of memory"));
	return 0;
}

/* Everything up to the report, from facts that are there. */
static int decide(struct change *change, struct decision *decision)
{
	struct nic_err err = {0};
	int r;

	r = strategy_choose(decision->host, &change->request, &decision->choice, &err);
	decision->request = change->request;
	decision->request.strategy = decision->choice.taken.strategy;
	if (r == 0 && change->hooks_dir && !sets_only(decision))
		r = hooks_list(change->hooks_dir, request_asked(&change->request),
			       change->args->arena, &decision->hooks, &err);
	if (r < 0)
		return fail(&err, r);
	change->was_unchanged = decision->choice.taken.plan->is_unchanged;
	change->was_driver_unchanged = change->was_unchanged || sets_only(decision);
	if (change->settings) {
		settings_fill_rows(change->args->arena, &decision->settings.all,
				   change->settings);
		settings_fill_decision(change->args->arena,
				       &decision->choice.taken.verdicts,
				       decision->choice.taken.plan, change->settings);
	}
	return make_report(change, decision);
}

/* Of this machine, and of what would be done; a way back is not asked for. */
static void tell_next_boot(const struct change *change, const struct decision *decision)
{
	struct next_boot_query query = {
		.conf = &change->conf,
		.overrides = change->overrides,
		.saves = change->saves,
		.host = decision->host,
		.request = &change->request,
		.plan = decision->choice.taken.plan,
	};

	if (!change->overrides || change->from || !decision->report->would_proceed)
		return;
	query.config_dir = args_value(change->args, "config-dir");
	decision->report->next_boot = next_boot_look(&query, change->args->arena);
}

static enum exit_code show(struct change *change, struct decision *decision)
{
	if (change_facts_read(change, NULL, &decision->host, &decision->settings) < 0 ||
	    decide(change, decision) < 0)
		return EXIT_CODE_FAILED;
	if (change->is_silent)
		return (enum exit_code)decision->report->exit_code;
	if (change->is_json || !change->is_quiet)
		tell_next_boot(change, decision);
	if (!change->is_json && change->is_quiet)
		report_print_last_line(decision->report);
	else if (!change->is_json)
		report_print_text(decision->report, change->is_verbose);
	else if ((change->is_stream ? report_print_json_line(decision->report)
				    : report_print_json(decision->report)) < 0)
		return EXIT_CODE_FAILED;
	return (enum exit_code)decision->report->exit_code;
}

enum exit_code change_show(struct change *change)
{
	struct decision decision = {0};
	enum exit_code code = show(change, &decision);

	decision_clear(change, &decision);
	return code;
}

/* Tells how it ended, in the form that was asked for. */
static enum exit_code conclude(const struct change *change, struct decision *decision,
			       enum outcome outcome,
			       const struct transaction_result *result)
{
	if (report_add_result(decision->report, outcome, result) < 0)
		message_error("out of memory: the report is not complete");
	if (change->settings)
		change->settings->outcome = outcome_name((int)outcome);
	if (change->is_silent)
		return exit_code_of(outcome);
	if (!change->is_json)
		report_print_result(decision->report, outcome);
	else if (change->is_stream)
		(void)report_print_json_line(
			decision->report); /* they say so themselves */
	else
		(void)report_print_json(decision->report);
	return exit_code_of(outcome);
}

bool change_is_confirmed(void)
{
	struct text text = text_on(stdout);
	char answer[16];

	text_begin_line(&text, "Proceed? [y/N] ");
	(void)fflush(stdout); /* checked when the program ends */
	if (!fgets(answer, sizeof(answer), stdin))
		return false;
	answer[strcspn(answer, "\n")] = '\0';
	return strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0;
}

static bool is_remote(const struct host *host)
{
	for (size_t i = 0; i < host->sessions.n; i++) {
		if (!host->sessions.items[i].is_other)
			return true;
	}
	return false;
}

/* How long a change that is made over the network, or takes down what is protected, has
 * to be confirmed; 0: not at all. */
static int confirm_within_s(const struct change *change, const struct decision *decision,
			    int64_t longest_us)
{
	if (change->never_confirm)
		return 0;
	if (change->confirm_within_ms)
		return change->confirm_within_ms / 1000;
	if (sets_only(decision)) /* what management needs is not interrupted */
		return 0;
	if (!is_remote(decision->host) && !change->request.accept_loss.n)
		return 0;
	return deadline_confirm_s(decision->host, decision->choice.taken.plan,
				  longest_us);
}

static int verify_timeout_ms(const struct change *change, const struct decision *decision,
			     int64_t longest_us)
{
	if (change->verify_timeout_ms)
		return change->verify_timeout_ms;
	return deadline_verify_ms(decision->host, decision->choice.taken.plan,
				  longest_us);
}

static int arm(const struct transaction *transaction, int *ret_fd, struct nic_err *err)
{
	return guardian_start(transaction, transaction->apply.options->confirm_within_s,
			      ret_fd, err);
}

/* What is left to do, said last. */
static void ask_for_confirmation(struct transaction_result *result, int seconds)
{
	if (seconds <= 0 || result->hint ||
	    (result->outcome != OUTCOME_DONE && result->outcome != OUTCOME_HOOK_FAILED &&
	     result->outcome != OUTCOME_NETWORK_DIFFERS))
		return;
	result->hint = arena_printf(result->arena,
				    "run 'nicctl confirm' within %d s, else all of it is "
				    "taken back",
				    seconds);
}

static enum exit_code apply(struct change *change, const struct sys_ops *ops,
			    struct decision *decision)
{
	NIC_CLEANUP(transaction_result_freep) struct transaction_result *result = NULL;
	struct progress progress = {.text = text_on(stdout),
				    .plan = decision->choice.taken.plan,
				    .arena = change->args->arena,
				    .is_silent = change->is_json || change->is_quiet ||
						 change->is_silent,
				    .is_stream = change->is_stream};
	int64_t longest_us = history_longest_us(NICCTL_STATE_DIR, change->request.driver);
	int seconds = confirm_within_s(change, decision, longest_us);
	int timeout_ms = verify_timeout_ms(change, decision, longest_us);
	bool is_locked;
	struct transaction_options options = {
		.state_dir = NICCTL_STATE_DIR,
		.confirm_within_s = seconds,
		.arm = arm,
		.hooks_dir = sets_only(decision) ? NULL : change->hooks_dir,
		.verify_timeout_ms = timeout_ms,
		.hook_timeout_ms = change->hook_timeout_ms,
		.restore = sets_only(decision) ? RESTORE_ALWAYS : change->restore,
		.restore_timeout_ms = timeout_ms,
		.is_cancelled = signals_cancelled,
		.progress = progress_show,
		.ctx = &progress,
	};

	live_limit_steps(ops, change->step_timeout_ms
				      ? change->step_timeout_ms
				      : deadline_step_ms(decision->host,
							 decision->choice.taken.plan));
	signals_hold();
	/* Nothing of the program waits for a disk from here on. */
	is_locked = mlockall(MCL_CURRENT | MCL_FUTURE) == 0;
	history_prune();
	result = transaction_run(ops, decision->host, &decision->request,
				 decision->choice.taken.plan, &options);
	if (!result) {
		message_error("out of memory: nothing was changed");
		return EXIT_CODE_FAILED;
	}
	if (!is_locked)
		(void)strv_push(result->arena, &result->warnings,
				"memory could not be locked: had the disk failed "
				"meanwhile, nicctl might have, too");
	ask_for_confirmation(result, seconds);
	if (result->outcome == OUTCOME_DONE || result->outcome == OUTCOME_NETWORK_DIFFERS)
		change->confirm_s = seconds;
	change->args->has_changed_machine = result->outcome != OUTCOME_NOT_STARTED &&
					    result->outcome != OUTCOME_REFUSED;
	if (change->settings)
		settings_fill_result(change->args->arena, decision->choice.taken.plan,
				     result, change->settings);
	return conclude(change, decision, result->outcome, result);
}

bool change_is_free(struct arena *arena, struct nic_err *err)
{
	enum journal_status status;
	const char *id;

	if (journal_pending(NICCTL_STATE_DIR, arena, &id, &status, err) < 0)
		return false;
	if (!id)
		return true;
	nic_err_set(err, -EBUSY, "refused: the transaction %s was begun and not finished",
		    id);
	nic_err_hint(err, "bring it to an end with 'nicctl recover', then try again");
	return false;
}

static bool confirmed_on_own_line(void)
{
	struct text text = text_on(stdout);

	text_blank(&text);
	return change_is_confirmed();
}

static enum exit_code run_locked(struct change *change, const struct sys_ops *ops,
				 struct decision *decision)
{
	struct nic_err err = {0};

	if (!change_is_free(change->args->arena, &err)) {
		message_nic_err(&err);
		return EXIT_CODE_REFUSED;
	}
	if (change_facts_read(change, ops, &decision->host, &decision->settings) < 0)
		return EXIT_CODE_FAILED;
	if (decide(change, decision) < 0)
		return EXIT_CODE_FAILED;
	if (!change->is_json && (change->asks || change->is_verbose))
		report_print_text(decision->report, change->is_verbose);
	else if (!change->is_json && !change->is_quiet && !change->is_silent)
		report_print_concerns(decision->report);
	if (!decision->report->would_proceed)
		return conclude(change, decision, OUTCOME_REFUSED, NULL);
	if (change->was_unchanged)
		return conclude(change, decision, OUTCOME_UNCHANGED, NULL);
	if (change->asks && !confirmed_on_own_line()) {
		message_error("not confirmed, nothing was changed");
		return EXIT_CODE_FAILED;
	}
	return apply(change, ops, decision);
}

bool change_may_start(bool is_dry_run, bool is_json, bool asks)
{
	if (is_dry_run)
		return true;
	if (geteuid() != 0) {
		message_error("changing the machine needs root; --dry-run works without");
		return false;
	}
	if (!asks)
		return true;
	if (is_json) {
		message_error("--json never asks: say --yes or --dry-run");
		return false;
	}
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		message_error("there is no terminal to ask on: say --yes or --dry-run");
		return false;
	}
	return true;
}

enum exit_code change_carry_out(struct change *change)
{
	struct decision decision = {0};
	struct sys_ops ops = {0};
	struct nic_err err = {0};
	enum exit_code code;
	int lock = -1;

	if (!change_may_start(false, change->is_json, change->asks))
		return EXIT_CODE_FAILED;
	if (statedir_believe(NICCTL_STATE_DIR, &err) < 0 ||
	    lock_take(NICCTL_LOCK, &lock, &err) < 0 || live_open(&ops, &err) < 0) {
		message_nic_err(&err);
		code = EXIT_CODE_FAILED;
	} else {
		code = run_locked(change, &ops, &decision);
	}
	decision_clear(change, &decision);
	live_close(&ops);
	if (lock >= 0)
		(void)close(lock); /* nothing was written */
	return code;
}
