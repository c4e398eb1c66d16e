/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What matters of a network device before AF_XDP sockets are bound to it. */
#ifndef NICCTL_NIC_XSK_PORT_H
#define NICCTL_NIC_XSK_PORT_H

#include "host.h"

/* NETDEV_XDP_ACT_XSK_ZEROCOPY of linux/netdev.h, which older headers lack. */
#define XSK_PORT_ZEROCOPY 8U

struct xsk_port {
	uint32_t queues;   /* receive queues in use */
	bool has_program;  /* an XDP program runs in the driver (or the card) */
	bool has_features; /* false: the kernel does not tell (before 6.3) */
	uint64_t features; /* enum netdev_xdp_act */
};

/* Reads it of @netdev, a device of the caller's namespace. Returns 0, -ENODEV when it is
 * gone, or the errno of the read. */
int xsk_port_read(const struct netdev *netdev, struct xsk_port *ret_port,
		  struct nic_err *err);

/* The receive queues of the device @name, by /sys/class/net; 0: there is no such device
 * (Documentation/ABI/testing/sysfs-class-net-queues). */
uint32_t xsk_port_queues(const char *name);

#endif
