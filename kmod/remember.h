/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notes in /run which file a module was loaded from. */
#ifndef NICCTL_KMOD_REMEMBER_H
#define NICCTL_KMOD_REMEMBER_H

#include "arena.h"
#include "err.h"

/* The path noted for @module; NULL when there is no note, or somebody other than root
 * could have written it. */
const char *remember_read(const char *root, const char *module, struct arena *arena);

/* Notes @path, which must be absolute. Returns 0, -EINVAL or the errno of the file that
 * could not be written. */
int remember_write(const char *root, const char *module, const char *path,
		   struct nic_err *err);

#endif
