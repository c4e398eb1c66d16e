/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps settings in a driver's profile, among what the administrator wrote. */
#ifndef NICCTL_CONF_SAVE_H
#define NICCTL_CONF_SAVE_H

#include "conf_override.h"

/* What the file at @path would be with these in its section [driver]: lines that assign
 * these keys there are replaced, all others and the comments stay as they are. A file
 * that is not there begins empty. @ret_text: of the arena. Returns 0, or a negative errno
 * with why this file cannot be written: it is a link, a folder, another user's, or says
 * something that nicctl does not understand. */
int conf_save_make(const struct conf_overrides *overrides, const char *path,
		   struct arena *arena, const char **ret_text, struct nic_err *err);

/* Writes that, as a whole or not at all; owner and mode stay. @ret_changed: false: it
 * said all of it before, and nothing was written. */
int conf_save_write(const struct conf_overrides *overrides, const char *path,
		    struct arena *arena, bool *ret_changed, struct nic_err *err);

#endif
