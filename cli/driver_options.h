/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of ports on the command line of configure-driver: --rss, --preset, --set; and
 * --save, which keeps them. */
#ifndef NICCTL_DRIVER_OPTIONS_H
#define NICCTL_DRIVER_OPTIONS_H

#include "args.h"
#include "conf_override.h"

/* Reads them into the arena of @args. Returns 0, or -EINVAL with a message on standard
 * error. */
int driver_options_read(const struct args *args, struct conf_overrides *ret);

/* What the change is to set: @profile with @overrides. With --save also looks whether
 * they can be saved. Returns 0, or a negative errno with a message on standard error. */
int driver_options_apply(const struct args *args, const struct conf_overrides *overrides,
			 const struct conf_driver *profile, struct conf_driver *ret);

/* Keeps them in the file of @profile, and says so unless @is_silent. Returns 0, or a
 * negative errno with a message on standard error. */
int driver_options_save(const struct args *args, const struct conf_overrides *overrides,
			const struct conf_driver *profile, bool is_silent);

#endif
