/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan of settings: one step for each, in the order of the request. */
#include <errno.h>

#include "plan_steps.h"

static int add_step(struct plan_context *ctx, const struct step_setting *setting)
{
	struct arena *arena = ctx->plan->arena;
	struct step *step = ARENA_PUSH(arena, &ctx->plan->steps);

	if (!step)
		return -ENOMEM;
	step->op = STEP_SETTING;
	step->role = ROLE_PORT;
	step->module = ctx->plan->module;
	step->params.text = "";
	step->params.fallback = "";
	step->setting = setting;
	step->reason = setting->origin
			       ? arena_printf(arena, "%s says so", setting->origin)
			       : "it was asked for";
	return step->reason ? 0 : -ENOMEM;
}

int plan_settings_append(struct plan_context *ctx)
{
	const struct step_settings *settings = &ctx->request->settings;
	const struct plan *plan = ctx->plan;
	int r = 0;

	for (size_t i = 0; i < settings->n && plan->steps.n && r == 0; i++) {
		const struct step_setting *setting = &settings->items[i];

		if (!setting->problem && plan_touches_port(plan, setting->port))
			r = add_step(ctx, setting);
	}
	return r;
}

int plan_settings_fill(struct plan_context *ctx)
{
	const struct step_settings *settings = &ctx->request->settings;
	struct plan *plan = ctx->plan;
	int r = 0;

	plan->strategy = STRATEGY_SETTINGS;
	plan->driver = ctx->request->driver;
	plan->module = ctx->request->driver;
	for (size_t i = 0; i < settings->n && r == 0; i++) {
		const struct step_setting *setting = &settings->items[i];

		if (setting->problem)
			continue; /* for the guard to say */
		r = add_step(ctx, setting);
		if (r == 0 && !strv_has(&plan->ports, setting->port))
			r = plan_steps_push(ctx, &plan->ports, setting->port);
	}
	plan->is_unchanged = !plan->steps.n;
	return r;
}
