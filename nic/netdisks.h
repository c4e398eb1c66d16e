/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Disks that are on the network. */
#ifndef NICCTL_NIC_NETDISKS_H
#define NICCTL_NIC_NETDISKS_H

#include "host.h"

/* A disk, and one server of it: a disk with two servers is two of them. */
struct netdisk {
	const char *name;   /* below /sys/class/block */
	const char *what;   /* "iscsi", "nvme-tcp", "nvme-rdma", "nbd", "rbd" */
	const char *server; /* address; NULL: not known */
	bool is_used;	    /* for who walks the list */
};

struct netdisks {
	struct netdisk *items;
	size_t n;
};

/* Lists the disks of iSCSI, NVMe over TCP and RDMA, nbd and RBD. @root: "", or a folder
 * that holds a copy of /sys. Returns 0 or -ENOMEM. */
int netdisks_read(const char *root, struct arena *arena, struct netdisks *ret_disks);

/* Value of "traddr=192.0.2.9,trsvcid=4420" for @key, up to one of the characters in @end;
 * NULL: there is none. */
const char *netdisks_option(struct arena *arena, const char *text, const char *key,
			    const char *end);

/* @text if it is an IPv4 or IPv6 address, without [] around it; else NULL. */
const char *netdisks_address(struct arena *arena, const char *text);

#endif
