/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What decides whether a PCI function may move to another driver. */
#ifndef NICCTL_NIC_PORTMOVE_H
#define NICCTL_NIC_PORTMOVE_H

#include "host.h"

/* Fills driver_override, override_owner, iommu_group, iommu_peers and modalias of @port,
 * whose folder in sysfs is @dirfd. When memory is out, the arena remembers it. */
void portmove_read(struct arena *arena, int dirfd, struct port *port);

#endif
