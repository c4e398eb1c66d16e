/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The network state of ports, captured. */
#ifndef NICCTL_NIC_NETCAPTURE_H
#define NICCTL_NIC_NETCAPTURE_H

#include "netstate.h"

/* Which ports: by address, or (for devices that are no hardware) by name. */
struct netcapture_query {
	const struct strv *ports;
	const struct strv *names;     /* NULL: none */
	const struct netstate *again; /* what was captured before: its children and
					 masters are looked for, too; NULL: nothing */
};

/* Captures the state of the caller's namespace. Returns 0 or a negative errno. The caller
 * frees it. */
int netcapture_read(const struct netcapture_query *query, struct netstate **ret_state,
		    struct nic_err *err);

#endif
