/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies a network state and changes settings in the copy. */
#include "netwish.h"

#include <errno.h>
#include <string.h>

/* What follows a setting by itself. */
static const struct {
	const char *group, *name; /* @name NULL: any of the group */
	const char *follows;
} followers[] = {
	{"channels", NULL, "rss-table"},
	{"channels", NULL, "queue"},
	{"channels", NULL, "irq"},
	{"features", "rx-ntuple-filter", "flow-rule"},
	{"vfs", NULL, "vf"},
	{"vfs", NULL, "vf-driver"},
	{"vfs", NULL, "vf-override"},
};

static bool is_set(const struct netwish_settings *settings,
		   const struct net_device *device, const char *group, const char *name)
{
	for (size_t i = 0; i < settings->n; i++) {
		const struct step_setting *setting = settings->items[i];

		if (strcmp(setting->device, device->id) == 0 &&
		    strcmp(setting->group, group) == 0 &&
		    (!name || strcmp(setting->name, name) == 0))
			return true;
	}
	return false;
}

static bool follows(const struct netwish_settings *settings,
		    const struct net_device *device, const struct net_setting *one)
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(followers); i++) {
		if (strcmp(followers[i].follows, one->group) == 0 &&
		    is_set(settings, device, followers[i].group, followers[i].name))
			return true;
	}
	return false;
}

static int copy_settings(struct netstate *state, const struct net_device *from,
			 const struct netwish_settings *settings,
			 struct net_device *device)
{
	device->settings.items = NULL;
	device->settings.n = 0;
	for (size_t i = 0; i < from->settings.n; i++) {
		const struct net_setting *one = &from->settings.items[i];
		struct net_setting *slot;

		if (is_set(settings, from, one->group, one->name) ||
		    follows(settings, from, one))
			continue;
		slot = ARENA_PUSH(state->arena, &device->settings);
		if (!slot)
			return -ENOMEM;
		*slot = *one;
	}
	for (size_t i = 0; i < settings->n; i++) {
		const struct step_setting *one = settings->items[i];

		if (strcmp(one->device, from->id) == 0 &&
		    netstate_set(state, device, one->group, one->name, one->value) < 0)
			return -ENOMEM;
	}
	return 0;
}

int netwish_make(const struct netstate *base, const struct netwish_settings *settings,
		 struct netstate **ret_state)
{
	NIC_CLEANUP(netstate_freep) struct netstate *state = netstate_new();

	if (!state)
		return -ENOMEM;
	state->objects.items = base->objects.items;
	state->objects.n = base->objects.n;
	for (size_t i = 0; i < base->devices.n; i++) {
		struct net_device *device = ARENA_PUSH(state->arena, &state->devices);

		if (!device)
			return -ENOMEM;
		*device = base->devices.items[i];
		if (copy_settings(state, &base->devices.items[i], settings, device) < 0)
			return -ENOMEM;
	}
	*ret_state = NIC_TAKE(state);
	return 0;
}
