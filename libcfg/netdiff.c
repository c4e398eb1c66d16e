/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares two network states. */
#include "netdiff.h"

#include <errno.h>
#include <string.h>

#include "netdiff_order.h"
#include "netdiff_text.h"
#include "pages.h"

struct comparison {
	const struct netstate *before, *now;
	struct arena *arena;
	struct netdiff *diff;
};

static bool equal(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static const char *words(const char *text)
{
	return text ? text : "none";
}

static struct net_difference *add(struct comparison *comparison, enum net_change change,
				  const char *device, uint32_t order)
{
	struct net_difference *item = ARENA_PUSH(comparison->arena, comparison->diff);

	if (item) {
		item->change = change;
		item->device = device;
		item->order = order;
		item->can_repair = true;
	}
	return item;
}

static int compare_name(struct comparison *comparison, const struct net_device *was,
			const struct net_device *is)
{
	struct net_difference *item;

	if (equal(was->name, is->name))
		return 0;
	item = add(comparison, NET_NAME, was->id, NETDIFF_NAME);
	if (!item)
		return -ENOMEM;
	item->before = was->name;
	item->now = is->name;
	item->text = arena_printf(comparison->arena, "%s is named %s now", was->name,
				  is->name);
	return 0;
}

static int compare_altnames(struct comparison *comparison, const struct net_device *was,
			    const struct net_device *is)
{
	for (size_t i = 0; i < was->altnames.n; i++) {
		struct net_difference *item;

		/* it may have become the name: then the name differs, too */
		if (strv_has(&is->altnames, was->altnames.items[i]))
			continue;
		item = add(comparison, NET_ALTNAME, was->id, NETDIFF_NAME);
		if (!item)
			return -ENOMEM;
		item->before = was->altnames.items[i];
		item->text = arena_printf(comparison->arena,
					  "%s: the alternative name %s is missing",
					  was->name, item->before);
	}
	return 0;
}

/* A bridge takes its MAC from its members by itself, once they are back. */
static bool follows_members(const struct net_device *device, const char *group)
{
	return device->role == NET_MASTER && equal(device->kind, "bridge") &&
	       equal(group, "link");
}

/* What only other means can put back, or only the steps that have changed it: of huge
 * pages others take and give, too. A parameter of the mode driverinit counts from the
 * next reload of the device on, which makes all of its ports anew. */
static bool can_set(const struct net_device *device, const char *group)
{
	return !follows_members(device, group) && !equal(group, "devlink-driverinit") &&
	       !equal(device->id, PAGES_DEVICE);
}

/* Where nothing is mounted, nothing is told. */
static const char *unless_none(const char *mount)
{
	return equal(mount, PAGES_NO_MOUNT) ? NULL : mount;
}

/* A forced speed is told only while there is a carrier. */
static bool values_equal(const char *group, const char *a, const char *b)
{
	static const char forced[] = "forced";

	if (equal(group, PAGES_MOUNT))
		return equal(unless_none(a), unless_none(b));
	if (!a || !equal(group, "link-modes"))
		return equal(a, b);
	if (!b)
		return strncmp(a, forced, strlen(forced)) == 0;
	return strcmp(a, b) == 0 || (strncmp(a, forced, strlen(forced)) == 0 &&
				     strncmp(b, forced, strlen(forced)) == 0 &&
				     (strcmp(a, forced) == 0 || strcmp(b, forced) == 0));
}

static int add_setting(struct comparison *comparison, const struct net_device *was,
		       const struct net_setting *setting, const char *before,
		       const char *now)
{
	struct net_difference *item =
		add(comparison, NET_SETTING, was->id,
		    netdiff_order_setting(was, setting->group, setting->name));

	if (!item)
		return -ENOMEM;
	item->group = setting->group;
	item->name = setting->name;
	item->before = before;
	item->now = now;
	item->can_repair = can_set(was, setting->group);
	item->text = arena_printf(comparison->arena, "%s: %s %s is %s, was %s", was->name,
				  setting->group, setting->name, now ? now : "unset",
				  before ? before : "unset");
	return 0;
}

static int compare_settings(struct comparison *comparison, const struct net_device *was,
			    const struct net_device *is)
{
	int r = 0;

	for (size_t i = 0; i < was->settings.n && r == 0; i++) {
		const struct net_setting *setting = &was->settings.items[i];
		const struct net_setting *other =
			netstate_setting(is, setting->group, setting->name);

		if (!values_equal(setting->group, setting->value,
				  other ? other->value : NULL))
			r = add_setting(comparison, was, setting, setting->value,
					other ? other->value : NULL);
	}
	/* What was at its default before has to be so again; a flow rule is no default */
	for (size_t i = 0; i < is->settings.n && r == 0; i++) {
		const struct net_setting *setting = &is->settings.items[i];

		if ((netstate_group_has_defaults(setting->group) ||
		     equal(setting->group, "flow-rule")) &&
		    !netstate_setting(was, setting->group, setting->name))
			r = add_setting(comparison, was, setting, NULL, setting->value);
	}
	return r;
}

static int compare_member(struct comparison *comparison, const struct net_device *was,
			  const struct net_device *is)
{
	struct net_difference *item;

	if (was->role == NET_MASTER || equal(was->master, is->master))
		return 0;
	item = add(comparison, NET_MEMBER, was->id, NETDIFF_MEMBER);
	if (!item)
		return -ENOMEM;
	item->before = was->master;
	item->now = is->master;
	/* Open vSwitch puts its ports back by itself, and only it can. */
	item->can_repair = !equal(was->master_kind, "openvswitch");
	item->text =
		arena_printf(comparison->arena, "%s is part of %s, was of %s", was->name,
			     words(netstate_name(comparison->now, is->master)),
			     words(netstate_name(comparison->before, was->master)));
	return 0;
}

static int compare_up(struct comparison *comparison, const struct net_device *was,
		      const struct net_device *is)
{
	struct net_difference *item;

	if (was->role == NET_MASTER || was->is_up == is->is_up)
		return 0;
	item = add(comparison, NET_UP, was->id, NETDIFF_UP);
	if (!item)
		return -ENOMEM;
	item->before = was->is_up ? "up" : "down";
	item->now = is->is_up ? "up" : "down";
	item->text = arena_printf(comparison->arena, "%s is %s, was %s", was->name,
				  item->now, item->before);
	return 0;
}

static int add_missing_device(struct comparison *comparison, const struct net_device *was)
{
	struct net_difference *item =
		add(comparison, NET_DEVICE_MISSING, was->id, NETDIFF_CHILD);

	if (!item)
		return -ENOMEM;
	item->before = was->name;
	item->can_repair = was->role == NET_CHILD && was->link_data;
	item->text = arena_printf(comparison->arena, "%s%s%s%s is missing", was->name,
				  was->kind ? " (" : "", was->kind ? was->kind : "",
				  was->kind ? ")" : "");
	return 0;
}

static int compare_device(struct comparison *comparison, const struct net_device *was)
{
	const struct net_device *is = netstate_device(comparison->now, was->id);
	int r;

	if (!is)
		return add_missing_device(comparison, was);
	r = compare_name(comparison, was, is);
	if (r == 0)
		r = compare_altnames(comparison, was, is);
	if (r == 0)
		r = compare_settings(comparison, was, is);
	if (r == 0)
		r = compare_member(comparison, was, is);
	return r < 0 ? r : compare_up(comparison, was, is);
}

static bool fields_equal(const struct net_fields *a, const struct net_fields *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		if (!equal(a->items[i].name, b->items[i].name) ||
		    !equal(a->items[i].value, b->items[i].value))
			return false;
	}
	return true;
}

static bool has_object(const struct netstate *state, const struct net_object *object)
{
	for (size_t i = 0; i < state->objects.n; i++) {
		const struct net_object *other = &state->objects.items[i];

		if (other->kind == object->kind && equal(other->device, object->device) &&
		    fields_equal(&other->fields, &object->fields))
			return true;
	}
	return false;
}

/* What makes two objects the same one, whatever else they say. */
static bool same_key(const struct net_object *a, const struct net_object *b)
{
	static const char *const keys[][6] = {
		[NET_VLAN] = {"vid"},
		[NET_ADDRESS] = {"local", "prefix"},
		[NET_NEIGHBOUR] = {"family", "dst", "mac", "vlan"},
		[NET_NEXTHOP] = {"id"},
		[NET_ROUTE] = {"family", "dst", "prefix", "table", "metric", "tos"},
		[NET_RULE] = {"priority", "family"},
	};

	if (a->kind != b->kind || !equal(a->device, b->device))
		return false;
	for (size_t i = 0; i < 6 && keys[a->kind][i]; i++) {
		if (!equal(netstate_field(&a->fields, keys[a->kind][i]),
			   netstate_field(&b->fields, keys[a->kind][i])))
			return false;
	}
	return true;
}

static int add_object(struct comparison *comparison, const struct net_object *object,
		      bool is_extra, bool can_repair)
{
	const struct netstate *state = is_extra ? comparison->now : comparison->before;
	struct net_difference *item =
		add(comparison, is_extra ? NET_OBJECT_EXTRA : NET_OBJECT_MISSING,
		    object->device,
		    is_extra ? NETDIFF_REMOVE : NETDIFF_OBJECTS + (uint32_t)object->kind);

	if (!item)
		return -ENOMEM;
	item->object = object;
	item->can_repair = can_repair;
	item->text = arena_printf(
		comparison->arena, "%s%s%s %s",
		object->device ? netstate_name(state, object->device) : "",
		object->device ? ": " : "",
		netdiff_text_object(comparison->arena, object),
		is_extra ? "was not there before" : "is missing, or not as it was");
	return 0;
}

static bool is_changed(const struct netstate *before, const struct net_object *object)
{
	for (size_t i = 0; i < before->objects.n; i++) {
		if (same_key(&before->objects.items[i], object))
			return true;
	}
	return false;
}

/* What the kernel has given a port that has just appeared: its link-local address (made
 * of a MAC that is not the port's any more), and the VLAN that a bridge begins with. */
static bool is_first_setup(const struct net_object *object)
{
	const char *local = netstate_field(&object->fields, "local");

	return object->kind == NET_VLAN ||
	       (object->kind == NET_ADDRESS && local && strncmp(local, "fe80:", 5) == 0);
}

/* Somebody else's new addresses and routes are told and left alone. */
static int compare_extra(struct comparison *comparison, const struct net_object *object)
{
	bool changed;

	if (object->device && !netstate_device(comparison->before, object->device))
		return 0;
	changed = is_changed(comparison->before, object);
	if (changed && object->kind != NET_ADDRESS)
		return 0; /* it is overwritten */
	return add_object(comparison, object, true, changed || is_first_setup(object));
}

/* Few of them, nearly sorted already; equal ones keep their order. */
static void sort(struct netdiff *diff)
{
	for (size_t i = 1; i < diff->n; i++) {
		struct net_difference item = diff->items[i];
		size_t at = i;

		for (; at && diff->items[at - 1].order > item.order; at--)
			diff->items[at] = diff->items[at - 1];
		diff->items[at] = item;
	}
}

int netdiff_make(const struct netstate *before, const struct netstate *now,
		 struct arena *arena, struct netdiff *ret_diff)
{
	struct netdiff diff = {0};
	struct comparison comparison = {before, now, arena, &diff};
	int r = 0;

	for (size_t i = 0; i < before->devices.n && r == 0; i++)
		r = compare_device(&comparison, &before->devices.items[i]);
	for (size_t i = 0; i < before->objects.n && r == 0; i++) {
		const struct net_object *object = &before->objects.items[i];

		if (!has_object(now, object))
			r = add_object(&comparison, object, false, !object->unknown.n);
	}
	for (size_t i = 0; i < now->objects.n && r == 0; i++) {
		if (!has_object(before, &now->objects.items[i]))
			r = compare_extra(&comparison, &now->objects.items[i]);
	}
	if (r < 0 || arena_failed(arena))
		return -ENOMEM;
	sort(&diff);
	*ret_diff = diff;
	return 0;
}
