/* SPDX-License-Identifier: GPL-2.0-or-later */
/* At boot, ports come when their drivers have found them: waits for those that are
 * configured. */
#ifndef NICCTL_BOOT_WAIT_H
#define NICCTL_BOOT_WAIT_H

#include "conf.h"
#include "sys_ops.h"

/* Of one profile. */
struct boot_ports {
	bool has_device;     /* there is hardware for the driver, or a port of it */
	const char *missing; /* what is not there, half a sentence; NULL: nothing */
};

/* Waits until each function that modprobe knows the driver of a profile for has a driver
 * and, if it is this one, a network device, and until each port that a profile names is
 * there: at most @timeout_ms, and not at all for hardware that the machine does not have.
 * @ret_ports: one for each of conf->drivers, from @arena. Returns 0, -ENOMEM or the errno
 * of what cannot be read. */
int boot_wait(const struct conf *conf, const struct sys_ops *ops, int timeout_ms,
	      struct arena *arena, struct boot_ports **ret_ports, struct nic_err *err);

#endif
