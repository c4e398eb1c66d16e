/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The network state as plain data, and its JSON document. */
#include "netstate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "jtable.h"

#define FIELD(struct_, field_, kind_)                                                    \
	{                                                                                \
#field_, kind_, offsetof(struct struct_, field_), NULL, 0, NULL          \
	}
#define NAMED(struct_, field_, names_)                                                   \
	{                                                                                \
#field_, J_ENUM, offsetof(struct struct_, field_), NULL, 0, names_       \
	}
#define LIST(struct_, field_, kind_, type_)                                              \
	{                                                                                \
#field_, kind_, offsetof(struct struct_, field_), &type_, 0, NULL        \
	}

static const struct jfield setting_fields[] = {
	FIELD(net_setting, group, J_REQUIRED),
	FIELD(net_setting, name, J_REQUIRED),
	FIELD(net_setting, value, J_REQUIRED),
};
static const struct jtype setting_type = JTYPE(struct net_setting, setting_fields);

static const struct jfield device_fields[] = {
	FIELD(net_device, id, J_REQUIRED),
	FIELD(net_device, name, J_REQUIRED),
	NAMED(net_device, role, netstate_role_name),
	FIELD(net_device, port, J_STRING),
	FIELD(net_device, physfn, J_STRING),
	FIELD(net_device, permanent_mac, J_STRING),
	FIELD(net_device, kind, J_STRING),
	FIELD(net_device, below, J_STRING),
	FIELD(net_device, link_data, J_STRING),
	FIELD(net_device, master, J_STRING),
	FIELD(net_device, master_kind, J_STRING),
	FIELD(net_device, master_is_lost, J_BOOL),
	FIELD(net_device, manager, J_STRING),
	FIELD(net_device, manager_is_busy, J_BOOL),
	FIELD(net_device, is_up, J_BOOL),
	FIELD(net_device, altnames, J_STRV),
	LIST(net_device, settings, J_LIST, setting_type),
	FIELD(net_device, losses, J_STRV),
	FIELD(net_device, refusals, J_STRV),
};
static const struct jtype device_type = JTYPE(struct net_device, device_fields);

static const struct jfield field_fields[] = {
	FIELD(net_field, name, J_REQUIRED),
	FIELD(net_field, value, J_REQUIRED),
};
static const struct jtype field_type = JTYPE(struct net_field, field_fields);

static const struct jfield object_fields[] = {
	NAMED(net_object, kind, netstate_kind_name),
	FIELD(net_object, device, J_STRING),
	LIST(net_object, fields, J_LIST, field_type),
	LIST(net_object, times, J_LIST, field_type),
	FIELD(net_object, unknown, J_STRV),
};
static const struct jtype object_type = JTYPE(struct net_object, object_fields);

static const struct jfield state_fields[] = {
	LIST(netstate, devices, J_LIST, device_type),
	LIST(netstate, objects, J_LIST, object_type),
};
static const struct jtype state_type = JTYPE(struct netstate, state_fields);

struct document {
	uint32_t
		nicctl_netstate; /* the schema version; also says what document this is */
	struct netstate *state;
};

static const struct jfield document_fields[] = {
	FIELD(document, nicctl_netstate, J_U32),
	LIST(document, state, J_POINTER, state_type),
};
static const struct jtype document_type = JTYPE(struct document, document_fields);

struct netstate *netstate_new(void)
{
	struct netstate *state = calloc(1, sizeof(*state));

	if (!state)
		return NULL;
	state->arena = arena_new();
	if (state->arena)
		return state;
	free(state);
	return NULL;
}

void netstate_free(struct netstate *state)
{
	if (!state)
		return;
	arena_free(state->arena);
	free(state);
}

void netstate_freep(struct netstate **state)
{
	netstate_free(*state);
	*state = NULL;
}

struct net_device *netstate_device(const struct netstate *state, const char *id)
{
	for (size_t i = 0; id && i < state->devices.n; i++) {
		if (strcmp(state->devices.items[i].id, id) == 0)
			return &state->devices.items[i];
	}
	return NULL;
}

struct net_device *netstate_device_of(const struct netstate *state, const char *port)
{
	for (size_t i = 0; i < state->devices.n; i++) {
		struct net_device *device = &state->devices.items[i];

		if (device->port && strcmp(device->port, port) == 0)
			return device;
	}
	return NULL;
}

const struct net_setting *netstate_setting(const struct net_device *device,
					   const char *group, const char *name)
{
	for (size_t i = 0; i < device->settings.n; i++) {
		const struct net_setting *setting = &device->settings.items[i];

		if (strcmp(setting->name, name) == 0 &&
		    strcmp(setting->group, group) == 0)
			return setting;
	}
	return NULL;
}

const char *netstate_field(const struct net_fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->n; i++) {
		if (strcmp(fields->items[i].name, name) == 0)
			return fields->items[i].value;
	}
	return NULL;
}

uint32_t netstate_number(const struct net_fields *fields, const char *name)
{
	const char *value = netstate_field(fields, name);

	return value ? (uint32_t)strtoul(value, NULL, 10) : 0;
}

void netstate_drop_field(struct net_fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->n; i++) {
		if (strcmp(fields->items[i].name, name) != 0)
			continue;
		memmove(&fields->items[i], &fields->items[i + 1],
			(fields->n - i - 1) * sizeof(*fields->items));
		fields->n--;
		return;
	}
}

bool netstate_group_has_defaults(const char *group)
{
	return strncmp(group, "sysctl", 6) == 0;
}

int netstate_set(struct netstate *state, struct net_device *device, const char *group,
		 const char *name, const char *value)
{
	struct net_setting *setting = ARENA_PUSH(state->arena, &device->settings);

	if (!setting)
		return -ENOMEM;
	setting->group = arena_strdup(state->arena, group);
	setting->name = arena_strdup(state->arena, name);
	setting->value = arena_strdup(state->arena, value);
	return arena_failed(state->arena) ? -ENOMEM : 0;
}

int netstate_add_field(struct netstate *state, struct net_fields *fields,
		       const char *name, const char *value)
{
	struct net_field *field = ARENA_PUSH(state->arena, fields);

	if (!field)
		return -ENOMEM;
	field->name = arena_strdup(state->arena, name);
	field->value = arena_strdup(state->arena, value);
	return arena_failed(state->arena) ? -ENOMEM : 0;
}

const char *netstate_name(const struct netstate *state, const char *id)
{
	const struct net_device *device = netstate_device(state, id);

	if (device)
		return device->name;
	return id && strncmp(id, "dev:", 4) == 0 ? id + 4 : id;
}

const char *netstate_kind_name(int kind)
{
	static const char *const names[] = {
		[NET_VLAN] = "vlan",	       [NET_ADDRESS] = "address",
		[NET_NEIGHBOUR] = "neighbour", [NET_NEXTHOP] = "nexthop",
		[NET_ROUTE] = "route",	       [NET_RULE] = "rule",
	};

	return kind >= 0 && (size_t)kind < NIC_ARRAY_SIZE(names) ? names[kind] : NULL;
}

const char *netstate_role_name(int role)
{
	static const char *const names[] = {
		[NET_PORT] = "port", [NET_CHILD] = "child", [NET_MASTER] = "master"};

	return role >= 0 && (size_t)role < NIC_ARRAY_SIZE(names) ? names[role] : NULL;
}

char *netstate_to_json(const struct netstate *state)
{
	struct netstate copy = *state;
	struct document document = {NETSTATE_SCHEMA_VERSION, &copy};

	return jtable_encode(&document_type, &document, JSTYLE_PRETTY);
}

int netstate_read_json(const char *text, size_t bytes, struct netstate **ret_state,
		       struct nic_err *err)
{
	NIC_CLEANUP(netstate_freep) struct netstate *state = netstate_new();
	struct document document = {0};
	int r;

	if (!state)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = jtable_decode(&document_type, text, bytes, state->arena, &document, err);
	if (r < 0)
		return r;
	if (document.nicctl_netstate != NETSTATE_SCHEMA_VERSION || !document.state)
		return nic_err_set(err, -EINVAL,
				   "not a network state of schema %d (nicctl_netstate)",
				   NETSTATE_SCHEMA_VERSION);
	state->devices.items = document.state->devices.items;
	state->devices.n = document.state->devices.n;
	state->objects.items = document.state->objects.items;
	state->objects.n = document.state->objects.n;
	*ret_state = NIC_TAKE(state);
	return 0;
}
