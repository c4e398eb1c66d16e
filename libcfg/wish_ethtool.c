/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys about what ethtool shows and sets. */
#include <stdlib.h>
#include <string.h>

#include "suggest.h"
#include "wish_rules.h"

/* The names that ethtool -K takes besides the kernel's own. Source: ethtool(8). */
static const struct {
	const char *alias, *feature;
} aliases[] = {
	{"gro", "rx-gro"},
	{"gro-hw", "rx-gro-hw"},
	{"gro-list", "rx-gro-list"},
	{"gso", "tx-generic-segmentation"},
	{"lro", "rx-lro"},
	{"tso", "tx-tcp-segmentation"},
	{"tso", "tx-tcp6-segmentation"},
	{"tso", "tx-tcp-ecn-segmentation"},
	{"tso", "tx-tcp-mangleid-segmentation"},
	{"rx", "rx-checksum"},
	{"tx", "tx-checksum-ip-generic"},
	{"tx", "tx-checksum-ipv4"},
	{"tx", "tx-checksum-ipv6"},
	{"sg", "tx-scatter-gather"},
	{"rxvlan", "rx-vlan-hw-parse"},
	{"txvlan", "tx-vlan-hw-insert"},
	{"rxhash", "rx-hashing"},
};

/* Takes @value as a count of which the port offers at most @max. NULL: it was refused. */
static const char *count(struct wish_port *port, const struct wish_value *value,
			 const char *max)
{
	if (strcmp(value->text, "max") == 0)
		return max;
	if (strtoul(value->text, NULL, 10) <= strtoul(max, NULL, 10))
		return value->text;
	wish_refuse(port, value,
		    arena_printf(port->arena, "the port offers %s at most", max),
		    arena_printf(port->arena, "say %s, or max", max));
	return NULL;
}

static const char *offered(const struct wish_port *port, const char *group,
			   const char *name)
{
	const char *max = wish_limit(port, group, name);

	return max && strcmp(max, "0") != 0 ? max : NULL;
}

void wish_rule_rss(struct wish_port *port, const struct wish_value *value)
{
	const char *name = "combined", *max = offered(port, "channels-max", name);
	const char *wanted;

	if (!max) {
		name = "rx";
		max = offered(port, "channels-max", name);
	}
	/* a port with one queue has its one, and its most */
	if (!max) {
		if (strcmp(value->text, "max") != 0 && strcmp(value->text, "1") != 0)
			wish_refuse(port, value, "the port offers 1 queue", NULL);
		return;
	}
	wanted = count(port, value, max);
	if (wanted)
		wish_add(port, value, "channels", name, wanted);
}

static void ring(struct wish_port *port, const struct wish_value *value, const char *name)
{
	const char *max = offered(port, "rings-max", name), *wanted;

	if (!max) {
		wish_lacks(port, value, "ring whose size could be set");
		return;
	}
	wanted = count(port, value, max);
	if (wanted)
		wish_add(port, value, "rings", name, wanted);
}

void wish_rule_rx_ring(struct wish_port *port, const struct wish_value *value)
{
	ring(port, value, "rx");
}

void wish_rule_tx_ring(struct wish_port *port, const struct wish_value *value)
{
	ring(port, value, "tx");
}

/* "0" of "off", "1" of "on", else the number itself. */
static const char *number(const char *text)
{
	if (strcmp(text, "on") == 0)
		return "1";
	return strcmp(text, "off") == 0 ? "0" : text;
}

static const char *nearest_feature(const struct wish_port *port, const char *name)
{
	struct suggestion suggestion = suggest_begin(name, strlen(name));

	for (size_t i = 0; i < port->now->settings.n; i++) {
		if (strcmp(port->now->settings.items[i].group, "features") == 0)
			suggest_try(&suggestion, "", port->now->settings.items[i].name);
	}
	for (size_t i = 0; i < NIC_ARRAY_SIZE(aliases); i++)
		suggest_try(&suggestion, "", aliases[i].alias);
	return suggestion.best
		       ? arena_printf(port->arena, "did you mean '%s'?", suggestion.best)
		       : NULL;
}

/* Returns whether the port has a feature of that name at all. */
static bool set_feature(struct wish_port *port, const struct wish_value *value,
			const char *feature, const char *wanted)
{
	const char *fixed = wish_limit(port, "features-fixed", feature);

	if (netstate_setting(port->now, "features", feature)) {
		wish_add(port, value, "features", feature, wanted);
		return true;
	}
	if (fixed && strcmp(fixed, wanted) != 0 && !value->is_preset)
		wish_refuse(port, value,
			    arena_printf(port->arena, "%s is always %s with this driver",
					 feature, strcmp(fixed, "1") == 0 ? "on" : "off"),
			    NULL);
	return fixed != NULL;
}

/* Of an alias that stands for several, those that can be switched are. */
static bool set_alias(struct wish_port *port, const struct wish_value *value,
		      const char *alias, const char *wanted)
{
	const char *fixed = NULL;
	bool is_alias = false, is_set = false;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(aliases); i++) {
		const char *feature = aliases[i].feature;

		if (strcmp(aliases[i].alias, alias) != 0)
			continue;
		is_alias = true;
		if (netstate_setting(port->now, "features", feature)) {
			wish_add(port, value, "features", feature, wanted);
			is_set = true;
		} else if (!fixed || strcmp(fixed, wanted) != 0) {
			fixed = wish_limit(port, "features-fixed", feature);
		}
	}
	if (is_alias && !is_set && !value->is_preset &&
	    strcmp(fixed ? fixed : "0", wanted) != 0)
		wish_refuse(port, value,
			    arena_printf(port->arena, "%s cannot be switched %s here",
					 alias, strcmp(wanted, "1") == 0 ? "on" : "off"),
			    NULL);
	return is_alias;
}

void wish_rule_offload(struct wish_port *port, const struct wish_value *value)
{
	size_t bytes = strcspn(value->text, "=");
	const char *name = arena_strndup(port->arena, value->text, bytes);
	const char *wanted = number(value->text + bytes + 1);

	if (!name || set_alias(port, value, name, wanted) ||
	    set_feature(port, value, name, wanted) || value->is_preset)
		return;
	wish_refuse(port, value,
		    arena_printf(port->arena, "the kernel knows no feature '%s'", name),
		    nearest_feature(port, name));
}

void wish_rule_ntuple(struct wish_port *port, const struct wish_value *value)
{
	if (!set_feature(port, value, "rx-ntuple-filter", number(value->text)))
		wish_lacks(port, value, "flow rules");
}

/* Is there a wish for it already, of a key of its own? */
static bool is_wished(const struct wish_port *port, const char *group, const char *name)
{
	for (size_t i = 0; i < port->wishes->n; i++) {
		const struct step_setting *wish = &port->wishes->items[i];

		if (strcmp(wish->device, port->now->id) == 0 &&
		    strcmp(wish->group, group) == 0 && strcmp(wish->name, name) == 0)
			return true;
	}
	return false;
}

/* What these call autonegotiation of pause frames is that of the link, which ethtool -A
 * does not change: they refuse it, and take pause frames all the same. Source: kernel
 * i40e_set_pauseparam(), ice_set_pauseparam(). */
static bool has_link_autoneg(const struct port *port)
{
	static const char *const drivers[] = {"i40e", "ice"};
	const char *driver = port->module ? port->module : port->driver;

	for (size_t i = 0; driver && i < NIC_ARRAY_SIZE(drivers); i++) {
		if (strcmp(driver, drivers[i]) == 0)
			return true;
	}
	return false;
}

/* What is agreed upon with the other end is not for this end to say: other drivers
 * (e1000e, igb, ixgbe) take a setting and keep what was agreed upon. */
static void end_autoneg(struct wish_port *port, const struct wish_value *value)
{
	const struct net_setting *autoneg =
		netstate_setting(port->now, "pause", "autoneg");
	size_t n = port->wishes->n;

	if (!autoneg || strcmp(autoneg->value, "1") != 0 ||
	    is_wished(port, "pause", "autoneg") || has_link_autoneg(port->port))
		return;
	wish_add(port, value, "pause", "autoneg", "0");
	/* some drivers need not */
	if (port->wishes->n > n)
		port->wishes->items[n].may_skip = true;
}

void wish_rule_flow_control(struct wish_port *port, const struct wish_value *value)
{
	static const char *const names[] = {"rx", "tx"};
	bool is_met = true;

	if (!netstate_setting(port->now, "pause", "rx")) {
		wish_lacks(port, value, "flow control that could be set");
		return;
	}
	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		bool is_on = strcmp(value->text, "on") == 0 ||
			     strcmp(value->text, names[i]) == 0;

		const struct net_setting *now =
			netstate_setting(port->now, "pause", names[i]);

		is_met &= now && strcmp(now->value, is_on ? "1" : "0") == 0;
		wish_add(port, value, "pause", names[i], is_on ? "1" : "0");
	}
	if (!is_met)
		end_autoneg(port, value);
}

void wish_rule_flow_autoneg(struct wish_port *port, const struct wish_value *value)
{
	if (netstate_setting(port->now, "pause", "autoneg"))
		wish_add(port, value, "pause", "autoneg", number(value->text));
	else
		wish_lacks(port, value, "flow control that could be set");
}

/* NAME=VALUE of a group whose names are the driver's. */
static void assign(struct wish_port *port, const struct wish_value *value,
		   const char *group, const char *what)
{
	size_t bytes = strcspn(value->text, "=");
	const char *name = arena_strndup(port->arena, value->text, bytes);
	struct suggestion suggestion = suggest_begin(value->text, bytes);

	for (size_t i = 0; i < port->now->settings.n; i++) {
		const struct net_setting *setting = &port->now->settings.items[i];

		if (strcmp(setting->group, group) == 0)
			suggest_try(&suggestion, "", setting->name);
	}
	if (name && netstate_setting(port->now, group, name))
		wish_add(port, value, group, name, number(value->text + bytes + 1));
	else
		wish_refuse(port, value,
			    arena_printf(port->arena, "the driver has no %s '%s'", what,
					 name ? name : "?"),
			    suggestion.best
				    ? arena_printf(port->arena, "did you mean '%s'?",
						   suggestion.best)
				    : NULL);
}

void wish_rule_coalesce(struct wish_port *port, const struct wish_value *value)
{
	assign(port, value, "coalesce", "coalescing parameter");
}

void wish_rule_private_flag(struct wish_port *port, const struct wish_value *value)
{
	assign(port, value, "private-flags", "private flag");
}
