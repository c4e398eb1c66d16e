/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at points of paths that must not break: struct sys_ops' probe. */
#ifndef NICCTL_NIC_PATHPROBE_H
#define NICCTL_NIC_PATHPROBE_H

#include "sys_ops.h"

/* The sockets of earlier calls, which stay open: a packet socket takes milliseconds to
 * close, and one in another namespace a thread to open. */
struct pathprobe;

/* As sys_ops->probe. *@set is made by the first call; the caller closes it. What cannot
 * be asked (the device is gone, its links have no neighbours) has not passed. Returns 0
 * or -ENOMEM. */
int pathprobe_test(struct pathprobe **set, const struct probe_point *points, size_t n,
		   int timeout_ms, bool *ret_passed, struct nic_err *err);
void pathprobe_close(struct pathprobe *set);

#endif
