/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts about drivers and firmware, as plain data with a text and a JSON view. */
#ifndef NICCTL_COMPAT_H
#define NICCTL_COMPAT_H

#include "args.h"
#include "compat_judge.h"

struct compat_row {
	const char *address; /* NULL: of no port, asked about on the command line */
	struct strv names;   /* of its network devices */
	const char *device_id, *family;
	const char *driver, *driver_version;
	const char *driver_kind; /* what the version is, e.g. "in-tree, kernel 6.1" */
	const char *firmware;
	const char *ddp; /* version, or "none"; NULL: not known, or not needed */
	const char *verdict, *reason;
	enum compat_verdict level;
	struct strv sources;
	struct compat_pair nearest; /* all NULL: none */
	const char *look_at;
	struct strv notes;
};

struct compat_report {
	uint32_t schema;
	const char *hostname, *kernel, *collected_at; /* NULL: of no machine */
	struct {
		struct compat_row *items;
		size_t n;
	} ports;
	struct strv not_read;
};

/* Where the tables are; own NULL: nobody's own are read. */
struct compat_folders {
	const char *shipped, *own;
};

/* By the options --tables and --own-tables. */
struct compat_folders compat_folders_of(const struct args *args);

/* Reads what is known of @driver (a module, also one of a build beside it). *@ret_table
 * is NULL when nothing is known, and else taken from @arena. Returns 0, or a negative
 * errno with a message on standard error. */
int compat_read_table(const struct compat_folders *folders, const char *driver,
		      struct arena *arena, const struct compat_table **ret_table);

/* Judges the ports that @operands name (all, without), and adds them to @report, which
 * borrows from @host and @arena. Returns 0, or a negative errno with a message on
 * standard error: an operand that is no port (-ENODEV), a bad table, out of memory. */
int compat_add_ports(const struct host *host, const struct strv *operands,
		     const struct compat_folders *folders, struct arena *arena,
		     struct compat_report *report);

/* The same for versions that were named: @question without its table. */
int compat_add_question(struct compat_question *question,
			const struct compat_folders *folders, struct arena *arena,
			struct compat_report *report);

void compat_print_text(const struct compat_report *report, struct arena *arena);

/* Returns 0 or -ENOMEM, with a message on standard error. */
int compat_print_json(const struct compat_report *report);

/* The whole table of a driver. */
void compat_print_table(const struct compat_table *table, struct arena *arena);

#endif
