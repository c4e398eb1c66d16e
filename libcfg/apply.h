/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: the steps and their undoing. */
#ifndef NICCTL_APPLY_H
#define NICCTL_APPLY_H

#include "journal.h"
#include "transaction.h"

struct apply {
	const struct sys_ops *ops;
	const struct plan *plan;
	const struct transaction_options *options;
	struct journal *journal;
	struct modimage *
		*images; /* one for each step: the file it or its inverse inserts */
	struct transaction_result *result;
	int64_t gap_begin_us; /* of the first removal; valid when has_gap_begin */
	bool has_gap_begin;
	size_t set_until; /* settings of steps before this one were set ahead */
};

/* Runs the steps from @begin to the one before @end in order until all are done, one
 * fails (its errno) or the user cancels (-ECANCELED). What became of each step is in
 * apply->result. */
int apply_steps(struct apply *apply, size_t begin, size_t end, struct nic_err *err);

/* Does the user want it to end? Returns 0, or -ECANCELED with "interrupted". */
int apply_check_cancelled(const struct apply *apply, struct nic_err *err);

/* Has step @i left something to be undone? A move of a port that failed may have: its
 * parts are several writes. So may a setting that the driver has taken half-way. */
bool apply_has_effect(const struct plan *plan, const struct transaction_result *result,
		      size_t i);

/* Runs the inverses of all steps that had an effect, in reverse. Goes on when one fails:
 * the more comes back the better. Returns 0, or the errno of the first that failed;
 * -ETIME at once when the kernel does not come back. */
int apply_undo(struct apply *apply, struct nic_err *err);

#endif
