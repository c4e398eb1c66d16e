/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The symbol versions of the kernel image, from the list its build left behind. */
#ifndef NICCTL_KMOD_SYMVERS_H
#define NICCTL_KMOD_SYMVERS_H

#include "host.h"

/* Looks up @wanted (sorted by name) among the symbols of the kernel image of @release
 * below @root; those it finds are added to @found. *@ret_has_list: there is such a list.
 * Returns 0 or -ENOMEM. */
int symvers_lookup(const char *root, const char *release,
		   const struct symbol_list *wanted, struct arena *arena,
		   struct symbol_list *found, bool *ret_has_list);

#endif
