/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files and folders of a build: whole or not at all. */
#ifndef NICCTL_ZC_ZCFILE_H
#define NICCTL_ZC_ZCFILE_H

#include <stdint.h>

#include "arena.h"
#include "err.h"

/* Makes the folder @path and those above it. Returns 0 or a negative errno. */
int zcfile_make_folder(const char *path, struct nic_err *err);

/* Removes @path and all below it; what does not exist is removed already. */
int zcfile_remove_tree(const char *path, struct nic_err *err);

/* Copies the file @from to @to and makes sure that it is on the disk. @to must be new or
 * a file, and is not to be used when this fails (it may be cut off). */
int zcfile_copy(const char *from, const char *to, struct nic_err *err);

/* Writes @text to the file @to in one go: there is the old file, or the new one. */
int zcfile_write(const char *to, const char *text, struct nic_err *err);

/* Gives @from the name @to and makes sure that the folder is on the disk. */
int zcfile_rename(const char *from, const char *to, struct nic_err *err);

/* The 64-bit FNV-1a sum over names and contents of the files in @path (a file or a
 * folder), in the order of their names; for telling whether something has changed, not
 * against forgery. Source: draft-eastlake-fnv. */
int zcfile_sum(const char *path, uint64_t *ret_sum, struct nic_err *err);

/* The same sum over @text. */
uint64_t zcfile_sum_text(const char *text);

#endif
