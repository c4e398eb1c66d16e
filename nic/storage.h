/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the machine keeps on the network: file systems, swap, crash dumps. */
#ifndef NICCTL_NIC_STORAGE_H
#define NICCTL_NIC_STORAGE_H

#include "host.h"

/* Fills host->network_uses: mounts of network file systems, mounts and swap on disks that
 * are on the network, such disks that nobody uses yet, and the target of kdump. @root:
 * "", or a folder that holds copies of /etc, /proc and /sys. Returns 0 or a negative
 * errno. */
int storage_read(struct host *host, const char *root, struct nic_err *err);

#endif
