/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the receive path of a port from the machine. */
#ifndef NICCTL_RXPATH_H
#define NICCTL_RXPATH_H

#include "err.h"
#include "rxsample.h"

/* Takes one sample of network device @ifname of the caller's namespace. What cannot be
 * read is absent. Returns 0, -ENODEV when there is no such device, -ENOMEM, or the errno
 * of what must be there (/proc/stat, say). The caller frees *@ret_sample. */
int rxpath_read(const char *ifname, struct rxsample **ret_sample, struct nic_err *err);

/* The same from the files below @rootfd ("/", or a recorded tree) alone: without the
 * driver's own counters, ring, RSS table and the sockets. Fills @sample. */
int rxpath_read_files(int rootfd, const char *ifname, struct rxsample *sample,
		      struct nic_err *err);

#endif
