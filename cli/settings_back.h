/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes a change of settings back, by a new one. */
#ifndef NICCTL_SETTINGS_BACK_H
#define NICCTL_SETTINGS_BACK_H

#include "args.h"
#include "journal_read.h"
#include "netstate.h"
#include "sys_ops.h"

/* What the settings that were found borrow from. Owned; starts empty. */
struct settings_back_state {
	struct netstate *before, *now;
};

/* What of the settings of @entry, which has its plan, is not as it was before it, in the
 * order in which it is to be set; with a number of queues the hash table and the
 * interrupts that went with it. Returns 0 or a negative errno; the caller clears @state
 * in any case. */
int settings_back_find(const struct journal_entry *entry, const struct sys_ops *ops,
		       struct arena *arena, struct settings_back_state *state,
		       struct step_settings *ret_settings, struct nic_err *err);
void settings_back_clear(struct settings_back_state *state);

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
