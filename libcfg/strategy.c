/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares the two strategies by plan and verdicts. */
#include "strategy.h"

#include <errno.h>

static int consider(const struct host *host, const struct request *request,
		    enum strategy strategy, struct strategy_option *option,
		    struct nic_err *err)
{
	struct request as = *request;
	int r;

	as.strategy = strategy;
	option->strategy = strategy;
	r = plan_make(host, &as, &option->plan, err);
	if (r == 0)
		r = guard_check(host, &as, option->plan, option->plan->arena,
				&option->verdicts, err);
	option->refusal = guard_refusal(&option->verdicts);
	return r;
}

static bool is_handed_over(const struct strategy_option *handover)
{
	return !handover->refusal && handover->plan->steps.n;
}

/* @ret_reason: half a sentence. */
static enum strategy decide(const struct request *request,
			    const struct strategy_option *reload,
			    const struct strategy_option *handover,
			    const char **ret_reason)
{
	if (request->strategy != STRATEGY_AUTO) {
		*ret_reason = "it was asked for";
		return request->strategy;
	}
	if (request->to_stock && is_handed_over(handover)) {
		*ret_reason = "ports are to come back from the driver beside it";
		return STRATEGY_HANDOVER;
	}
	if (!reload->refusal) {
		*ret_reason = "every check of it passes";
		return STRATEGY_RELOAD;
	}
	if (!handover->refusal) {
		*ret_reason = "a reload would be refused, and every check of this passes";
		return STRATEGY_HANDOVER;
	}
	*ret_reason = "neither strategy passes every check";
	return STRATEGY_RELOAD;
}

int strategy_choose(const struct host *host, const struct request *request,
		    struct strategy_choice *ret_choice, struct nic_err *err)
{
	struct strategy_choice choice = {0};
	struct strategy_option reload = {0}, handover = {0};
	int r;

	r = consider(host, request, STRATEGY_RELOAD, &reload, err);
	if (r == 0)
		r = consider(host, request, STRATEGY_HANDOVER, &handover, err);
	if (r < 0) {
		plan_free(reload.plan);
		plan_free(handover.plan);
		return r;
	}
	choice.taken = reload;
	choice.other = handover;
	if (decide(request, &reload, &handover, &choice.reason) == STRATEGY_HANDOVER) {
		choice.taken = handover;
		choice.other = reload;
	}
	*ret_choice = choice;
	return 0;
}

void strategy_choice_clear(struct strategy_choice *choice)
{
	plan_freep(&choice->taken.plan);
	plan_freep(&choice->other.plan);
}
