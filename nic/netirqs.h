/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which processors the interrupts of a port's queues go to. */
#ifndef NICCTL_NIC_NETIRQS_H
#define NICCTL_NIC_NETIRQS_H

#include "netstate.h"

/* Adds the interrupts of the port now named @name as group "irq": their name (with "@"
 * for the driver's at its begin and "%" for the port's) and list of processors. Returns 0
 * or -ENOMEM. */
int netirqs_read(struct netstate *state, struct net_device *device, const char *name);

/* Returns 0, -ENOENT (no interrupt of that name) or the errno of the write (-EIO: the
 * kernel manages it itself). */
int netirqs_set(const char *name, const char *irq, const char *value);

#endif
