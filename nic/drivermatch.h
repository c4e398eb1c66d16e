/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Configuration that picks devices by the names of their drivers. */
#ifndef NICCTL_NIC_DRIVERMATCH_H
#define NICCTL_NIC_DRIVERMATCH_H

#include "host.h"

/* Adds to host->driver_matches what the configuration of systemd-networkd, netplan,
 * NetworkManager and udev below /etc and /run says. What the caller may not read, or is
 * too large, goes to host->not_read. @root: "", or a folder that holds copies of /etc and
 * /run. Returns 0 or -ENOMEM. */
int drivermatch_read(struct host *host, const char *root, struct nic_err *err);

#endif
