/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes a change of settings back, by a new one. */
#ifndef NICCTL_SETTINGS_BACK_H
#define NICCTL_SETTINGS_BACK_H

#include "args.h"
#include "journal_read.h"

struct settings_back {
	struct args *args;
	const struct journal_entry *entry; /* of STRATEGY_SETTINGS */
	bool is_dry_run, is_json, asks;
	int timeout_ms;
};

/* Sets what the transaction has set to what it was before, and with a number of queues
 * the hash table and the interrupts that went with it. Tells how it went. */
enum exit_code settings_back_run(const struct settings_back *back);

#endif
