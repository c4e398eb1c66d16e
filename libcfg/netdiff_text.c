/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a network state in a person's words. */
#include "netdiff_text.h"

#include "netdiff.h"

static const char *word(const struct net_object *object, const char *field,
			const char *otherwise)
{
	const char *value = netstate_field(&object->fields, field);

	return value ? value : otherwise;
}

const char *netdiff_text_object(struct arena *arena, const struct net_object *object)
{
	switch (object->kind) {
	case NET_VLAN:
		return arena_printf(arena, "VLAN %s", word(object, "vid", "?"));
	case NET_ADDRESS:
		return arena_printf(arena, "address %s/%s", word(object, "local", "?"),
				    word(object, "prefix", "0"));
	case NET_NEIGHBOUR:
		return arena_printf(arena, "neighbour %s",
				    word(object, "dst", word(object, "mac", "?")));
	case NET_NEXTHOP:
		return arena_printf(arena, "next hop object %s", word(object, "id", "?"));
	case NET_ROUTE:
		return arena_printf(arena, "route to %s/%s in table %s",
				    word(object, "dst", "default"),
				    word(object, "prefix", "0"),
				    word(object, "table", "?"));
	case NET_RULE:
		return arena_printf(arena, "rule %s", word(object, "priority", "0"));
	}
	return "?";
}

const char *netdiff_change_name(int change)
{
	static const char *const names[] = {
		[NET_DEVICE_MISSING] = "device-missing",
		[NET_NAME] = "name",
		[NET_ALTNAME] = "altname",
		[NET_SETTING] = "setting",
		[NET_MEMBER] = "member",
		[NET_UP] = "up",
		[NET_OBJECT_MISSING] = "object-missing",
		[NET_OBJECT_EXTRA] = "object-extra",
	};

	return change >= 0 && (size_t)change < NIC_ARRAY_SIZE(names) ? names[change]
								     : NULL;
}
