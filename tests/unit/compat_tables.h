/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of drivers and firmware that are shipped, as tests ask for them. */
#ifndef NICCTL_COMPAT_TABLES_H
#define NICCTL_COMPAT_TABLES_H

#include "compat_judge.h"

/* The table of @driver with the user's own ones in the folder @own (NULL: none), in
 * @arena; NULL: none speaks of that driver. Fails the test when one cannot be read. */
struct compat_table *compat_tables_load(const char *driver, const char *own,
					struct arena *arena);

#endif
