/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The symbols a module file needs and offers, with their CRCs. */
#ifndef NICCTL_KMOD_ELFSYMS_H
#define NICCTL_KMOD_ELFSYMS_H

#include "elffile.h"
#include "host.h"

/* The symbols the file needs: those of its version tables, by name, then those without a
 * CRC. "module_layout" is among them: its CRC stands for the layout of struct module.
 * Returns 0 or -ENOMEM. */
int elfsyms_needed(const struct elffile *file, struct arena *arena,
		   struct symbol_list *ret_symbols);

/* The symbols the file exports. Returns 0 or -ENOMEM. */
int elfsyms_offered(const struct elffile *file, struct arena *arena,
		    struct symbol_list *ret_symbols);

/* Sorts by name, and finds a name in a sorted list (NULL: is not there). */
void elfsyms_sort(struct symbol_list *symbols);
struct symbol *elfsyms_find(const struct symbol_list *sorted, const char *name);

#endif
