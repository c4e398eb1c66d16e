/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a profile, or a change of the past, to the settings of a request. */
#include "change_settings.h"

#include <errno.h>

#include "live.h"
#include "message.h"
#include "settings.h"
#include "wish.h"

bool change_settings_wanted(const struct change *change)
{
	if (change->from)
		return false;
	if (change->back)
		return plan_first_setting(change->back->plan) <
		       change->back->plan->steps.n;
	return change->profile && wish_is_asked_for(change->profile);
}

static int keep_unmet(struct arena *arena, const struct step_settings *all,
		      struct step_settings *unmet)
{
	for (size_t i = 0; i < all->n; i++) {
		struct step_setting *slot;

		if (wish_is_met(&all->items[i]))
			continue;
		slot = ARENA_PUSH(arena, unmet);
		if (!slot)
			return -ENOMEM;
		*slot = all->items[i];
	}
	return 0;
}

static int find_wishes(struct change *change, const struct sys_ops *ops,
		       const struct host *host, struct change_settings *settings,
		       struct nic_err *err)
{
	struct wish_input input = {.profile = change->profile, .host = host};
	struct arena *arena = change->args->arena;
	struct step_settings *unmet = &change->request.settings;
	struct strv ports = {0};
	int r = wish_ports(input.profile, host, arena, &ports);

	if (change->settings)
		change->settings->ports = (uint32_t)ports.n;
	if (r == 0)
		r = ops->net_capture(ops->ctx, &ports, NULL, &settings->now, err);
	if (r == 0)
		r = ops->net_limits(ops->ctx, &ports, &settings->limits, err);
	input.now = settings->now;
	input.limits = settings->limits;
	if (r == 0)
		r = wish_make(&input, arena, &settings->all);
	if (r == 0)
		r = keep_unmet(arena, &settings->all, unmet);
	return r == -ENOMEM ? nic_err_set(err, r, "out of memory") : r;
}

static int find(struct change *change, const struct sys_ops *ops, const struct host *host,
		struct change_settings *settings, struct nic_err *err)
{
	if (!change->back)
		return find_wishes(change, ops, host, settings, err);
	return settings_back_find(change->back, ops, change->args->arena, &settings->back,
				  &change->request.settings, err);
}

int change_settings_find(struct change *change, const struct sys_ops *ops,
			 const struct host *host, struct change_settings *ret)
{
	struct sys_ops own = {0};
	struct nic_err err = {0};
	int r = 0;

	if (!change_settings_wanted(change))
		return 0;
	if (!ops)
		r = live_open(&own, &err);
	if (r == 0)
		r = find(change, ops ? ops : &own, host, ret, &err);
	live_close(&own);
	if (r < 0)
		message_nic_err(&err);
	return r;
}

void change_settings_clear(struct change *change, struct change_settings *settings)
{
	change->request.settings = (struct step_settings){0};
	settings_back_clear(&settings->back);
	netstate_free(settings->now);
	netstate_free(settings->limits);
}
