/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has AF_XDP sockets bound to which queues. */
#ifndef NICCTL_NIC_XSK_USERS_H
#define NICCTL_NIC_XSK_USERS_H

#include "host.h"

/* As devices_collect_xsk(). */
int xsk_users_read(struct host *host, struct nic_err *err);

/* Is there an AF_XDP socket, by the text of /proc/net/protocols ("XDP  1088  2 …", the
 * third field counts)? */
bool xsk_users_in_protocols(const char *text);

#endif
