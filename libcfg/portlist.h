/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of PCI addresses as the parameter ports= of a ZC build has them: "a,b,c", each
 * with or without its domain. Results are taken from @arena; NULL: memory is out. */
#ifndef NICCTL_PORTLIST_H
#define NICCTL_PORTLIST_H

#include "arena.h"

/* @list, with @address at its end unless it is in it. */
const char *portlist_with(struct arena *arena, const char *list, const char *address);

/* @list without @address. */
const char *portlist_without(struct arena *arena, const char *list, const char *address);

#endif
