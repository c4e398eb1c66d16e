/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reload or handover: makes both plans, lets the guard judge both, and takes one. Pure.
 */
#ifndef NICCTL_STRATEGY_H
#define NICCTL_STRATEGY_H

#include "guard.h"

/* One way to fulfil the request. */
struct strategy_option {
	enum strategy strategy;
	struct plan *plan; /* owned by the choice until it is taken out */
	struct verdicts verdicts;
	const struct verdict *refusal; /* the first; NULL: the guard lets it pass */
};

struct strategy_choice {
	struct strategy_option taken, other;
	const char *reason; /* why that one: half a sentence; of taken.plan's arena */
};

/* Decides what @request asks for: the strategy it names, or with STRATEGY_AUTO the reload
 * when the guard passes it (on the way back only if there is no port to move), else the
 * handover when the guard passes that, else the reload, which is then refused. Returns 0
 * or the errno of making a plan. The caller clears the choice. */
int strategy_choose(const struct host *host, const struct request *request,
		    struct strategy_choice *ret_choice, struct nic_err *err);
void strategy_choice_clear(struct strategy_choice *choice);

#endif
