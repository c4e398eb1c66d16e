/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A call into the kernel that may never come back. */
#ifndef NICCTL_WORKER_H
#define NICCTL_WORKER_H

#include "err.h"

typedef int worker_fn(void *arg, struct nic_err *err);

/* Runs @call in a child process and waits for it. Returns what @call does, with its @err;
 * -ETIME when it has not come back within @timeout_ms (the child goes on then, and nobody
 * can end it: the sentence says whether it sleeps in the kernel), or the errno of
 * fork(2). The child is killed when the caller dies, if the kernel lets it. */
int worker_run(worker_fn *call, void *arg, int timeout_ms, struct nic_err *err);

#endif
