/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One change of the machine: everything made ready, hooks, steps, verification, and the
 * way back when any of it fails. */
#ifndef NICCTL_TRANSACTION_H
#define NICCTL_TRANSACTION_H

#include "guard.h"
#include "hooks.h"
#include "netrestore.h"
#include "plan.h"
#include "probe.h"
#include "sys_ops.h"

struct transaction; /* ending.h */

enum outcome {
	OUTCOME_DONE,
	OUTCOME_UNCHANGED,	     /* there was nothing to do */
	OUTCOME_NOT_STARTED,	     /* failed before anything was changed */
	OUTCOME_REFUSED,	     /* by the guard, before anything was changed */
	OUTCOME_ROLLED_BACK,	     /* failed; the machine is as it was before */
	OUTCOME_ROLLBACK_INCOMPLETE, /* failed; the machine is not as it was before */
	OUTCOME_HOOK_FAILED,	     /* done; a hook that ran afterwards failed */
	OUTCOME_NETWORK_DIFFERS,     /* done; the ports' network state is not as before */
};

enum step_state {
	STEP_WAITING,
	STEP_BEGUN,
	STEP_DONE,
	STEP_FAILED,
	STEP_UNDONE,
	STEP_UNDO_FAILED,
};

struct step_result {
	enum step_state state;
	int64_t duration_us; /* of the step itself, the journal apart */
	const char *note; /* what was special, e.g. "udev had loaded it"; NULL: nothing */
};

struct transaction_result {
	struct arena *arena; /* owned */
	const char *id;
	enum outcome outcome;
	const char *message; /* one sentence; NULL when all is said by the outcome */
	const char *hint;    /* what to do next; NULL: nothing */
	struct {
		struct step_result *items; /* one for each step of the plan */
		size_t n;
	} steps;
	struct strv differences; /* in the end: what is not as it has to be */
	struct strv warnings;
	struct hook_results hooks;
	struct netrestore_result
		network; /* in the end: what of the ports' state differs */
	struct probes
		probes; /* of the protected paths; none before they were looked at */
	bool has_gap;
	int64_t gap_us;	     /* from the begin of the first removal or unbinding to the
				end of the last step */
	int64_t gap_call_us; /* of that, spent in the kernel's own calls for it */
};

enum progress_event {
	PROGRESS_STEP_BEGUN,
	PROGRESS_STEP_ENDED, /* look at the step's result */
	PROGRESS_VERIFYING,
	PROGRESS_PROBED,       /* @text: "before the change: 4 of 4 pass" */
	PROGRESS_ROLLING_BACK, /* @text: why */
	PROGRESS_HOOK_BEGUN,   /* @text: path */
	PROGRESS_HOOK_OUTPUT,  /* @text: "name: one line of output" */
};

/* @step: index into the plan's steps, for the PROGRESS_STEP_ events. */
typedef void progress_fn(void *ctx, enum progress_event event, size_t step,
			 const struct step_result *result, const char *text);

struct transaction_options {
	const char *state_dir; /* where the journal is kept */
	const char *hooks_dir; /* NULL: no hooks are run */
	int verify_timeout_ms; /* ports and RDMA devices must be back within it */
	int hook_timeout_ms;
	enum restore_mode restore;	 /* of the ports' network state */
	int restore_timeout_ms;		 /* network managers must be done within it */
	bool (*is_cancelled)(void *ctx); /* asked between steps; may be NULL */
	progress_fn *progress;		 /* may be NULL */
	void *ctx;			 /* of both */
	/* > 0: the change has to be confirmed within so many seconds of its end. Then
	 * @arm is called once all is ready and before the first step, to start the
	 * process that takes it back; an errno of it means that nothing is begun. What
	 * @transaction holds then (files, facts, network state) is all that a fork of it
	 * needs for that, with the records that come in at the other end of *@ret_fd. */
	int confirm_within_s;
	int (*arm)(const struct transaction *transaction, int *ret_fd,
		   struct nic_err *err);
};

/* Carries @plan (made from @host for @request, and passed by the guard) out:
 * 1. opens every file a step or its inverse needs, and the journal;
 * 2. runs the .pre hooks, collects the facts again, and goes on only if plan and guard
 * still say the same; looks which probes of the protected paths pass;
 * 3. keeps others from loading these modules, and runs the steps, each recorded before
 * and after; the probes must pass all the time;
 * 4. lets others load modules again, reads the facts again until they are what the plan
 * promised, or the time is up, puts the network state back, and looks again a while
 * later; settings that follow a driver are set then, and all of this done again;
 * 5. on any failure undoes what was done, in reverse, and reads the facts again.
 * The caller holds the machine's lock. The result is complete whatever happens; NULL only
 * when memory was out before anything began. The caller frees it. */
struct transaction_result *transaction_run(const struct sys_ops *ops,
					   const struct host *host,
					   const struct request *request,
					   const struct plan *plan,
					   const struct transaction_options *options);
void transaction_result_free(struct transaction_result *result);
void transaction_result_freep(struct transaction_result **result);

const char *outcome_name(int outcome);
const char *step_state_name(int state);

#endif
