/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A network state as it is to become: one that was captured, with settings changed. Pure.
 */
#ifndef NICCTL_NETWISH_H
#define NICCTL_NETWISH_H

#include "netstate.h"
#include "plan.h"

/* A copy of @base in which @settings (pointers) hold, and what follows a changed one by
 * itself is left out, so that no comparison misses it: with another number of queues the
 * hash table, the queues and their interrupts; with ntuple off the flow rules; with
 * another number of virtual functions their settings. Those that are in @settings
 * themselves are kept. Strings are borrowed from both. Returns 0 or
 * -ENOMEM. The caller frees it. */
struct netwish_settings {
	const struct step_setting **items;
	size_t n;
};

int netwish_make(const struct netstate *base, const struct netwish_settings *settings,
		 struct netstate **ret_state);

#endif
