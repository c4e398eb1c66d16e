/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a network device to the port below it, on kernels old and new. */
#ifndef NICCTL_NIC_NETDEV_PORT_H
#define NICCTL_NIC_NETDEV_PORT_H

#include "host.h"
#include "netlink.h"

/* What is known of a network device. @sock was opened in its namespace; @parent and
 * @parent_bus are what the kernel said (since 5.14), else NULL. */
struct netdev_origin {
	struct nl_sock *sock;
	const char *name, *mac;
	uint32_t ifindex;
	bool is_own_netns;
	const char *parent, *parent_bus;
};

/* Finds the port (or makes the device's hardware one); *@ret_port is NULL when there is
 * none. Returns 0 or -ENOMEM. */
int netdev_port_find(struct host *host, const struct netdev_origin *origin,
		     const char **ret_port);

#endif
