/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process that takes a change back when nobody confirms it. */
#ifndef NICCTL_GUARDIAN_H
#define NICCTL_GUARDIAN_H

#include <stddef.h>

#include "ending.h"

/* What the guardian is asked, one word a connection. */
#define GUARDIAN_CONFIRM "confirm"
#define GUARDIAN_ROLLBACK "rollback"

/* Starts the guardian of @transaction, which is ready and has not begun: a process of its
 * own session that no terminal and no signal but SIGTERM and SIGKILL ends. It waits until
 * the caller's process has ended, however that happens; what was killed half-way it takes
 * back at once; what is done it takes back @seconds later, unless it is confirmed before.
 * It inherits the caller's lock. Everything that it needs for that it holds in memory:
 * the caller's files, facts and network state, and the log from *@ret_fd, a pipe that
 * takes the change's records. Keep it open as long as the change runs; it is closed with
 * the process. Returns 0 or the errno of what failed; then there is no guardian. */
int guardian_start(const struct transaction *transaction, int seconds, int *ret_fd,
		   struct nic_err *err);

/* Asks the guardian and waits for its answer: a line without its end, "ok ID" or a
 * sentence. Returns 0, -ENOENT (there is none), or another errno. */
int guardian_ask(const char *word, char *answer, size_t bytes, struct nic_err *err);

#endif
