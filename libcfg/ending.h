/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: how it ends, whoever brings it to its end. */
#ifndef NICCTL_ENDING_H
#define NICCTL_ENDING_H

#include "apply.h"

struct transaction {
	struct apply apply;
	const struct host *host; /* the facts from before the first step */
	const struct request *request;
	struct hook_list hooks;
	struct netstate *network; /* owned; of the plan's ports, before the first step;
				     NULL: not known */
	int64_t window_closed_us; /* see window.h */
};

/* Tells options->progress, if there is one. */
void ending_progress(const struct transaction *transaction, enum progress_event event,
		     const char *text);

/* Runs the hooks of that kind, their output into the journal. @outcome: what they are
 * told;
 * @host: for the names that the ports have now. Returns 0 or the errno of the first hook
 * that failed. */
int ending_run_hooks(struct transaction *transaction, enum hook_kind kind,
		     const char *outcome, const struct host *host, struct nic_err *err);

/* The result's outcome, message and hint, and the journal's last record. @err may be
 * NULL. */
void ending_conclude(struct transaction *transaction, enum outcome outcome,
		     const struct nic_err *err);

/* The kernel has not come back from a step: nothing more is done, no facts are read, no
 * hook is run, since all of that could hang as well. The journal keeps the transaction as
 * unfinished. @cause: the step's error. */
void ending_stuck(struct transaction *transaction, const struct nic_err *cause);

/* Undoes every step that is STEP_DONE, waits until all is as before, concludes, and runs
 * the hooks for it. @cause: why; it stays the result's message. */
void ending_roll_back(struct transaction *transaction, const struct nic_err *cause);

/* Lets others load modules again, waits until all is as promised, puts the network state
 * of the ports back, gives others (udev) time to act and looks again, and looks whether
 * the protected paths work. A link may come up only with settings that its port had
 * (FEC): when half of the time is up and only links are missing, these are put back. As
 * settle_success(). */
int ending_verify(struct transaction *transaction, struct host **ret_now,
		  struct nic_err *err);

/* The steps are done and verified: concludes, and runs the hooks for it. */
void ending_success(struct transaction *transaction, const struct host *now);

#endif
