/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The network functions on the PCI bus, with or without a driver. */
#ifndef NICCTL_NIC_NETFUNCTIONS_H
#define NICCTL_NIC_NETFUNCTIONS_H

#include "arena.h"
#include "err.h"

struct netfunction {
	const char *address;
	const char *modalias; /* by which modprobe knows its drivers */
	const char *driver;   /* NULL: none yet */
	bool has_netdev;      /* the driver's probe has got that far */
};

struct netfunctions {
	struct netfunction *items;
	size_t n;
};

/* Lists those below @root ("": this machine), taken from @arena. A machine without PCI
 * has none. Returns 0 or -ENOMEM. */
int netfunctions_list(const char *root, struct arena *arena,
		      struct netfunctions *ret_functions, struct nic_err *err);

#endif
