/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has rings of the module pf_ring, and on which devices. */
#ifndef NICCTL_NIC_PFRING_USERS_H
#define NICCTL_NIC_PFRING_USERS_H

#include "host.h"

/* The parts of "4711-ens1f0.3", the file of a ring. */
struct pfring_users_name {
	uint32_t pid;
	const char *device; /* in the name, @bytes long */
	size_t bytes;
};

/* Takes the name of a file in /proc/net/pf_ring apart. Returns false: it is not that of a
 * ring. */
bool pfring_users_parse(const char *file, struct pfring_users_name *ret_name);

/* Fills host->pfring_rings from /proc/net/pf_ring, which is there while the module is
 * loaded. Network devices must be there already. @root: "", or a folder that holds a copy
 * of /proc. What cannot be read, or is bound to what is no device here, goes to
 * host->not_read. Returns 0 or -ENOMEM. Source: PF_RING, kernel/pf_ring.c,
 * ring_proc_add() and ring_proc_get_info(). */
int pfring_users_read(const char *root, struct host *host, struct nic_err *err);

#endif
