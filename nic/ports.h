/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ports: devices bound to a network driver, found from the devices, not from interfaces.
 */
#ifndef NICCTL_NIC_PORTS_H
#define NICCTL_NIC_PORTS_H

#include "host.h"

/* Fills host->ports with the PCI functions (and virtio devices on them) that are bound to
 * a driver and are network functions by their class or by what hangs below them. Returns
 * 0 or -ENOMEM; a machine without PCI is no error. */
int ports_scan(struct host *host, struct nic_err *err);

/* The port that the device at @path (below /sys, links allowed) belongs to: the known
 * port at or above it, else the nearest device with a driver, which becomes a port.
 * *@ret_address is NULL when there is none. Returns 0 or -ENOMEM. */
int ports_of_device(struct host *host, const char *path, const char **ret_address);

/* The address of the port whose sysfs name is one of the components of @path; NULL: none.
 */
const char *ports_in_path(const struct host *host, const char *path);

/* Puts host->ports in the order of their addresses. */
void ports_sort(struct host *host);

#endif
