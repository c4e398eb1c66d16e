/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One change at a time on a machine. */
#ifndef NICCTL_LOCK_H
#define NICCTL_LOCK_H

#include "err.h"

/* Takes the lock file at @path, or fails at once: -EBUSY when another process holds it
 * (the sentence names it), or the errno of the file. The lock lasts until *@ret_fd
 * is closed or the process ends, however it ends. */
int lock_take(const char *path, int *ret_fd, struct nic_err *err);

#endif
