/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: moving one PCI function from driver to driver. */
#ifndef NICCTL_APPLY_BIND_H
#define NICCTL_APPLY_BIND_H

#include "apply.h"

/* Moves the function along @way, from whatever part of it has been done already: also
 * when it was broken off half-way. Stops at the first write that fails, or when the
 * function is no longer the planned one (-ESTALE), or somebody else has given it another
 * driver or driver_override (-EBUSY). Of the driver it is taken from it is asked for
 * only once it has the right driver_override: what fails before leaves its port up. */
int apply_bind_move(struct apply *apply, const struct step_bind *way,
		    struct nic_err *err);

#endif
