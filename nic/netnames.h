/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ids of network devices (see netstate.h) and their present names and indices. */
#ifndef NICCTL_NIC_NETNAMES_H
#define NICCTL_NIC_NETNAMES_H

#include "host.h"
#include "netlink.h"

struct netname {
	uint32_t ifindex;
	const char *id, *name;
	const struct netdev *netdev; /* borrowed from the host */
};

struct netnames {
	struct host *host; /* owned: ports and devices of the caller's namespace */
	struct netname *items;
	size_t n;
};

/* Reads ports and devices. Returns 0 or a negative errno. The caller clears it. */
int netnames_read(struct netnames *ret_names, struct nl_sock *sock, struct nic_err *err);
void netnames_clear(struct netnames *names);

/* NULL: there is none. */
const struct netname *netnames_by_index(const struct netnames *names, uint32_t ifindex);
const struct netname *netnames_by_id(const struct netnames *names, const char *id);
const struct netname *netnames_by_name(const struct netnames *names, const char *name);

#endif
