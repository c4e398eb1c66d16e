/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a transaction ends: its hooks, its last record, its success or the way back. */
#include "ending.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "netphase.h"
#include "probephase.h"
#include "settle.h"
#include "window.h"

void ending_progress(const struct transaction *transaction, enum progress_event event,
		     const char *text)
{
	const struct transaction_options *options = transaction->apply.options;

	if (options->progress)
		options->progress(options->ctx, event, 0, NULL, text);
}

void ending_conclude(struct transaction *transaction, enum outcome outcome,
		     const struct nic_err *err)
{
	struct transaction_result *result = transaction->apply.result;
	struct nic_err why = {0};

	result->outcome = outcome;
	if (err && err->message[0])
		result->message = arena_strdup(result->arena, err->message);
	if (err && err->hint[0])
		result->hint = arena_strdup(result->arena, err->hint);
	if (transaction->apply.journal &&
	    journal_write(transaction->apply.journal, outcome_name((int)outcome),
			  JOURNAL_NO_STEP, result->message, &why) < 0)
		(void)strv_push(
			result->arena, &result->warnings,
			arena_printf(result->arena,
				     "that it is over is not in the journal (%s): "
				     "run 'nicctl recover' when the disk works "
				     "again",
				     why.message));
}

static void hook_output(void *ctx, const char *path, const char *line)
{
	struct transaction *transaction = ctx;
	const char *name = strrchr(path, '/');
	char text[1280];

	(void)snprintf(text, sizeof(text), "%s: %s", name ? name + 1 : path, line);
	ending_progress(transaction, PROGRESS_HOOK_OUTPUT, text);
	(void)journal_write(transaction->apply.journal, "hook-output", JOURNAL_NO_STEP,
			    text, NULL);
}

static const char *join_names(struct arena *arena, const struct strv *names)
{
	const char *text = "";

	for (size_t i = 0; i < names->n && text; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? " " : "", names->items[i]);
	return text;
}

/* The names that the plan's ports have in @host: after a reload they may be others. */
static const char *join_interfaces(struct arena *arena, const struct plan *plan,
				   const struct host *host)
{
	struct strv names = {0};

	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];

		if (!netdev->netns && netdev->port &&
		    plan_touches_port(plan, netdev->port))
			(void)strv_push(arena, &names, netdev->name);
	}
	return join_names(arena, &names);
}

int ending_run_hooks(struct transaction *transaction, enum hook_kind kind,
		     const char *outcome, const struct host *host, struct nic_err *err)
{
	struct apply *apply = &transaction->apply;
	struct transaction_result *result = apply->result;
	struct hook_env env = {
		.driver = request_asked(transaction->request),
		.module = apply->plan->replacement,
		.ports = join_names(result->arena, &apply->plan->ports),
		.interfaces = join_interfaces(result->arena, apply->plan, host),
		.strategy = strategy_name((int)apply->plan->strategy),
		.result = outcome,
		.transaction = result->id,
	};
	size_t before = result->hooks.n;
	int r;

	r = hooks_run(&transaction->hooks, kind, &env, apply->options->hook_timeout_ms,
		      hook_output, transaction, result->arena, &result->hooks, err);
	for (size_t i = before; i < result->hooks.n; i++) {
		const struct hook_result *hook = &result->hooks.items[i];
		char text[512];

		(void)snprintf(text, sizeof(text), "%s %s%s%s", hook->path,
			       hook_status_name((int)hook->status),
			       hook->reason ? ": " : "",
			       hook->reason ? hook->reason : "");
		(void)journal_write(apply->journal, "hook", JOURNAL_NO_STEP, text, NULL);
	}
	return r;
}

void ending_stuck(struct transaction *transaction, const struct nic_err *cause)
{
	struct transaction_result *result = transaction->apply.result;

	result->outcome = OUTCOME_ROLLBACK_INCOMPLETE;
	result->message = arena_strdup(result->arena, cause->message);
	result->hint = arena_strdup(result->arena, cause->hint);
	(void)journal_write(transaction->apply.journal, JOURNAL_STUCK, JOURNAL_NO_STEP,
			    cause->message, NULL);
}

/* As it was before, and a while later still so. */
static int settle_back(struct transaction *transaction, struct host **ret_now,
		       struct nic_err *err)
{
	struct apply *apply = &transaction->apply;
	struct transaction_result *result = apply->result;
	int r;

	result->differences = (struct strv){0};
	r = settle_rollback(apply, transaction->host, ret_now, err);
	netphase_restore(apply, transaction->network);
	if (r < 0 || result->differences.n)
		return r;
	window_linger(transaction);
	if (result->network.repaired || window_matters(transaction))
		r = settle_rollback(apply, transaction->host, ret_now, err);
	return r;
}

/* @cause: why; it stays the result's message. */
void ending_roll_back(struct transaction *transaction, const struct nic_err *cause)
{
	struct apply *apply = &transaction->apply;
	struct transaction_result *result = apply->result;
	NIC_CLEANUP(host_freep) struct host *now = NULL;
	enum outcome outcome = OUTCOME_ROLLED_BACK;
	struct nic_err err = {0};
	int undone, r;

	ending_progress(transaction, PROGRESS_ROLLING_BACK, cause->message);
	(void)journal_write(apply->journal, JOURNAL_ROLLING_BACK, JOURNAL_NO_STEP,
			    cause->message, NULL);
	if (window_open(transaction, &err) < 0)
		(void)strv_push(result->arena, &result->warnings, err.message);
	undone = apply_undo(apply, &err);
	if (undone == -ETIME) {
		ending_stuck(transaction, &err);
		return;
	}
	window_close(transaction);
	r = settle_back(transaction, &now, &err);
	netphase_tell_differences(apply);
	probephase_undone(apply, transaction->host);
	if (undone < 0 || r < 0)
		(void)strv_push(result->arena, &result->warnings, err.message);
	if (r < 0 || result->differences.n || netphase_differs(apply))
		outcome = OUTCOME_ROLLBACK_INCOMPLETE;
	ending_conclude(transaction, outcome, cause);
	(void)ending_run_hooks(transaction, HOOK_ROLLBACK, outcome_name((int)outcome),
			       now ? now : transaction->host, &err);
}

static int64_t now_us(const struct transaction *transaction)
{
	const struct sys_ops *ops = transaction->apply.ops;

	return ops->now_us(ops->ctx);
}

/* What is not there at all no setting brings back. */
static bool all_are_there(const struct transaction *transaction, const struct host *now)
{
	const struct host *before = transaction->host;

	for (size_t i = 0; i < before->netdevs.n; i++) {
		const struct netdev *was = &before->netdevs.items[i];

		if (!was->netns && was->port &&
		    plan_touches_port(transaction->apply.plan, was->port) &&
		    !host_netdev_again(now, was))
			return false;
	}
	return true;
}

static int settle(struct transaction *transaction, struct host **ret_now,
		  struct nic_err *err)
{
	struct apply *apply = &transaction->apply;
	int64_t end_us, begin_us;
	size_t told;
	int r;

	window_close(transaction);
	ending_progress(transaction, PROGRESS_VERIFYING, NULL);
	begin_us = now_us(transaction);
	end_us = settle_deadline_us(apply);
	told = apply->result->warnings.n;
	r = settle_success(apply, transaction->host, begin_us + (end_us - begin_us) / 2,
			   ret_now, err);
	if (r != -EIO || !apply->result->differences.n)
		return r;
	if (all_are_there(transaction, *ret_now))
		netphase_restore(apply, transaction->network);
	apply->result->warnings.n = told; /* the second time tells them, too */
	return settle_success(apply, transaction->host, end_us, ret_now, err);
}

/* Settings such as the number of queues take a link down for a moment, and udev may have
 * its own ideas: it is waited for once more. */
static int look_again(struct transaction *transaction, struct host **ret_now,
		      struct nic_err *err)
{
	struct apply *apply = &transaction->apply;
	struct transaction_result *result = apply->result;
	size_t told;
	int r;

	netphase_restore(apply, transaction->network);
	window_linger(transaction);
	if (!result->network.repaired && !window_matters(transaction))
		return 0;
	told = result->warnings.n;
	r = settle_success(apply, transaction->host, settle_deadline_us(apply), ret_now,
			   err);
	result->warnings.n = told; /* they are the same as before */
	if (r == 0 || r == -ECANCELED)
		return r;
	return nic_err_wrap(err, r, "all was well at first, and then");
}

static int check_settings(struct apply *apply, struct nic_err *err)
{
	if (plan_first_setting(apply->plan) == apply->plan->steps.n)
		return 0;
	if (!apply->result->network.was_compared)
		return nic_err_set(err, -EIO,
				   "the settings could not be read again, see the "
				   "warnings");
	return netphase_check(apply, err);
}

int ending_verify(struct transaction *transaction, struct host **ret_now,
		  struct nic_err *err)
{
	int r = settle(transaction, ret_now, err);

	if (r == 0)
		r = look_again(transaction, ret_now, err);
	if (r < 0)
		return r;
	r = check_settings(&transaction->apply, err);
	if (r == 0)
		r = probephase_end(&transaction->apply, transaction->host, err);
	/* The last moment: what is recorded as done stays. */
	return r < 0 ? r : apply_check_cancelled(&transaction->apply, err);
}

/* The change is done all the same, as the journal says. */
static void say_difference(struct transaction_result *result)
{
	result->outcome = OUTCOME_NETWORK_DIFFERS;
	result->message =
		result->network.has_failed
			? "the ports' network state could not be compared"
			: arena_printf(result->arena,
				       "%zu differences of the ports' network state "
				       "are left",
				       result->network.differences.n);
}

void ending_success(struct transaction *transaction, const struct host *now)
{
	struct apply *apply = &transaction->apply;
	struct transaction_result *result = apply->result;
	struct nic_err err = {0};

	for (size_t i = 0; i < apply->plan->steps.n; i++) {
		const struct step *step = &apply->plan->steps.items[i];

		if (step->op == STEP_INSERT &&
		    apply->ops->remember(apply->ops->ctx, step->module, step->path,
					 &err) < 0)
			(void)strv_push(result->arena, &result->warnings, err.message);
	}
	/* Done is done: on stable storage before any script of the administrator runs. */
	ending_conclude(transaction, OUTCOME_DONE, NULL);
	err.message[0] = '\0';
	if (ending_run_hooks(transaction, HOOK_POST, outcome_name(OUTCOME_DONE), now,
			     &err) < 0)
		ending_conclude(transaction, OUTCOME_HOOK_FAILED, &err);
	else if (netphase_differs(apply))
		say_difference(result);
}
