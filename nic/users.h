/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has a device file open that the request would take away. */
#ifndef NICCTL_NIC_USERS_H
#define NICCTL_NIC_USERS_H

#include "devices.h"

/* As devices_collect_users(). */
int users_read(struct host *host, chardev_module_fn *module_of, void *ctx,
	       struct nic_err *err);

#endif
