/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs 'nicctl apply DRIVER' in a process of its own, and finds out what came of it. */
#ifndef NICCTL_BOOT_TRY_H
#define NICCTL_BOOT_TRY_H

#include <stdint.h>

#include "arena.h"
#include "err.h"
#include "exit_code.h"

/* All borrowed. */
struct boot_try {
	const char *driver;
	const char *config_dir; /* NULL: where it is on a machine */
	const char *state_dir;	/* of the journal */
	int64_t end_ms;		/* when its time is over, of boot_try_now_ms() */
	bool settings_only;	/* the driver itself stays as it is */
};

struct boot_tried {
	const char *outcome; /* as in struct bootreport_driver */
	enum exit_code code;
	const char *message;	  /* what went wrong; NULL: nothing */
	struct strv transactions; /* ids of what was changed, the oldest first */
};

/* Tries some times while udev changes the machine before the first step. Texts are taken
 * from @arena. Returns 0 (how it went is in @ret), or the errno of what kept it from
 * running. */
int boot_try_run(const struct boot_try *try, struct arena *arena, struct boot_tried *ret,
		 struct nic_err *err);

/* A clock that nobody sets. */
int64_t boot_try_now_ms(void);

#endif
