/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Established TCP connections, by process or by port. */
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

/* The same for each connection with this port at its local or remote end, of whatever
 * process, in the network namespace of the calling thread. */
enum sockets_end { SOCKETS_LOCAL, SOCKETS_REMOTE };
int sockets_of_port(enum sockets_end end, uint16_t port, sockets_fn *fn, void *ctx);

#endif
