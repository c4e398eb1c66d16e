/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report of this boot, while it is written. */
#ifndef NICCTL_BOOT_LOG_H
#define NICCTL_BOOT_LOG_H

#include "bootreport.h"
#include "exit_code.h"

struct boot_log {
	struct arena *arena;   /* borrowed; what is in the report is taken from it */
	const char *state_dir; /* the folder it is kept in; borrowed */
	struct bootreport report;
};

/* Begins the report: which boot this is, of which kernel, and since when. */
void boot_log_begin(struct boot_log *log);

/* Writes it as it is now. That this fails is only told: settings are worth more than the
 * tale of them. */
void boot_log_keep(const struct boot_log *log);

/* @driver, one of the report, has ended with @outcome of struct bootreport_driver:
 * prints that, counts @code, and writes the report. @message: as there; NULL leaves the
 * one it has. */
void boot_log_end_driver(struct boot_log *log, struct bootreport_driver *driver,
			 const char *outcome, enum exit_code code, const char *message);

/* All has ended: prints the report's own message and writes it. */
void boot_log_end(struct boot_log *log);

#endif
