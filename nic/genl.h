/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generic netlink: families by name, and their messages. */
#ifndef NICCTL_NIC_GENL_H
#define NICCTL_NIC_GENL_H

#include <stdint.h>

#include "netlink.h"

/* The number of the family @name. Returns 0 (0 in *@ret_id: the kernel has none of that
 * name), -ENOMEM or another errno of the socket (NETLINK_GENERIC). */
int genl_family(struct nl_sock *sock, const char *name, uint16_t *ret_id);

/* Attributes of a message, below the generic header; @ret_attrs has room for @max + 1.
 * Returns 0 or -EINVAL. */
int genl_parse(struct nlmsghdr *msg, struct nlattr **ret_attrs, int max);

#endif
