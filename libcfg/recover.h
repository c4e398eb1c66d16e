/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to do about a transaction that did not come to its end. Pure: journal and facts
 * in, a decision out. */
#ifndef NICCTL_RECOVER_H
#define NICCTL_RECOVER_H

#include "journal_read.h"

enum recovery_kind {
	RECOVERY_NOTHING,   /* it is finished */
	RECOVERY_NOT_BEGUN, /* it ended before its first step: only its end is missing */
	RECOVERY_REBOOTED, /* the machine was started anew since: nothing of it is left */
	RECOVERY_FORWARD,  /* all steps are done: verify, and keep it when all is right */
	RECOVERY_BACK,	   /* undo the steps in recovery->steps that have an effect */
	RECOVERY_PERSON,   /* cannot be decided: somebody has to look */
};

struct recovery {
	enum recovery_kind kind;
	const char *reason; /* one sentence */
	/* For FORWARD and BACK, one for each step of the plan: STEP_WAITING (it has no
	 * effect now), STEP_DONE (it has), STEP_FAILED (a move of a port that may be half
	 * done), or STEP_UNDONE. */
	enum step_state *steps;
};

/* Decides from the journal @entry, read with its facts, and the facts of @now (live ones
 * do). A record says what was done for sure; where one is missing the machine is asked:
 * another instance of a module than before means that it was removed. Taken from @arena.
 * Returns 0 or -ENOMEM. */
int recover_decide(const struct journal_entry *entry, const struct host *now,
		   struct arena *arena, struct recovery *ret_recovery);

const char *recover_kind_name(int kind);

#endif
