/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In which order a network state is put back. */
#ifndef NICCTL_NETDIFF_ORDER_H
#define NICCTL_NETDIFF_ORDER_H

#include "netstate.h"

/* Steps of the way back: each needs what stands before it. A device is named first;
 * sysctls stand before addresses, as they say how those are made; a bond copies its MAC
 * to members, so the master's is set before and the port's after they are joined;
 * interrupts are there only when the port is up. The eswitch takes another mode only
 * before there are virtual functions, and some drivers take the rate of one only when
 * they have a link. */
enum netdiff_order {
	NETDIFF_NAME,
	NETDIFF_DEVLINK,
	NETDIFF_ESWITCH,
	NETDIFF_SYSCTL,
	NETDIFF_LINK,
	NETDIFF_ETHTOOL,
	NETDIFF_VFS = NETDIFF_ETHTOOL + 20,
	NETDIFF_VF_OVERRIDE,
	NETDIFF_VF_DRIVER,
	NETDIFF_CHILD,
	NETDIFF_MEMBER,
	NETDIFF_PORT_OPTIONS,
	NETDIFF_MAC,
	NETDIFF_UP,
	NETDIFF_MASTER_OPTIONS,
	NETDIFF_QUEUES,
	NETDIFF_VF,
	NETDIFF_REMOVE,
	NETDIFF_OBJECTS,
};

/* Of a setting: one of the above, or a number between two of them. */
uint32_t netdiff_order_setting(const struct net_device *device, const char *group,
			       const char *name);

#endif
