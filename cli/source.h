/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which file takes the place of which module: --module, --stock, the driver's profile, or
 * what is there. */
#ifndef NICCTL_SOURCE_H
#define NICCTL_SOURCE_H

#include "change.h"

/* Completes change->request: driver (what is loaded), replacement, module, source and
 * what the profile says of other modules. @host: what is loaded now; of a snapshot, its
 * files too. Does nothing when request.source is set. Must be called once, before the
 * facts about the replacement are collected. Returns 0, or a negative errno with a
 * message on standard error. */
int source_choose(struct change *change, const struct host *host);

#endif
