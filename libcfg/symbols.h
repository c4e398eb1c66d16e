/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Will the kernel link this module file? Its needs against all that is known to be
 * offered. */
#ifndef NICCTL_SYMBOLS_H
#define NICCTL_SYMBOLS_H

#include "host.h"

enum symbol_fit {
	SYMBOL_FITS,
	SYMBOL_UNCHECKED, /* nothing known of it: of the kernel image, and nobody else
			     needs it */
	SYMBOL_DIFFERS,	  /* offered with another CRC */
};

/* What is offered on the machine as it will be when a file is loaded, sorted for
 * look-ups. */
struct symbol_table;

/* The table of: what the files of loaded modules offer (but for those in @without), what
 * the files in @with offer, and the CRCs of the kernel's own symbols as far as they are
 * known (kernel_symbols, and the needs of files that are proven to be loaded). @without
 * and
 * @with may be NULL. Taken from @arena; NULL when memory is out. */
struct symbol_table *symbols_table(const struct host *host, const struct strv *without,
				   const struct modfile *const *with, size_t n_with,
				   struct arena *arena);

/* How @need fits the table. @ret_crc (may be NULL): the CRC that is offered, if it
 * differs. */
enum symbol_fit symbols_fit(const struct symbol_table *table, const struct symbol *need,
			    uint32_t *ret_crc);

/* Does @file offer a symbol of this name? Returns it or NULL. */
const struct symbol *symbols_offered(const struct modfile *file, const char *name);

/* How many needs of @file cannot be checked (or do not fit) on this host. */
size_t symbols_unchecked(const struct host *host, const struct modfile *file);

#endif
