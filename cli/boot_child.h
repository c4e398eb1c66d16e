/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs this program again, with a time limit. */
#ifndef NICCTL_BOOT_CHILD_H
#define NICCTL_BOOT_CHILD_H

#include "arena.h"
#include "err.h"

struct boot_child {
	bool has_ended;	  /* else it still runs, after it was asked to stop */
	bool is_late;	  /* it was asked to stop (SIGTERM) at the end of its time */
	int exit_code;	  /* -1: ended by a signal */
	struct strv said; /* the first lines of its standard error */
};

/* Runs it with @args, which end with NULL, and hands on what it writes. After @limit_ms
 * it is asked to stop, which has it take back what it has begun, and @grace_ms later it
 * is left alone: killing it would leave its change half done. Texts are taken from
 * @arena. Returns 0 (how it went is in @ret), or the errno of what kept it from running.
 */
int boot_child_run(const char *const *args, int limit_ms, int grace_ms,
		   struct arena *arena, struct boot_child *ret, struct nic_err *err);

#endif
