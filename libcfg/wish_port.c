/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules about one port share, and the plain ones among them. */
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
	wish_add(port, value, "link", "mtu", value->text);
}

void wish_rule_promiscuous(struct wish_port *port, const struct wish_value *value)
{
	wish_add(port, value, "link", "promisc", value->text);
}
