/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The numbers by which one network namespace knows another. */
#ifndef NICCTL_NIC_NETNSIDS_H
#define NICCTL_NIC_NETNSIDS_H

#include "netns.h"

/* What one namespace calls the others. */
struct netnsids {
	const struct netns_list *list;
	int32_t *ids; /* one for each of @list; -1: it has no number for it */
};

/* Asks over @sock (NETLINK_ROUTE) what its namespace calls each of @list. The numbers
 * live in @arena. Returns 0 or a negative errno. */
int netnsids_read(struct nl_sock *sock, const struct netns_list *list,
		  struct arena *arena, struct netnsids *ret_ids);

/* The name for struct netdev's link_netns of the namespace that is called @id. */
const char *netnsids_name(const struct netnsids *ids, int32_t id);

#endif
