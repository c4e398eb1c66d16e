/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: waiting until the machine is as it has to be. */
#ifndef NICCTL_SETTLE_H
#define NICCTL_SETTLE_H

#include "apply.h"

/* options->verify_timeout_ms from now, for settle_success(). */
int64_t settle_deadline_us(const struct apply *apply);

/* Reads the facts until they are what the plan promised, or the clock of sys_ops says
 * @deadline_us; sets network devices up that were up in @before. What is still different
 * is in apply->result->differences. *@ret_now: the last facts; the caller frees them.
 * Returns 0, -EIO with the first difference, -ECANCELED when the user cancels while it
 * waits, or the errno of reading the facts. */
int settle_success(struct apply *apply, const struct host *before, int64_t deadline_us,
		   struct host **ret_now, struct nic_err *err);

/* The same after the inverse steps: until all is as it was in @before, or
 * options->verify_timeout_ms is up. Differences are no
 * error here, apply->result->differences has them. */
int settle_rollback(struct apply *apply, const struct host *before, struct host **ret_now,
		    struct nic_err *err);

#endif
