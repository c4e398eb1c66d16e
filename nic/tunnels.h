/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel tells of a tunnel's ends. */
#ifndef NICCTL_NIC_TUNNELS_H
#define NICCTL_NIC_TUNNELS_H

#include "host.h"
#include "netlink.h"

/* Fills remotes, tunnel_local, tunnel_mark and, if it has none and is bound to a device,
 * link of @dev from its IFLA_INFO_DATA (may be NULL); nothing for kinds that are no
 * tunnel. Returns 0 or -ENOMEM. */
int tunnels_parse(struct arena *arena, struct nlattr *data, struct netdev *dev);

/* Adds to the VXLAN devices among host->netdevs from index @first on the other ends that
 * their forwarding tables name. @sock: of their namespace. Returns 0 or a negative errno.
 */
int tunnels_read_forwarding(struct host *host, struct nl_sock *sock, size_t first,
			    struct nic_err *err);

#endif
