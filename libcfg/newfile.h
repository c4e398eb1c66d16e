/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files and folders that are still there after a power cut. */
#ifndef NICCTL_NEWFILE_H
#define NICCTL_NEWFILE_H

#include <sys/stat.h>

#include "err.h"

/* Writes @text to @path, where nothing may be, and to stable storage. @like: owner and
 * mode to be taken over; NULL: the caller's, and 0644 whatever the umask is. What cannot
 * be written as a whole is removed again. Returns 0 or a negative errno. */
int newfile_write(const char *path, const char *text, const struct stat *like,
		  struct nic_err *err);

/* Makes the folder unless it is there, and its name durable. Returns 0 or a negative
 * errno. */
int newfile_make_folder(const char *path, struct nic_err *err);

/* The names in the folder to stable storage. Returns 0 or a negative errno. */
int newfile_sync_folder(const char *path, struct nic_err *err);

#endif
