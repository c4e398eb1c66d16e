/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RDMA devices and the mounts that use them. */
#ifndef NICCTL_NIC_RDMA_H
#define NICCTL_NIC_RDMA_H

#include "host.h"

/* Fills host->rdma. host->ports gets the devices that are not known as ports yet. A
 * machine without RDMA is no error. Returns 0 or -ENOMEM. */
int rdma_read(struct host *host, struct nic_err *err);

/* The name in a port state as sysfs shows it ("4: ACTIVE"): the part behind the number;
 * all of @text when there is no number. Borrowed from @text. */
const char *rdma_state_name(const char *text);

/* Is the first port of the RDMA device @name active? */
bool rdma_is_active(const char *name);

#endif
