/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A setting is one difference of the network state. */
#include "apply_setting.h"

#include <errno.h>
#include <string.h>

static int set(const struct apply *apply, const struct step_setting *setting,
	       const char *value, const char *now, struct nic_err *err)
{
	const struct sys_ops *ops = apply->ops;
	const struct netstate nothing = {0};
	struct net_difference difference = {
		.change = NET_SETTING,
		.device = setting->device,
		.group = setting->group,
		.name = setting->name,
		.before = value,
		.now = now,
		.text = setting->netdev,
		.can_repair = true,
	};
	int r = ops->net_repair(ops->ctx, &nothing, &difference, err);

	if (r < 0)
		return nic_err_set(err, r, "%s of %s: %s %s cannot be set to %s: %s",
				   setting->key ? setting->key : setting->group,
				   setting->netdev, setting->group, setting->name, value,
				   nic_strerror(r));
	return 0;
}

int apply_setting_run(const struct apply *apply, const struct step_setting *setting,
		      struct nic_err *err)
{
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
