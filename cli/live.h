/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine itself behind the operations table: joins kmod/ and nic/. */
#ifndef NICCTL_LIVE_H
#define NICCTL_LIVE_H

#include "sys_ops.h"

/* Opens the running machine. The caller closes it with live_close(). Returns 0, -ENOMEM
 * or the errno of what must be readable. */
int live_open(struct sys_ops *ret_ops, struct nic_err *err);
/* How long one insertion or removal may take before it counts as stuck, when no other
 * limit is set. */
#define LIVE_STEP_TIMEOUT_MS 60000

/* Sets another limit. */
void live_limit_steps(const struct sys_ops *ops, int timeout_ms);

void live_close(struct sys_ops *ops);

#endif
