/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A setting is one difference of the network state. */
#include "apply_setting.h"

#include <errno.h>
#include <string.h>

#include "pages.h"

static struct net_difference difference_of(const struct step_setting *setting,
					   const char *value, const char *now)
{
	return (struct net_difference){
		.change = NET_SETTING,
		.device = setting->device,
		.group = setting->group,
		.name = setting->name,
		.before = value,
		.now = now,
		.text = setting->netdev,
		.can_repair = true,
	};
}

static int set(const struct apply *apply, const struct step_setting *setting,
	       const char *value, const char *now, struct nic_err *err)
{
	struct net_difference difference = difference_of(setting, value, now);
	const struct sys_ops *ops = apply->ops;
	const struct netstate nothing = {0};
	int r = ops->net_repair(ops->ctx, &nothing, &difference, err);

	if (r < 0 && strcmp(setting->device, PAGES_DEVICE) == 0)
		return r; /* it says all */
	if (r < 0)
		return nic_err_set(err, r, "%s of %s: %s %s cannot be set to %s: %s",
				   setting->key ? setting->key : setting->group,
				   setting->netdev, setting->group, setting->name, value,
				   nic_strerror(r));
	return 0;
}

/* Of which groups a driver may start its port anew with each change. */
static bool goes_together(const struct step_setting *a, const struct step_setting *b)
{
	return a && b && strcmp(a->device, b->device) == 0 &&
	       strcmp(a->group, b->group) == 0 &&
	       (strcmp(a->group, "features") == 0 || strcmp(a->group, "pause") == 0);
}

/* Sets step @i and those that follow it and are of the same kind by one request. Each of
 * them is still recorded as a step of its own when its turn comes. Returns whether it
 * was taken; else each is tried by itself, so that the one that is refused is known. */
static bool set_together(struct apply *apply, size_t i)
{
	const struct plan *plan = apply->plan;
	const struct step_setting *first = plan->steps.items[i].setting;
	struct arena *arena = apply->result->arena;
	struct {
		struct net_difference *items;
		size_t n;
	} list = {0};
	struct nic_err ignored;
	size_t end = i;

	if (!apply->ops->net_set_together)
		return false;
	while (end < plan->steps.n &&
	       goes_together(first, plan->steps.items[end].setting)) {
		const struct step_setting *one = plan->steps.items[end++].setting;
		struct net_difference *slot = ARENA_PUSH(arena, &list);

		if (!slot)
			return false;
		*slot = difference_of(one, one->value, one->before);
	}
	if (list.n < 2 || apply->ops->net_set_together(apply->ops->ctx, list.items,
						       list.n, &ignored) < 0)
		return false;
	/* to be undone should the change end before their turn has come */
	for (size_t k = i + 1; k < end; k++)
		apply->result->steps.items[k].state = STEP_DONE;
	apply->set_until = end;
	return true;
}

int apply_setting_run(struct apply *apply, size_t i, struct nic_err *err)
{
	const struct step_setting *setting = apply->plan->steps.items[i].setting;

	if (i < apply->set_until || set_together(apply, i))
		return 0;
	return set(apply, setting, setting->value, setting->before, err);
}

int apply_setting_undo(const struct apply *apply, size_t i, struct nic_err *err)
{
	const struct step_setting *setting = apply->plan->steps.items[i].setting;
	int r;

	/* what was not there before goes with what made it */
	if (!setting->before)
		return 0;
	r = set(apply, setting, setting->before, setting->value, err);
	/* a table may need queues that only come back after it */
	if (apply->result->steps.items[i].state == STEP_FAILED ||
	    strcmp(setting->group, "rss-table") == 0)
		return 0;
	return r;
}

bool apply_setting_may_skip(const struct step *step, int code)
{
	return step->setting && step->setting->may_skip && code != -ENOMEM &&
	       code != -ENODEV;
}
