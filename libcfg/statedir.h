/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does the disk with nicctl's own folder answer?
 *
 * Who reads from a disk that hangs sleeps in the kernel, and cannot be woken up. So a
 * process of its own reads the files first: what it has read is in the kernel's memory,
 * and whoever reads it again right after waits for no disk. */
#ifndef NICCTL_STATEDIR_H
#define NICCTL_STATEDIR_H

#include "err.h"

/* How long any one folder may take, each of which has a few files; see
 * JOURNAL_WRITER_TIMEOUT_S. */
#define STATEDIR_TIMEOUT_S 10

/* Reads the files of the folder @path, of its folder "transactions" and of the folders in
 * that, also where a symbolic link leads there. What cannot be read is left to who needs
 * it. Returns 0; -ETIMEDOUT when the disk does not answer, with the folder and the remedy
 * (the process ends then as soon as the disk lets it); or the errno of fork(2). */
int statedir_read(const char *path, struct nic_err *err);

/* As statedir_read(), for who is going to act on what is written there: the folders must
 * belong to root, and no one else may be able to write them. One that does not exist yet
 * is all right. Returns -EPERM otherwise, with what is wrong and the remedy. */
int statedir_believe(const char *path, struct nic_err *err);

#endif
