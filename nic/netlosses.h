/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the ports' network state could not be put back, as facts for the guard. */
#ifndef NICCTL_NIC_NETLOSSES_H
#define NICCTL_NIC_NETLOSSES_H

#include "host.h"

/* Fills host->net_losses for all of host->ports. What cannot be read goes to
 * host->not_read. Returns 0 or -ENOMEM. */
int netlosses_read(struct host *host, struct nic_err *err);

#endif
