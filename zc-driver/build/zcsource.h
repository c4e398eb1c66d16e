/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel source that drivers are built from. */
#ifndef NICCTL_ZC_ZCSOURCE_H
#define NICCTL_ZC_ZCSOURCE_H

#include <stdbool.h>

#include "arena.h"
#include "err.h"

struct zckernel;

/* Where a driver lies in the source of a kernel. */
#define ZCSOURCE_FOLDER "drivers/net/ethernet/intel"

/* Finds the source of @kernel: @asked (a folder, or an archive that tar can read), or
 * NULL: where the distribution puts it. Taken from @arena. -ENOENT: there is none, the
 * hint names the package. */
int zcsource_find(const struct zckernel *kernel, const char *asked, struct arena *arena,
		  const char **ret_path, struct nic_err *err);

/* A folder with the unpacked Makefile and the folders of @drivers: @path itself when it
 * is a folder, else one below @cache, where it is unpacked unless it was before.
 * @is_question asks only: then *@ret_tree is NULL when it would have to be unpacked. */
int zcsource_unpack(const char *path, const struct strv *drivers, const char *cache,
		    const char *log, bool is_question, struct arena *arena,
		    const char **ret_tree, struct nic_err *err);

/* Is the unpacked source @tree that of @kernel, with all of @drivers? @path: what it is
 * called in messages. -EINVAL: another version; -ENOENT: not (or not wholly) a kernel's
 * source. */
int zcsource_check(const char *tree, const char *path, const struct zckernel *kernel,
		   const struct strv *drivers, struct arena *arena, struct nic_err *err);

/* The version in the text of a kernel's Makefile, "6.1.192"; NULL: there is none. */
const char *zcsource_version(const char *makefile, struct arena *arena);

#endif
