/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What 'nicctl apply --boot' did at the last boot: a JSON document beside the journal,
 * kept until the next boot writes its own. */
#ifndef NICCTL_BOOTREPORT_H
#define NICCTL_BOOTREPORT_H

#include <stdint.h>

#include "jtable.h"

struct bootreport_driver {
	const char *driver;
	/* "running" (also when the boot was cut off in it), "done", "unchanged",
	 * "refused", "failed", "rolled-back", "rollback-incomplete", "timed-out",
	 * "not-tried" or "no-device" */
	const char *outcome;
	const char *message;	  /* why, and what to run; NULL: nothing to add */
	struct strv transactions; /* ids of what was changed, the oldest first */
	/* The failure after which it is not tried again, of this boot or one before;
	 * NULL: none. */
	const char *failure;   /* what failed, half a sentence */
	const char *failed_at; /* UTC */
	const char *sum;       /* of the configuration that it was not tried again with */
};

struct bootreport {
	uint32_t schema;
	const char *boot_id; /* of the kernel, see struct kernel */
	const char *kernel;  /* its release */
	const char *began;   /* UTC, "2026-01-31T09:30:00.123Z" */
	const char *ended;   /* NULL: it never came to its end, or runs still */
	const char *message; /* about all of it, as a mistake in the configuration */
	struct {
		struct bootreport_driver *items;
		size_t n;
	} drivers;
	uint32_t exit_code;
};

/* For documents that have the report in them. */
extern const struct jtype bootreport_json;

/* Reads the report in the folder @state_dir; what belongs to it is taken from @arena.
 * Returns 0, -ENOENT (there is none), -EINVAL (damaged), -ENOMEM or another errno of the
 * file. */
int bootreport_read(const char *state_dir, struct arena *arena,
		    struct bootreport *ret_report, struct nic_err *err);

/* The report of @driver; NULL: it has none. */
struct bootreport_driver *bootreport_driver(const struct bootreport *report,
					    const char *driver);

/* Its text as it is kept; NULL when memory is out. The caller frees it. */
char *bootreport_text(const struct bootreport *report);

#endif
