/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A host with a management port and a capture port under one driver. */
#ifndef NICCTL_HANDOVER_HOST_H
#define NICCTL_HANDOVER_HOST_H

#include "strategy.h"

#define MGMT "0000:19:00.0"
#define CAPTURE "0000:19:00.1"

/* i40e drives both ports; i40e_zc is installed. The caller frees it. */
struct host *handover_host(void);

/* The port at @address; fails the test when there is none. */
struct port *handover_port(struct host *host, const char *address);

/* The choice of a strategy; fails the test when that fails. To be cleared by the caller.
 */
struct strategy_choice handover_choose(const struct host *host,
				       const struct request *request);

#endif
