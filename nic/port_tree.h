/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a port hangs on in the device tree. */
#ifndef NICCTL_NIC_PORT_TREE_H
#define NICCTL_NIC_PORT_TREE_H

#include "host.h"

/* Fills below and root_port of the port whose device is at @path, below /sys, links
 * allowed; its address must be there. Returns 0 or -ENOMEM. */
int port_tree_read(struct arena *arena, const char *path, struct port *port);

/* The PCI address of the root port in "/sys/devices/pci0000:00/0000:00:1c.0/…/DEVICE":
 * the first function on the way, unless it is @address itself. NULL: none. */
const char *port_tree_root_port(struct arena *arena, const char *path,
				const char *address);

#endif
