/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which drivers the virtual functions of a port have. */
#ifndef NICCTL_NIC_NETVFS_DRIVER_H
#define NICCTL_NIC_NETVFS_DRIVER_H

#include "netnames.h"
#include "netstate.h"

/* Adds of the first @number functions of a port the groups "vf-override" (its
 * driver_override; "" when empty) and "vf-driver" ("none": it has none), with the
 * function's number as name. Returns 0 or -ENOMEM. */
int netvfs_driver_read(struct netstate *state, struct net_device *device,
		       const struct netname *name, uint32_t number);

/* Sets one of them. Another driver than @value is unbound first. Returns 0, -EOPNOTSUPP
 * (no such group), -EINVAL, -ENODEV (no such function), -ENOENT (no such driver) or the
 * errno of the driver's probe. */
int netvfs_driver_set(const struct netname *name, const char *group, const char *vf,
		      const char *value);

#endif
