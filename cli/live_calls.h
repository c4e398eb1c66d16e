/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The calls into the kernel that may never come back: each in a child with a limit, see
 * worker.h for what becomes of one that does not. */
#ifndef NICCTL_LIVE_CALLS_H
#define NICCTL_LIVE_CALLS_H

#include "sys_ops.h"

/* Each returns what the function of modules.h or pcifn.h does, or what worker_run() does
 * when
 * @timeout_ms are over. */
int live_calls_insert(const struct modimage *image, const char *params, int timeout_ms,
		      struct nic_err *err);
int live_calls_remove(const char *module, int timeout_ms, struct nic_err *err);
int live_calls_unbind(const struct pci_function *function, const char *driver,
		      int timeout_ms, struct nic_err *err);
int live_calls_bind(const struct pci_function *function, const char *driver,
		    int timeout_ms, struct nic_err *err);

#endif
