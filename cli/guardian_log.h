/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log of a change as its guardian knows it: in memory, from the pipe on which it is
 * mirrored. */
#ifndef NICCTL_GUARDIAN_LOG_H
#define NICCTL_GUARDIAN_LOG_H

#include "journal_read.h"

struct guardian_log {
	char *text; /* owned */
	size_t used, bytes;
};

/* Takes what is in the pipe @fd, and blocks when nothing is. Returns 1, 0 at its end (all
 * writers are gone), or a negative errno. */
int guardian_log_take(struct guardian_log *log, int fd);

/* Adds the records that were taken to @entry's log. Where one is not whole it counts as
 * damaged, and the machine is asked instead. Once only. Returns 0 or -ENOMEM. */
int guardian_log_add_to(const struct guardian_log *log, struct journal_entry *entry);

#endif
