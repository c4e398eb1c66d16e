/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: the module files, opened before anything begins. */
#ifndef NICCTL_APPLY_IMAGES_H
#define NICCTL_APPLY_IMAGES_H

#include "apply.h"

/* Opens the files of all steps, so that neither a step nor its undoing needs the disk.
 * Returns 0 or the errno of the file that cannot be used (nothing is left open then). */
int apply_images_open(struct apply *apply, struct nic_err *err);

/* The same for the inverses of the steps in apply->result that have an effect. A file
 * that cannot be used is a warning in the result: the rest goes back without it. Returns
 * 0 or -ENOMEM. */
int apply_images_open_undo(struct apply *apply, struct nic_err *err);
void apply_images_close(struct apply *apply);

#endif
