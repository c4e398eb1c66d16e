/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guard: named rules over facts and plan. It stands before every change. Pure. */
#ifndef NICCTL_GUARD_H
#define NICCTL_GUARD_H

#include "plan.h"

enum verdict_level { VERDICT_PASS, VERDICT_WARN, VERDICT_REFUSE };

struct verdict {
	enum verdict_level level;
	const char *rule;    /* name of the rule, e.g. "signature" */
	const char *message; /* one sentence without the final stop: what was found */
	const char *remedy;  /* what to do about it; NULL for a pass */
};

struct verdicts {
	struct verdict *items;
	size_t n;
};

/* Applies every rule. The verdicts are taken from @arena, in the rules' order, and each
 * rule that has something to judge gives at least one. Returns 0 or -ENOMEM. */
int guard_check(const struct host *host, const struct request *request,
		const struct plan *plan, struct arena *arena,
		struct verdicts *ret_verdicts, struct nic_err *err);

/* The first refusal; NULL when the guard lets the plan pass. */
const struct verdict *guard_refusal(const struct verdicts *verdicts);

const char *verdict_level_name(int level);

#endif
