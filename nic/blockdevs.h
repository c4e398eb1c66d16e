/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a block device down to the disks it is made of. */
#ifndef NICCTL_NIC_BLOCKDEVS_H
#define NICCTL_NIC_BLOCKDEVS_H

#include "arena.h"

/* Adds to @ret_disks the names, as below /sys/class/block, of the disks that the block
 * device @device ("8:1", or a name) is made of: through partitions, LVM, dm-crypt,
 * multipath and md. @root: "", or a folder that holds a copy of /sys. A device that is
 * not there has no disks. Returns 0 or -ENOMEM. */
int blockdevs_disks(const char *root, const char *device, struct arena *arena,
		    struct strv *ret_disks);

#endif
