/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a crash dump would go. */
#ifndef NICCTL_NIC_KDUMP_H
#define NICCTL_NIC_KDUMP_H

#include "host.h"

/* Adds to host->network_uses the targets on the network that /etc/kdump.conf (Red Hat,
 * SUSE) or /etc/default/kdump-tools (Debian) name. @root: "", or a folder that holds a
 * copy of /etc. Returns 0 or -ENOMEM. */
int kdump_read(struct host *host, const char *root);

#endif
