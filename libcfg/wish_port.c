/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules about one port share, and the plain ones among them. */
#include <stdlib.h>
#include <string.h>

#include "wish_rules.h"

static const char *find_now(const struct net_device *device, const char *group,
			    const char *name)
{
	const struct net_setting *setting =
		device ? netstate_setting(device, group, name) : NULL;

	return setting ? setting->value : NULL;
}

const char *wish_limit(const struct wish_port *port, const char *group, const char *name)
{
	return find_now(port->limits, group, name);
}

const char *wish_future(const struct wish_port *port, const char *group, const char *name)
{
	for (size_t i = 0; i < port->wishes->n; i++) {
		const struct step_setting *wish = &port->wishes->items[i];

		if (!wish->problem && strcmp(wish->device, port->now->id) == 0 &&
		    strcmp(wish->group, group) == 0 && strcmp(wish->name, name) == 0)
			return wish->value;
	}
	return find_now(port->now, group, name);
}

static const char *origin_of(struct wish_port *port, const struct wish_value *value)
{
	return value->is_preset ? arena_printf(port->arena, "preset, %s", value->origin)
				: value->origin;
}

void wish_add(struct wish_port *port, const struct wish_value *value, const char *group,
	      const char *name, const char *wanted)
{
	struct step_setting *wish = ARENA_PUSH(port->arena, port->wishes);

	if (!wish)
		return;
	*wish = (struct step_setting){
		.port = port->port->address,
		.device = port->now->id,
		.netdev = port->now->name,
		.group = group,
		.name = name,
		.value = wanted,
		.before = find_now(port->now, group, name),
		.key = value->key,
		.origin = origin_of(port, value),
		.may_skip = port->may_skip || value->is_preset,
	};
}

void wish_refuse(struct wish_port *port, const struct wish_value *value,
		 const char *problem, const char *remedy)
{
	const char *origin = origin_of(port, value);
	struct step_setting *wish = ARENA_PUSH(port->arena, port->wishes);

	if (!wish || !problem)
		return;
	*wish = (struct step_setting){
		.port = port->port->address,
		.device = port->now->id,
		.netdev = port->now->name,
		.group = "",
		.name = "",
		.value = value->text,
		.key = value->key,
		.origin = origin,
		.may_skip = port->may_skip,
		.problem =
			arena_printf(port->arena, "%s: %s = %s (%s): %s", port->now->name,
				     value->key, value->text, origin, problem),
		.remedy = remedy,
	};
}

void wish_lacks(struct wish_port *port, const struct wish_value *value, const char *what)
{
	if (!value->is_preset)
		wish_refuse(port, value,
			    arena_printf(port->arena, "the port has no %s", what), NULL);
}

void wish_rule_mtu(struct wish_port *port, const struct wish_value *value)
{
	const char *min = wish_limit(port, "link-min", "mtu");
	const char *max = wish_limit(port, "link-max", "mtu");
	unsigned long mtu = strtoul(value->text, NULL, 10);

	if (max && mtu > strtoul(max, NULL, 10))
		wish_refuse(port, value,
			    arena_printf(port->arena, "the port offers %s at most", max),
			    arena_printf(port->arena, "say %s or less", max));
	else if (min && mtu < strtoul(min, NULL, 10))
		wish_refuse(port, value,
			    arena_printf(port->arena, "the port offers %s at least", min),
			    arena_printf(port->arena, "say %s or more", min));
	else
		wish_add(port, value, "link", "mtu", value->text);
}

void wish_rule_promiscuous(struct wish_port *port, const struct wish_value *value)
{
	wish_add(port, value, "link", "promisc", value->text);
}

/* The kernel goes from one number to another only by way of none: what exists would be
 * removed. That has to be said, as 'vfs = 0'. */
void wish_rule_vfs(struct wish_port *port, const struct wish_value *value)
{
	const char *max = wish_limit(port, "vfs-max", "number");
	const char *now = find_now(port->now, "vfs", "number");
	const char *wanted = strcmp(value->text, "max") == 0 ? max : value->text;

	if (!max || !now || strcmp(max, "0") == 0) {
		if (strcmp(value->text, "0") != 0)
			wish_lacks(port, value, "virtual functions");
		return;
	}
	if (strtoul(wanted, NULL, 10) > strtoul(max, NULL, 10))
		wish_refuse(port, value,
			    arena_printf(port->arena, "the port offers %s at most", max),
			    arena_printf(port->arena, "say %s, or max", max));
	else if (strcmp(now, "0") != 0 && strcmp(now, wanted) != 0 &&
		 strcmp(wanted, "0") != 0)
		wish_refuse(port, value,
			    arena_printf(port->arena,
					 "the port has %s, and the kernel would remove "
					 "them to make another number",
					 now),
			    "when they can go, apply 'vfs = 0' first");
	else
		wish_add(port, value, "vfs", "number", wanted);
}
