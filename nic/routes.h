/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Routes of a namespace. */
#ifndef NICCTL_NIC_ROUTES_H
#define NICCTL_NIC_ROUTES_H

#include "host.h"
#include "netlink.h"

/* Adds to host->default_routes every unicast route to everywhere of the namespace @netns
 * (NULL: the caller's), which @sock was opened in: of all tables and of both families,
 * one entry for each next hop. Returns 0 or a negative errno. */
int routes_read_defaults(struct host *host, struct nl_sock *sock, const char *netns,
			 struct nic_err *err);

/* The device that packets from @source (NULL: any) to @peer with firewall mark @mark
 * leave by; addresses without zone. Returns 0, -EINVAL (not an address) or the kernel's
 * errno, e.g. -ENETUNREACH. */
int routes_device_to(struct nl_sock *sock, const char *peer, const char *source,
		     uint32_t mark, uint32_t *ret_ifindex);

#endif
