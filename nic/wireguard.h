/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the packets of WireGuard devices go. */
#ifndef NICCTL_NIC_WIREGUARD_H
#define NICCTL_NIC_WIREGUARD_H

#include "host.h"

/* Fills remotes (the peers' endpoints) and tunnel_mark of the WireGuard devices among
 * host->netdevs from index @first on, which must be of the calling thread's namespace.
 * What may not be read goes to host->not_read. Returns 0 or a negative errno. */
int wireguard_read(struct host *host, size_t first, struct nic_err *err);

#endif
