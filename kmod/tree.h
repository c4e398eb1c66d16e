/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small files of /proc and /sys, below a root folder. */
#ifndef NICCTL_KMOD_TREE_H
#define NICCTL_KMOD_TREE_H

#include <sys/types.h>

#include "arena.h"

/* Reads a small file into @buffer and puts a NUL behind it. The path is @root followed by
 * the formatted text. Returns the length or a negative errno (-EFBIG: does not fit). */
ssize_t tree_bytes(const char *root, void *buffer, size_t buffer_bytes, const char *fmt,
		   ...) NIC_PRINTF(4, 5);

/* A file of one page at most as a string of @arena, without its last newline; NULL when
 * it cannot be read, is empty, or memory is out. *@ret_errno (may be NULL) is 0 or the
 * negative errno of the failure. */
const char *tree_text(const char *root, struct arena *arena, int *ret_errno,
		      const char *fmt, ...) NIC_PRINTF(4, 5);

/* A whole file of any length (/proc/modules, /proc/keys), NUL-terminated. The caller
 * frees *@ret_text. Returns 0 or a negative errno. */
int tree_slurp(const char *root, const char *path, char **ret_text);

/* The names in a folder, sorted; none when the folder cannot be read. Returns 0 or
 * -ENOMEM. */
int tree_list(const char *root, struct arena *arena, struct strv *ret_names,
	      const char *fmt, ...) NIC_PRINTF(4, 5);

/* The inode of a file or folder; 0 when there is none. */
ino_t tree_inode(const char *root, const char *fmt, ...) NIC_PRINTF(2, 3);

#endif
