/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The network state of ports, put back piece by piece. */
#ifndef NICCTL_NIC_NETAPPLY_H
#define NICCTL_NIC_NETAPPLY_H

#include "netdiff.h"

/* Takes one difference back; @before is the state that is wanted. Returns 0, or a
 * negative errno with a sentence about this difference. */
int netapply_difference(const struct netstate *before,
			const struct net_difference *difference, struct nic_err *err);

/* Sets @n settings of one device and one of ethtool's groups, by one request, to their
 * @before. Returns 0, -EOPNOTSUPP (not of such a group), -ENODEV, or the driver's errno.
 */
int netapply_together(const struct net_difference *differences, size_t n,
		      struct nic_err *err);

#endif
