/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: settings of ports. */
#ifndef NICCTL_APPLY_SETTING_H
#define NICCTL_APPLY_SETTING_H

#include "apply.h"

/* Sets what step @i says, and with the same request what of the following steps goes with
 * it. Returns 0 or the errno of the driver. */
int apply_setting_run(struct apply *apply, size_t i, struct nic_err *err);

/* Sets what step @i has set to what it was before. One that the driver has refused is
 * only tried, as is a hash table: whether all is as before, the comparison of the network
 * state tells. */
int apply_setting_undo(const struct apply *apply, size_t i, struct nic_err *err);

/* Was the step's setting refused, and may the others go on without it? */
bool apply_setting_may_skip(const struct step *step, int code);

#endif
