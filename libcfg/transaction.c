/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one flow: make ready, look again, apply, verify, or roll back. */
#include "transaction.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "apply.h"
#include "journal.h"
#include "settle.h"

struct transaction {
	struct apply apply;
	const struct host *host;
	const struct request *request;
	struct hook_list hooks;
};

void transaction_result_free(struct transaction_result *result)
{
	if (!result)
		return;
	arena_free(result->arena);
	free(result);
}

void transaction_result_freep(struct transaction_result **result)
{
	transaction_result_free(*result);
	*result = NULL;
}

/* Everything that may not fail later is made here, before anything begins. */
static struct transaction_result *result_new(const struct plan *plan)
{
	struct transaction_result *result = calloc(1, sizeof(*result));
	struct timespec now;
	struct tm utc;
	char when[32];

	if (!result)
		return NULL;
	result->arena = arena_new();
	if (!result->arena)
		goto fail;
	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
	(void)gmtime_r(&now.tv_sec, &utc);
	(void)strftime(when, sizeof(when), "%Y%m%dT%H%M%S", &utc);
	result->id = arena_printf(result->arena, "%s.%03ld-%ld", when,
				  now.tv_nsec / 1000000, (long)getpid());
	result->steps.items = arena_alloc(
		result->arena, (plan->steps.n + 1) * sizeof(*result->steps.items));
	result->steps.n = plan->steps.n;
	if (!arena_failed(result->arena))
		return result;
fail:
	transaction_result_free(result);
	return NULL;
}

static void progress(const struct transaction *transaction, enum progress_event event,
		     const char *text)
{
	const struct transaction_options *options = transaction->apply.options;

	if (options->progress)
		options->progress(options->ctx, event, 0, NULL, text);
}

static void conclude(struct transaction *transaction, enum outcome outcome,
		     const struct nic_err *err)
{
	struct transaction_result *result = transaction->apply.result;

	result->outcome = outcome;
	if (err && err->message[0])
		result->message = arena_strdup(result->arena, err->message);
	if (err && err->hint[0])
		result->hint = arena_strdup(result->arena, err->hint);
	if (transaction->apply.journal)
		(void)journal_write(transaction->apply.journal,
				    outcome_name((int)outcome), JOURNAL_NO_STEP,
				    result->message, NULL);
}

static void hook_output(void *ctx, const char *path, const char *line)
{
	struct transaction *transaction = ctx;
	const char *name = strrchr(path, '/');
	char text[1280];

	(void)snprintf(text, sizeof(text), "%s: %s", name ? name + 1 : path, line);
	progress(transaction, PROGRESS_HOOK_OUTPUT, text);
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

static int run_hooks(struct transaction *transaction, enum hook_kind kind,
		     const char *outcome, const struct host *host, struct nic_err *err)
{
	struct apply *apply = &transaction->apply;
	struct transaction_result *result = apply->result;
	struct hook_env env = {
		.driver = transaction->request->driver,
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

/* Files, journal, events, hooks: all that can fail before anything is changed. */
static int make_ready(struct transaction *transaction, struct nic_err *err)
{
	struct apply *apply = &transaction->apply;
	int r;

	r = hooks_list(apply->options->hooks_dir, transaction->request->driver,
		       apply->result->arena, &transaction->hooks, err);
	if (r == 0)
		r = apply_open_images(apply, err);
	if (r == 0)
		r = journal_open(apply->options->state_dir, apply->result->id,
				 transaction->host, transaction->request, apply->plan,
				 &apply->journal, err);
	if (r == 0)
		r = apply->ops->watch_begin(apply->ops->ctx, err);
	return r;
}

/* The pre hooks and the time since the report may have changed the machine: what is about
 * to be done must still be what was shown, and still be allowed. */
static int look_again(struct transaction *transaction, bool *ret_refused,
		      struct nic_err *err)
{
	struct apply *apply = &transaction->apply;
	NIC_CLEANUP(host_freep) struct host *now = NULL;
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	struct facts_query query = {.target = transaction->request->driver,
				    .replacement = transaction->request->replacement,
				    .beside = apply->plan->beside};
	struct verdicts verdicts = {0};
	const struct verdict *refusal;
	int r;

	r = apply->ops->collect(apply->ops->ctx, &query, &now, err);
	if (r == 0)
		r = plan_make(now, transaction->request, &plan, err);
	if (r == 0)
		r = guard_check(now, transaction->request, plan, plan->arena, &verdicts,
				err);
	if (r < 0)
		return r;
	refusal = guard_refusal(&verdicts);
	*ret_refused = refusal;
	if (refusal) {
		nic_err_set(err, -EPERM, "the machine has changed since the check: %s",
			    refusal->message);
		nic_err_hint(err, "%s", refusal->remedy ? refusal->remedy : "");
		return -EPERM;
	}
	if (!plan_equal(plan, apply->plan)) {
		nic_err_set(err, -ESTALE,
			    "the machine has changed since the check: the plan would be "
			    "another one now");
		nic_err_hint(err, "run the command again and look at the new plan");
		return -ESTALE;
	}
	return 0;
}

/* @cause: why; it stays the result's message. */
static void roll_back(struct transaction *transaction, const struct nic_err *cause)
{
	struct apply *apply = &transaction->apply;
	struct transaction_result *result = apply->result;
	NIC_CLEANUP(host_freep) struct host *now = NULL;
	enum outcome outcome = OUTCOME_ROLLED_BACK;
	struct nic_err err = {0};
	int undone, r;

	progress(transaction, PROGRESS_ROLLING_BACK, cause->message);
	(void)journal_write(apply->journal, JOURNAL_ROLLING_BACK, JOURNAL_NO_STEP,
			    cause->message, NULL);
	undone = apply_undo(apply, &err);
	result->differences = (struct strv){0};
	r = settle_rollback(apply, transaction->host, &now, &err);
	if (undone < 0 || r < 0)
		(void)strv_push(result->arena, &result->warnings, err.message);
	if (r < 0 || result->differences.n)
		outcome = OUTCOME_ROLLBACK_INCOMPLETE;
	conclude(transaction, outcome, cause);
	(void)run_hooks(transaction, HOOK_ROLLBACK, outcome_name((int)outcome),
			now ? now : transaction->host, &err);
}

static void finish_success(struct transaction *transaction, const struct host *now)
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
	conclude(transaction, OUTCOME_DONE, NULL);
	err.message[0] = '\0';
	if (run_hooks(transaction, HOOK_POST, outcome_name(OUTCOME_DONE), now, &err) < 0)
		conclude(transaction, OUTCOME_HOOK_FAILED, &err);
}

static bool nothing_was_done(const struct apply *apply)
{
	for (size_t i = 0; i < apply->result->steps.n; i++) {
		if (apply_has_effect(apply->plan, apply->result, i))
			return false;
	}
	return true;
}

static void run(struct transaction *transaction)
{
	NIC_CLEANUP(host_freep) struct host *now = NULL;
	struct apply *apply = &transaction->apply;
	struct nic_err err = {0};
	bool is_refused = false;
	int r;

	r = make_ready(transaction, &err);
	if (r == 0)
		r = run_hooks(transaction, HOOK_PRE, "pending", transaction->host, &err);
	if (r == 0)
		r = look_again(transaction, &is_refused, &err);
	if (r < 0) {
		conclude(transaction, is_refused ? OUTCOME_REFUSED : OUTCOME_NOT_STARTED,
			 &err);
		return;
	}
	r = apply_steps(apply, &err);
	if (r < 0 && nothing_was_done(apply)) {
		conclude(transaction, OUTCOME_NOT_STARTED, &err);
		return;
	}
	if (r == 0) {
		progress(transaction, PROGRESS_VERIFYING, NULL);
		r = settle_success(apply, transaction->host, &now, &err);
	}
	if (r < 0)
		roll_back(transaction, &err);
	else
		finish_success(transaction, now);
}

struct transaction_result *transaction_run(const struct sys_ops *ops,
					   const struct host *host,
					   const struct request *request,
					   const struct plan *plan,
					   const struct transaction_options *options)
{
	struct transaction_result *result = result_new(plan);
	struct transaction transaction = {
		.apply = {.ops = ops, .plan = plan, .options = options, .result = result},
		.host = host,
		.request = request,
	};

	if (!result)
		return NULL;
	if (plan->is_unchanged) {
		result->outcome = OUTCOME_UNCHANGED;
		return result;
	}
	run(&transaction);
	ops->watch_end(ops->ctx);
	apply_close_images(&transaction.apply);
	journal_close(transaction.apply.journal);
	return result;
}

const char *outcome_name(int outcome)
{
	switch ((enum outcome)outcome) {
	case OUTCOME_DONE:
		return "done";
	case OUTCOME_UNCHANGED:
		return "unchanged";
	case OUTCOME_NOT_STARTED:
		return "not-started";
	case OUTCOME_REFUSED:
		return "refused";
	case OUTCOME_ROLLED_BACK:
		return "rolled-back";
	case OUTCOME_ROLLBACK_INCOMPLETE:
		return "rollback-incomplete";
	case OUTCOME_HOOK_FAILED:
		return "hook-failed";
	}
	return NULL;
}

const char *step_state_name(int state)
{
	switch ((enum step_state)state) {
	case STEP_WAITING:
		return "waiting";
	case STEP_BEGUN:
		return "begun";
	case STEP_DONE:
		return "done";
	case STEP_FAILED:
		return "failed";
	case STEP_UNDONE:
		return "undone";
	case STEP_UNDO_FAILED:
		return "undo-failed";
	}
	return NULL;
}
