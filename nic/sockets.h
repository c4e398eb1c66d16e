/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The TCP connections of a process. */
#ifndef NICCTL_NIC_SOCKETS_H
#define NICCTL_NIC_SOCKETS_H

#include <sys/types.h>

#include "session.h"

/* Called for a connection. Returns 0, or a negative errno to stop. */
typedef int sockets_fn(const struct session_ends *ends, void *ctx);

/* Calls @fn for each established TCP connection of process @pid, in the caller's network
 * namespace. Returns 0, what @fn returned, -ENOMEM, or the errno of the reads (-EACCES:
 * another user's process). */
int sockets_of_process(pid_t pid, sockets_fn *fn, void *ctx);

#endif
