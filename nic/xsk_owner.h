/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processes behind AF_XDP sockets. */
#ifndef NICCTL_NIC_XSK_OWNER_H
#define NICCTL_NIC_XSK_OWNER_H

#include "host.h"

/* A process and a socket of it. @has_rings: rings that only AF_XDP sockets have are in
 * the process's address space. */
struct xsk_owner {
	uint64_t inode;
	uint32_t pid;
	const char *comm;
	bool has_rings;
};

struct xsk_owners {
	struct xsk_owner *items;
	size_t n;
};

/* Lists the sockets of all processes that may be seen; it lives in host->arena. Returns
 * 0, -ENOMEM or the errno of reading /proc. */
int xsk_owner_find_all(struct host *host, struct xsk_owners *ret_owners);

/* Who has socket @inode; 0: the one process with AF_XDP rings, if there is just one.
 * NULL: not known. */
const struct xsk_owner *xsk_owner_of(const struct xsk_owners *owners, uint64_t inode);

/* Does a line of /proc/PID/maps show a fill or completion ring of an AF_XDP socket? */
bool xsk_owner_is_ring(const char *line);

#endif
