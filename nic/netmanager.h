/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which network manager owns a device, and whether it is done with it. */
#ifndef NICCTL_NIC_NETMANAGER_H
#define NICCTL_NIC_NETMANAGER_H

#include "netstate.h"

/* Fills device->manager and manager_is_busy from what the managers leave below /run. */
void netmanager_read(struct net_device *device, uint32_t ifindex, const char *name);

#endif
