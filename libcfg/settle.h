/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: waiting until the machine is as it has to be. */
#ifndef NICCTL_SETTLE_H
#define NICCTL_SETTLE_H

#include "apply.h"

/* Reads the facts until they are what the plan promised, or options->verify_timeout_ms is
 * up; sets network devices up that were up in @before. What is still different is in
 * apply->result->differences. *@ret_now: the last facts; the caller frees them. Returns
 * 0, -EIO with the first difference, or the errno of reading the facts. */
int settle_success(struct apply *apply, const struct host *before, struct host **ret_now,
		   struct nic_err *err);

/* The same after the inverse steps: until all is as it was in @before. Differences are no
 * error here, apply->result->differences has them. */
int settle_rollback(struct apply *apply, const struct host *before, struct host **ret_now,
		    struct nic_err *err);

#endif
