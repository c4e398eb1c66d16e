/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What RTM_GETLINK says of a device beyond its name: settings, options as a member, the
 * attributes of its kind. */
#ifndef NICCTL_NIC_NETLINKS_H
#define NICCTL_NIC_NETLINKS_H

#include "netlink.h"
#include "netnames.h"
#include "netstate.h"

/* Fills settings, link_data, losses and refusals of the devices in @state. Returns 0 or a
 * negative errno. */
int netlinks_read(struct netstate *state, struct nl_sock *sock,
		  const struct netnames *names, struct nic_err *err);

/* Sets one setting of the groups "link", "bond-slave", "bridge-port". Returns 0,
 * -EOPNOTSUPP (no such setting) or the kernel's errno. */
int netlinks_set(struct nl_sock *sock, const struct netnames *names,
		 const struct netname *name, const char *group, const char *setting,
		 const char *value);

/* Names, membership, up and down, and devices the kernel has deleted. Errors as above. */
int netlinks_rename(struct nl_sock *sock, const struct netname *name, const char *to);
int netlinks_add_altname(struct nl_sock *sock, const struct netname *name,
			 const char *altname);
int netlinks_set_master(struct nl_sock *sock, const struct netname *name,
			uint32_t master);
int netlinks_set_up(struct nl_sock *sock, const struct netname *name, bool is_up);
int netlinks_create(struct nl_sock *sock, const struct netnames *names,
		    const struct netname *below, const struct net_device *device);

#endif
