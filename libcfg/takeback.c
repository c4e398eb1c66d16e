/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what a transaction has done to the request for the opposite. */
#include "takeback.h"

#include <errno.h>
#include <string.h>

#include "plan_handover.h"

static const struct step *removal(const struct plan *plan, enum step_role role)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct step *step = &plan->steps.items[i];

		if (step->op == STEP_REMOVE && step->role == role)
			return step;
	}
	return NULL;
}

/* A value with blanks needs quotes, as on the kernel's command line. */
static int add_param(struct arena *arena, struct strv *params, const struct param *param)
{
	const char *quote = param->value && strpbrk(param->value, " \t") ? "\"" : "";
	const char *text;

	if (!param->value)
		return strv_push(arena, params, param->name);
	text = arena_printf(arena, "%s=%s%s%s", param->name, quote, param->value, quote);
	return text ? strv_push(arena, params, text) : -ENOMEM;
}

/* As the module had them. Which ports it takes is for the new plan to say. */
static int add_params(struct arena *arena, const struct step *was, struct strv *params)
{
	int r = 0;

	for (size_t i = 0; i < was->params.carried.n && r == 0; i++) {
		const struct param *param = &was->params.carried.items[i];

		if (was->role != ROLE_BESIDE ||
		    strcmp(param->name, PLAN_HANDOVER_PORTS) != 0)
			r = add_param(arena, params, param);
	}
	return r;
}

/* The driver comes back from the file that its removal holds. */
static int fill_reload(const struct journal_entry *entry, const struct step *was,
		       struct arena *arena, struct request *request)
{
	/* What took its place may have another name. */
	request->module = arena_strdup(arena, was->module);
	request->driver = entry->plan->module ? arena_strdup(arena, entry->plan->module)
					      : request->module;
	request->to_stock = false;
	request->replacement = arena_strdup(arena, was->path);
	return add_params(arena, was, &request->params);
}

static int fill_handover(const struct journal_entry *entry, struct arena *arena,
			 struct request *request)
{
	const struct plan *plan = entry->plan;
	const struct step *was = removal(plan, ROLE_BESIDE);
	int r = 0;

	request->strategy = STRATEGY_HANDOVER;
	request->driver = arena_strdup(arena, plan->driver);
	request->module = NULL;
	request->to = arena_strdup(arena, plan->beside);
	request->to_stock = !entry->request->to_stock;
	request->replacement = was ? arena_strdup(arena, was->path) : NULL;
	request->ports = (struct strv){0};
	request->loaded_for = (struct strv){0};
	for (size_t i = 0; i < plan->steps.n && r == 0; i++) {
		const struct step *step = &plan->steps.items[i];

		if (step->bind)
			r = strv_push(arena, &request->ports, step->bind->address);
		else if (step->op == STEP_INSERT)
			r = strv_push(arena, &request->loaded_for, step->module);
	}
	return r == 0 && was ? add_params(arena, was, &request->params) : r;
}

int takeback_request(const struct journal_entry *entry, struct arena *arena,
		     struct request *ret_request, struct nic_err *err)
{
	const struct step *was = entry->plan ? removal(entry->plan, ROLE_TARGET) : NULL;
	struct request request;
	int r;

	if (entry->plan_problem)
		return nic_err_set(err, -EINVAL, "%s", entry->plan_problem);
	if (!entry->plan || (!entry->plan->beside && (!was || !was->path))) {
		nic_err_set(err, -EOPNOTSUPP, "the transaction %s replaced no driver",
			    entry->id);
		nic_err_hint(err, "'nicctl show %s' tells what it did", entry->id);
		return -EOPNOTSUPP;
	}
	request = *entry->request;
	request.asked = arena_strdup(arena, request_asked(entry->request));
	request.source = arena_printf(arena, "taking back %s", entry->id);
	request.if_changed = false;
	request.params = (struct strv){0};
	r = entry->plan->beside ? fill_handover(entry, arena, &request)
				: fill_reload(entry, was, arena, &request);
	if (r < 0 || arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret_request = request;
	return 0;
}
