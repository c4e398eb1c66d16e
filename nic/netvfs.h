/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual functions of a port: how many there are, and what the port's driver knows of
 * each. */
#ifndef NICCTL_NIC_NETVFS_H
#define NICCTL_NIC_NETVFS_H

#include "netnames.h"
#include "netstate.h"

/* Adds to a port that can have some: group "vfs" with their "number", group "vf" with
 * "0 mac", "0 vlan", … of each, and the groups of netvfs_driver.h. Returns 0 or a
 * negative errno. */
int netvfs_read(struct netstate *state, struct net_device *device,
		const struct netname *name, struct nic_err *err);

/* Sets one setting of these groups. Returns 0, -EOPNOTSUPP (no such setting), -EINVAL or
 * the driver's errno (-EBUSY: there is another number of them already). */
int netvfs_set(struct nl_sock *sock, const struct netname *name, const char *group,
	       const char *setting, const char *value);

#endif
