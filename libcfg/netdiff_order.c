/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In which order a network state is put back. */
#include "netdiff_order.h"

#include <string.h>

#include "macro.h"

/* Ethtool's groups, in their order; see nic/ethtool.h. */
static const char *const ethtool_groups[] = {
	"private-flags", "channels",  "rings",	 "features",   "coalesce",
	"pause",	 "fec",	      "eee",	 "wol",	       "linkinfo",
	"link-modes",	 "rss-table", "rss-key", "rss-fields", "flow-rule",
};

static const struct {
	const char *group;
	enum netdiff_order order;
} groups[] = {
	{"devlink-runtime", NETDIFF_DEVLINK},
	{"eswitch", NETDIFF_ESWITCH},
	{"vfs", NETDIFF_VFS},
	{"vf-override", NETDIFF_VF_OVERRIDE},
	{"vf-driver", NETDIFF_VF_DRIVER},
	{"vf", NETDIFF_VF},
	{"queue", NETDIFF_QUEUES},
	{"irq", NETDIFF_QUEUES},
	{"qdisc", NETDIFF_QUEUES},
};

uint32_t netdiff_order_setting(const struct net_device *device, const char *group,
			       const char *name)
{
	if (netstate_group_has_defaults(group))
		return NETDIFF_SYSCTL;
	if (strcmp(group, "link") == 0)
		return strcmp(name, "mac") == 0 && device->role != NET_MASTER
			       ? NETDIFF_MAC
			       : NETDIFF_LINK;
	for (uint32_t i = 0; i < NIC_ARRAY_SIZE(ethtool_groups); i++) {
		if (strcmp(group, ethtool_groups[i]) == 0)
			return NETDIFF_ETHTOOL + i;
	}
	if (device->role == NET_MASTER)
		return NETDIFF_MASTER_OPTIONS;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(groups); i++) {
		if (strcmp(group, groups[i].group) == 0)
			return groups[i].order;
	}
	return NETDIFF_PORT_OPTIONS;
}
