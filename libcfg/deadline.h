/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time limits that follow the size of a change. Pure. */
#ifndef NICCTL_DEADLINE_H
#define NICCTL_DEADLINE_H

#include "plan.h"

/* How long a person has to confirm @plan, in seconds from its end: time for a session to
 * come back over ports that were down, so the more functions (those of VFs, too) go down,
 * and the longer the same driver took before (@longest_us; 0: not known), the longer. */
int deadline_confirm_s(const struct host *host, const struct plan *plan,
		       int64_t longest_us);

/* How long ports and RDMA devices may take to be back, in milliseconds from the last
 * step: 30 s, 2 s more for each function, and as long as the same driver ever took. */
int deadline_verify_ms(const struct host *host, const struct plan *plan,
		       int64_t longest_us);

/* How long one call into the kernel may take, in milliseconds, before it counts as stuck:
 * removing a driver means to shut down each of its functions. */
int deadline_step_ms(const struct host *host, const struct plan *plan);

#endif
