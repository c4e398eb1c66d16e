/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processes above this one. */
#ifndef NICCTL_NIC_ANCESTRY_H
#define NICCTL_NIC_ANCESTRY_H

#include <stddef.h>
#include <sys/types.h>

/* Called for an ancestor. Returns 0 to go on, a positive number to stop, or a negative
 * errno. */
typedef int ancestry_fn(pid_t pid, const char *comm, void *ctx);

/* Calls @fn for each process above this one, nearest first, without process 1. Returns
 * what
 * @fn returned last, 0 when there was none. */
int ancestry_each(ancestry_fn *fn, void *ctx);

/* Parent and name in the text of /proc/PID/stat; the name may hold any character. @bytes
 * is the size of @ret_comm. Returns 0 or -EINVAL. */
int ancestry_parse_stat(const char *text, pid_t *ret_parent, char *ret_comm,
			size_t bytes);

/* The value of @name in the environment that process @pid was started with. Returns 0,
 * -ENOENT (no such variable), -ENOSPC (value too long) or the errno of the read. */
int ancestry_variable(pid_t pid, const char *name, char *ret_value, size_t bytes);

#endif
