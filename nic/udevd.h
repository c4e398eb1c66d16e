/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The udev daemon: its view of modprobe.d, and its queue. */
#ifndef NICCTL_NIC_UDEVD_H
#define NICCTL_NIC_UDEVD_H

#include <stdbool.h>

#include "err.h"

/* While this exists, a daemon runs. */
#define UDEVD_SOCKET "/run/udev/control"

bool udevd_runs(void);

/* Has the daemon read modprobe.d again, which it otherwise does every three seconds and,
 * for a folder that it has not seen before, never. Runs `udevadm control --reload`;
 * blocks as long as that does (it gives up after a few seconds by itself). Returns 0,
 * also when there is no daemon, or -ENOENT (no udevadm), -EIO (it failed), or another
 * errno. */
int udevd_reload(struct nic_err *err);

/* Waits until the daemon has no event to work on, at most @timeout_ms. Returns 0 or
 * -ETIMEDOUT. */
int udevd_wait_idle(int timeout_ms, struct nic_err *err);

#endif
