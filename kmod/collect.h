/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the steps of one collection share, and the steps. */
#ifndef NICCTL_KMOD_COLLECT_H
#define NICCTL_KMOD_COLLECT_H

#include <sys/utsname.h>

#include "host.h"
#include "index.h"
#include "sys_ops.h"

/* All borrowed. */
struct collect {
	const char *root;
	const struct utsname *names;
	struct index *index;
	const struct facts_query *query;
	struct host *host;
};

/* Marks (has_details) the modules that @query asks details of. Returns 0 or -ENOMEM. */
int select_modules(const struct collect *collect);

/* Fills path and path_is_proven of a module whose live details are there, and adds its
 * file to the host. Returns 0 or -ENOMEM. */
int source_find(const struct collect *collect, struct module *module);

/* Reads the file at @path into the host, once. *@ret_index (may be NULL): its place in
 * host->files. Returns 0 or -ENOMEM. */
int source_add(const struct collect *collect, const char *path, const char *name,
	       size_t *ret_index);

/* Finds the kernel's vermagic in the files read so far, or in another one. Returns 0 or
 * -ENOMEM. */
int source_vermagic(const struct collect *collect);

/* Reads the replacement and the files of what it depends on, and marks the loaded ones of
 * these. Before source_find(). Returns 0 or -ENOMEM. */
int replacement_read(const struct collect *collect);

/* The same for the module that is to be loaded beside the target; nothing when it is
 * loaded or not installed. */
int replacement_read_beside(const struct collect *collect);

/* The same for the modules that are to be loaded before it. */
int replacement_read_first(const struct collect *collect);

/* Looks up in the kernel image what no file that was read vouches for. After
 * source_find(). Returns 0 or -ENOMEM. */
int replacement_symbols(const struct collect *collect);

#endif
