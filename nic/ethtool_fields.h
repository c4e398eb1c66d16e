/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which fields of a packet go into its hash, by kind of flow. */
#ifndef NICCTL_NIC_ETHTOOL_FIELDS_H
#define NICCTL_NIC_ETHTOOL_FIELDS_H

#include "ethtool.h"

/* The kinds of flows by ethtool's names ("tcp4", "udp6", …); NULL: no such number. */
const char *ethtool_fields_flow(size_t number);

/* Bits RXH_* for @flow. Returns 0, -EINVAL (no such kind) or the errno of the driver;
 * most know only some kinds. */
int ethtool_fields_read(const struct ethtool *ethtool, uint32_t ifindex, const char *flow,
			uint64_t *ret_fields);
int ethtool_fields_write(const struct ethtool *ethtool, uint32_t ifindex,
			 const char *flow, uint64_t fields);

#endif
