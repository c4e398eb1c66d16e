/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ports offer: the most of each, and what cannot be changed. */
#ifndef NICCTL_NIC_NETLIMITS_H
#define NICCTL_NIC_NETLIMITS_H

#include "netstate.h"

/* The devices of the ports at these addresses (as netcapture_read() calls them) with the
 * groups that struct wish_input describes. Returns 0 or a negative errno. The caller
 * frees the state. */
int netlimits_read(const struct strv *ports, struct netstate **ret_limits,
		   struct nic_err *err);

/* The same of one device, of which @device has id and name. Returns 0 or -ENOMEM. */
int netlimits_read_device(struct netstate *state, struct net_device *device,
			  uint32_t ifindex, struct nic_err *err);

#endif
