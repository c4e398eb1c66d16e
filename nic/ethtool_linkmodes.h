/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Speed and duplex: what a device offers in negotiation, or what it is forced to. */
#ifndef NICCTL_NIC_ETHTOOL_LINKMODES_H
#define NICCTL_NIC_ETHTOOL_LINKMODES_H

#include "ethtool.h"

/* "auto 100baseT/Full 1000baseT/Full" with the modes that are offered, "forced 100 full",
 * or "forced" while the speed is not known (without a carrier). The text is in @arena;
 * NULL: the device has no such settings. Returns 0 or a negative errno. */
int ethtool_linkmodes_read(struct ethtool *ethtool, uint32_t ifindex, struct arena *arena,
			   const char **ret_text);

/* Sets what such a text says. Returns 0, -EOPNOTSUPP, -EINVAL (no such text) or the errno
 * of the driver. */
int ethtool_linkmodes_write(struct ethtool *ethtool, uint32_t ifindex, const char *text);

#endif
