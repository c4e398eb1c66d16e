/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ethtool's groups as settings of the network state. */
#ifndef NICCTL_NIC_NETETHTOOL_H
#define NICCTL_NIC_NETETHTOOL_H

#include "ethtool.h"
#include "netdiff.h"

/* Adds all groups of the device, with "link-modes", "rss-fields" (by kind of flow),
 * "rss-table", "rss-key" and "flow-rule" (by location). Returns 0 or a negative errno. */
int netethtool_read(struct netstate *state, struct net_device *device,
		    struct ethtool *ethtool, uint32_t ifindex, struct nic_err *err);

/* Sets one; @value NULL: removes the flow rule. Returns 0, -EOPNOTSUPP (no such group) or
 * the errno of the driver. */
int netethtool_set(struct ethtool *ethtool, uint32_t ifindex, const char *group,
		   const char *setting, const char *value);

/* Sets @n settings of one group, a group of ethtool_group_name(), to their @before by one
 * request. Returns 0, -EOPNOTSUPP (no such group), -ENOMEM or the errno of the driver. */
int netethtool_set_together(struct ethtool *ethtool, uint32_t ifindex,
			    const struct net_difference *differences, size_t n);

#endif
