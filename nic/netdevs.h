/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The network devices of one namespace, with their addresses. */
#ifndef NICCTL_NIC_NETDEVS_H
#define NICCTL_NIC_NETDEVS_H

#include "host.h"
#include "netns.h"

/* Adds the network devices of the namespace that @sock (NETLINK_ROUTE) was opened in to
 * host->netdevs. @netns: the name they get, in host->arena; NULL: the caller's namespace.
 * @namespaces: all of them, to tell where links lead that leave this one; NULL: not
 * wanted, they are said to be unknown. Returns 0 or a negative errno. */
int netdevs_read(struct host *host, struct nl_sock *sock, const char *netns,
		 const struct netns_list *namespaces, struct nic_err *err);

/* RFC 2863 name of an IFLA_OPERSTATE value; "unknown" for one that is not known. */
const char *netdevs_operstate(uint8_t state);

#endif
