/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes RDMA off a port for a moment: ice does not change its queues under it. */
#ifndef NICCTL_NIC_NETRDMA_H
#define NICCTL_NIC_NETRDMA_H

#include "arena.h"

/* The auxiliary devices of a port that were unbound, and the folders of their drivers. */
struct netrdma {
	struct strv devices, drivers;
};

/* Unbinds the drivers of all auxiliary devices of the port at @address. Returns 0 (with
 * @ret_rdma empty when there are none) or a negative errno; what was unbound until then
 * is in
 * @ret_rdma in any case. */
int netrdma_pause(const char *address, struct arena *arena, struct netrdma *ret_rdma);

/* Binds them again. Returns 0 or the first errno. */
int netrdma_resume(const struct netrdma *rdma);

#endif
