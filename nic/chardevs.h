/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The character devices that belong to ports: RDMA, clocks, GNSS, VFIO, UIO, … */
#ifndef NICCTL_NIC_CHARDEVS_H
#define NICCTL_NIC_CHARDEVS_H

#include <sys/types.h>

#include "host.h"

struct chardev {
	dev_t number;
	const char *port; /* address; borrowed from the port */
};

struct chardev_list {
	struct chardev *items;
	size_t n;
};

/* Fills @list with the character devices of all host->ports; it lives in host->arena.
 * Returns 0 or -ENOMEM. */
int chardevs_of_ports(struct host *host, struct chardev_list *ret_list);

/* The port that device @number belongs to; NULL: none. */
const char *chardevs_port(const struct chardev_list *list, dev_t number);

#endif
