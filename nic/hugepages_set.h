/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changes huge pages and their mounts, and keeps the book of what is nicctl's. */
#ifndef NICCTL_NIC_HUGEPAGES_SET_H
#define NICCTL_NIC_HUGEPAGES_SET_H

#include "netdiff.h"

/* Sets one setting of PAGES_DEVICE to its @before. Pages are released only as far as they
 * are nicctl's and nobody uses them. Returns 0; -ENOSPC (the kernel has given only a
 * part, which is told and stays), -EBUSY (more would have to go than may), -EPERM (a
 * mount of somebody else's), or another errno, with a sentence. */
int hugepages_set(const char *root, const char *state_dir,
		  const struct net_difference *difference, struct nic_err *err);

#endif
