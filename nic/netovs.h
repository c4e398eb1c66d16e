/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Open vSwitch's daemon, which alone can give ports to its bridges. */
#ifndef NICCTL_NIC_NETOVS_H
#define NICCTL_NIC_NETOVS_H

#include <stdbool.h>

/* Does ovs-vswitchd run, as the file that it writes its process id to tells? */
bool netovs_is_running(void);

#endif
