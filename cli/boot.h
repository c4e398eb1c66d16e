/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl apply --boot: what nicctl.service runs before the network is set up. */
#ifndef NICCTL_BOOT_H
#define NICCTL_BOOT_H

#include "args.h"
#include "conf.h"

/* Brings each driver that has a profile at @place to its configuration, but for those
 * whose last change failed, and keeps a report of it in @state_dir. Time limits are those
 * of nicctl(8). Returns the exit code. */
enum exit_code boot_run(struct args *args, const struct conf_place *place,
			const char *state_dir);

#endif
