/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Permanent MAC addresses, from the driver itself. */
#ifndef NICCTL_NIC_PERMADDR_H
#define NICCTL_NIC_PERMADDR_H

#include <stdbool.h>

/* Has the device whose folder in sysfs is @dirfd a network device, in the caller's
 * namespace, with this permanent MAC ("02:00:…", lower case)? */
bool permaddr_is_below(int dirfd, const char *mac);

#endif
