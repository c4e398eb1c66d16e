/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The settings of a device below /proc/sys/net and /sys/class/net. */
#ifndef NICCTL_NIC_NETSYSCTL_H
#define NICCTL_NIC_NETSYSCTL_H

#include "netstate.h"

/* Adds the sysctls of the device now named @name that differ from those of "default", as
 * group "sysctl.ipv4.conf" and so on. Returns 0 or -ENOMEM. */
int netsysctl_read(struct netstate *state, struct net_device *device, const char *name);

/* Adds what /sys/class/net has for NAPI and queues: group "queue". */
int netsysctl_read_queues(struct netstate *state, struct net_device *device,
			  const char *name);

/* Sets one; @value NULL: as "default" has it. Returns 0, -EOPNOTSUPP (another group) or
 * the errno of the write. */
int netsysctl_set(const char *name, const char *group, const char *setting,
		  const char *value);

#endif
