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

#include "apply_images.h"
#include "ending.h"
#include "netphase.h"
#include "probephase.h"
#include "window.h"

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

/* Files, journal, events, hooks: all that can fail before anything is changed. */
static int make_ready(struct transaction *transaction, struct nic_err *err)
{
	struct apply *apply = &transaction->apply;
	int r = 0;

	if (apply->options->hooks_dir)
		r = hooks_list(apply->options->hooks_dir,
			       request_asked(transaction->request), apply->result->arena,
			       &transaction->hooks, err);
	if (r == 0)
		r = apply_images_open(apply, err);
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
				    .beside = apply->plan->beside,
				    .load_first = transaction->request->load_first,
				    .admin_tcp_ports =
					    transaction->request->admin_tcp_ports};
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

static bool nothing_was_done(const struct apply *apply)
{
	for (size_t i = 0; i < apply->result->steps.n; i++) {
		if (apply_has_effect(apply->plan, apply->result, i))
			return false;
	}
	return true;
}

/* Recorded first: what follows is undone unless it is confirmed. */
static int arm(struct transaction *transaction, struct nic_err *err)
{
	const struct transaction_options *options = transaction->apply.options;
	char seconds[16];
	int r, fd = -1;

	if (options->confirm_within_s <= 0)
		return 0;
	(void)snprintf(seconds, sizeof(seconds), "%d", options->confirm_within_s);
	r = journal_write(transaction->apply.journal, JOURNAL_CONFIRM_WITHIN,
			  JOURNAL_NO_STEP, seconds, err);
	if (r == 0)
		r = options->arm(transaction, &fd, err);
	if (r == 0)
		journal_mirror(transaction->apply.journal, fd);
	return r;
}

/* All steps; where settings follow a driver, that one is verified and the state of its
 * ports put back before: the settings begin with the values that the plan knows. */
static int run_steps(struct transaction *transaction, struct host **ret_now,
		     struct nic_err *err)
{
	struct apply *apply = &transaction->apply;
	size_t end = apply->plan->steps.n, first = plan_first_setting(apply->plan);
	int r;

	if (first == 0)
		first = end;
	r = apply_steps(apply, 0, first, err);
	if (r == 0)
		r = ending_verify(transaction, ret_now, err);
	if (r < 0 || first == end)
		return r;
	r = apply_steps(apply, first, end, err);
	return r == 0 ? ending_verify(transaction, ret_now, err) : r;
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
		r = ending_run_hooks(transaction, HOOK_PRE, "pending", transaction->host,
				     &err);
	if (r == 0)
		r = look_again(transaction, &is_refused, &err);
	if (r == 0)
		r = netphase_capture(apply, &transaction->network, &err);
	if (r == 0)
		r = probephase_begin(apply, transaction->host, transaction->request,
				     &err);
	if (r == 0)
		r = arm(transaction, &err);
	if (r == 0)
		r = window_open(transaction, &err);
	if (r < 0) {
		ending_conclude(transaction,
				is_refused ? OUTCOME_REFUSED : OUTCOME_NOT_STARTED, &err);
		return;
	}
	r = run_steps(transaction, &now, &err);
	if (r == -ETIME) {
		ending_stuck(transaction, &err);
		return;
	}
	if (r < 0 && nothing_was_done(apply)) {
		window_close(transaction);
		ending_conclude(transaction, OUTCOME_NOT_STARTED, &err);
		return;
	}
	if (r < 0)
		ending_roll_back(transaction, &err);
	else
		ending_success(transaction, now);
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
	ops->probe_end(ops->ctx);
	apply_images_close(&transaction.apply);
	journal_close(transaction.apply.journal);
	netstate_free(transaction.network);
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
	case OUTCOME_NETWORK_DIFFERS:
		return "network-differs";
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
