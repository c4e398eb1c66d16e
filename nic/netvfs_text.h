/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The attributes of a virtual function as text, and back. */
#ifndef NICCTL_NIC_NETVFS_TEXT_H
#define NICCTL_NIC_NETVFS_TEXT_H

#include "arena.h"
#include "netlink.h"

/* "mac", "vlan", "trust", …; NULL: an attribute that nicctl does not set. */
const char *netvfs_text_name(int type);

/* The value, in @arena; NULL: the driver has no such setting, or memory is out (the arena
 * remembers). */
const char *netvfs_text_read(struct arena *arena, const struct nlattr *attr);

/* Puts the attribute @name of the function @vf. Returns 0, -ENOMEM, -EOPNOTSUPP (no such
 * name) or -EINVAL (no such value). */
int netvfs_text_put(struct nl_msg *msg, uint32_t vf, const char *name, const char *value);

#endif
