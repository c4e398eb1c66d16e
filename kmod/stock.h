/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The distribution's own file of a module, whatever else is installed for its name. */
#ifndef NICCTL_KMOD_STOCK_H
#define NICCTL_KMOD_STOCK_H

#include "arena.h"

/* Looks for the file of @module below {root}/lib/modules/RELEASE/kernel. Taken from
 * @arena; NULL: there is none, or memory is out (see arena_failed()). */
const char *stock_find(const char *root, const char *release, const char *module,
		       struct arena *arena);

#endif
