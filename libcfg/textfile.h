/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole files, read with care: only regular files, only up to a size. */
#ifndef NICCTL_TEXTFILE_H
#define NICCTL_TEXTFILE_H

#include <stddef.h>

#include "err.h"

/* Reads the file at @path ("-": standard input, of any kind) into *@ret_text, with a NUL
 * behind the last of *@ret_bytes bytes. Returns 0 or -ENOENT, -EISDIR, -EFBIG (more than
 * @max_bytes), -EINVAL (no regular file), … The caller frees the text. */
int textfile_read(const char *path, size_t max_bytes, char **ret_text, size_t *ret_bytes,
		  struct nic_err *err);

#endif
