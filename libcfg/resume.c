/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of a transaction that another process has begun. */
#include "resume.h"

#include <errno.h>
#include <stdlib.h>

#include "apply_images.h"
#include "ending.h"
#include "netphase.h"
#include "probephase.h"
#include "settle.h"

/* What the journal calls a transaction that a boot has ended. */
#define EVENT_REBOOTED "rebooted"

static struct transaction_result *result_new(const struct journal_entry *entry,
					     const struct recovery *recovery)
{
	size_t n = entry->plan ? entry->plan->steps.n : 0;
	struct transaction_result *result = calloc(1, sizeof(*result));

	if (!result)
		return NULL;
	result->arena = arena_new();
	if (!result->arena)
		goto fail;
	result->id = arena_strdup(result->arena, entry->id);
	result->message = arena_strdup(result->arena, recovery->reason);
	result->steps.items =
		arena_alloc(result->arena, (n + 1) * sizeof(*result->steps.items));
	if (arena_failed(result->arena))
		goto fail;
	result->steps.n = n;
	for (size_t i = 0; i < n && recovery->steps; i++)
		result->steps.items[i].state = recovery->steps[i];
	return result;
fail:
	transaction_result_free(result);
	return NULL;
}

/* What is there in memory is borrowed; a way back that lacks a file goes as far as it
 * can.
 */
static int find_images(struct transaction *transaction, const struct transaction *kept,
		       struct nic_err *err)
{
	if (!kept)
		return apply_images_open_undo(&transaction->apply, err);
	transaction->apply.images = kept->apply.images;
	return 0;
}

static int make_ready(struct transaction *transaction, const struct transaction *kept,
		      struct nic_err *err)
{
	struct apply *apply = &transaction->apply;
	struct nic_err hooks_err;
	int r;

	r = find_images(transaction, kept, err);
	if (r == 0)
		r = apply->ops->watch_begin(apply->ops->ctx, err);
	if (r == 0 && apply->options->hooks_dir &&
	    hooks_list(apply->options->hooks_dir, request_asked(transaction->request),
		       apply->result->arena, &transaction->hooks, &hooks_err) < 0)
		(void)strv_push(apply->result->arena, &apply->result->warnings,
				hooks_err.message);
	return r;
}

/* What is not known does not stop the way back. */
static void load_state(struct transaction *transaction, const struct journal_log *log,
		       const struct transaction *kept)
{
	struct apply *apply = &transaction->apply;
	struct transaction_result *result = apply->result;
	struct nic_err err = {0};

	if (kept)
		transaction->network = kept->network;
	else if (netphase_load(apply->options->state_dir, result->id,
			       &transaction->network, &err) < 0)
		(void)strv_push(result->arena, &result->warnings, err.message);
	if (probephase_resume(apply, log, transaction->host, transaction->request, &err) <
	    0)
		(void)strv_push(result->arena, &result->warnings, err.message);
}

static void run_steps(struct transaction *transaction, const struct journal_log *log,
		      const struct recovery *recovery, const struct transaction *kept)
{
	NIC_CLEANUP(host_freep) struct host *now = NULL;
	struct apply *apply = &transaction->apply;
	struct nic_err err = {0};
	int r;

	load_state(transaction, log, kept);
	r = make_ready(transaction, kept, &err);
	if (r < 0) { /* the journal stays without an end: it can be tried again */
		apply->result->outcome = OUTCOME_ROLLBACK_INCOMPLETE;
		apply->result->message = arena_strdup(apply->result->arena, err.message);
		return;
	}
	if (recovery->kind == RECOVERY_FORWARD) {
		r = ending_verify(transaction, &now, &err);
		if (r == 0) {
			ending_success(transaction, now);
			return;
		}
	} else {
		nic_err_set(&err, -ECANCELED, "%s", recovery->reason);
	}
	ending_roll_back(transaction, &err);
}

static void record_end(struct transaction *transaction, const char *event)
{
	struct transaction_result *result = transaction->apply.result;
	struct nic_err err = {0};

	if (journal_write(transaction->apply.journal, event, JOURNAL_NO_STEP,
			  result->message, &err) < 0)
		(void)strv_push(result->arena, &result->warnings, err.message);
}

static void run(struct transaction *transaction, const struct journal_log *log,
		const struct recovery *recovery, const struct transaction *kept)
{
	struct transaction_result *result = transaction->apply.result;

	switch (recovery->kind) {
	case RECOVERY_NOTHING:
		result->outcome = OUTCOME_UNCHANGED;
		break;
	case RECOVERY_NOT_BEGUN:
		result->outcome = OUTCOME_NOT_STARTED;
		record_end(transaction, outcome_name(OUTCOME_NOT_STARTED));
		break;
	case RECOVERY_REBOOTED:
		result->outcome = OUTCOME_UNCHANGED;
		record_end(transaction, EVENT_REBOOTED);
		break;
	case RECOVERY_PERSON:
		result->outcome = OUTCOME_ROLLBACK_INCOMPLETE;
		break;
	case RECOVERY_FORWARD:
	case RECOVERY_BACK:
		run_steps(transaction, log, recovery, kept);
		break;
	}
}

static bool writes_journal(const struct recovery *recovery)
{
	return recovery->kind != RECOVERY_NOTHING && recovery->kind != RECOVERY_PERSON;
}

/* What the one who asked for the change did not want is not done for him afterwards. */
static struct transaction_options options_of(const struct journal_entry *entry,
					     const struct transaction_options *options)
{
	struct transaction_options own = *options;

	if (entry->request && entry->request->no_restore)
		own.restore = RESTORE_NEVER;
	return own;
}

struct transaction_result *resume_run(const struct sys_ops *ops,
				      const struct journal_entry *entry,
				      const struct recovery *recovery,
				      const struct transaction *kept,
				      const struct transaction_options *options)
{
	const struct transaction_options own = options_of(entry, options);
	struct transaction_result *result = result_new(entry, recovery);
	struct transaction transaction = {
		.apply = {.ops = ops,
			  .plan = entry->plan,
			  .options = &own,
			  .result = result},
		.host = entry->before,
		.request = entry->request,
	};
	struct nic_err err = {0};

	if (!result)
		return NULL;
	/* A journal that cannot be written must not stop the way back. */
	if (writes_journal(recovery) &&
	    journal_reopen(options->state_dir, entry->id, entry->log.whole_bytes,
			   &transaction.apply.journal, &err) < 0)
		(void)strv_push(result->arena, &result->warnings, err.message);
	run(&transaction, &entry->log, recovery, kept);
	ops->watch_end(ops->ctx);
	ops->probe_end(ops->ctx);
	if (entry->plan && !kept)
		apply_images_close(&transaction.apply);
	journal_close(transaction.apply.journal);
	if (!kept)
		netstate_free(transaction.network);
	return result;
}
