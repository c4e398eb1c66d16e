/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who could change a file that root is going to believe or run? */
#ifndef NICCTL_TRUST_H
#define NICCTL_TRUST_H

#include <sys/types.h>

#include "arena.h"

/* Looks at @path and at every folder on the way to it, links resolved. Each must belong
 * to root or @user (0: to root alone) and be writable by its owner alone. @below: a
 * folder; it and what is in it are looked at, not what it is in. NULL: everything up to
 * '/'. Returns NULL when all is well, else what is wrong, as half a sentence taken from
 * @arena (NULL with arena_failed() when memory is out). */
const char *trust_problem(const char *path, const char *below, uid_t user,
			  struct arena *arena);

#endif
