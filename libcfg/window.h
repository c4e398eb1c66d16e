/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: the time in which only it may load the modules that it is about.
 *
 * udev loads irdma as soon as it sees a port of ice or i40e, and the driver as soon as it
 * sees the card: between two steps that would be the wrong one, with other parameters. */
#ifndef NICCTL_WINDOW_H
#define NICCTL_WINDOW_H

#include "ending.h"

/* Keeps others from loading the modules that the plan removes or inserts; nothing is done
 * for a plan without any. Recorded first. Returns 0 or an errno. */
int window_open(struct transaction *transaction, struct nic_err *err);

/* Ends it; also what a transaction that died has left. That it cannot be ended is a
 * warning in the result. */
void window_close(struct transaction *transaction);

/* May somebody else load modules that the plan is about? Not without a udev daemon. */
bool window_matters(const struct transaction *transaction);

/* Where it matters, waits until those who were kept out have had time to act. What is
 * there afterwards stays. */
void window_linger(struct transaction *transaction);

#endif
