/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ethtool's groups as settings of the network state. */
#include "netethtool.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ethtool_fields.h"
#include "ethtool_linkmodes.h"
#include "netattrs.h"

#define RSS_TABLE "rss-table"
#define RSS_KEY "rss-key"
#define RSS_FIELDS "rss-fields"
#define FLOW_RULE "flow-rule"
#define LINK_MODES "link-modes"

#define KEY_MAX 256
#define RULE_MAX 512

static int add_group(struct netstate *state, struct net_device *device, const char *group,
		     const struct ethtool_settings *settings)
{
	int r = 0;

	for (size_t i = 0; i < settings->n && r == 0; i++)
		r = netstate_set(
			state, device, group, settings->items[i].name,
			arena_printf(state->arena, "%" PRIu32, settings->items[i].value));
	return r;
}

/* "0 1 2 3 0 1 …" is long for a table of 2048: runs are folded to "0*512 1*512". */
static const char *table_text(struct arena *arena, const struct ethtool_rss *rss)
{
	const char *text = "";

	for (size_t i = 0, n; i < rss->table.n && text; i += n) {
		for (n = 1; i + n < rss->table.n &&
			    rss->table.items[i + n] == rss->table.items[i];
		     n++)
			;
		text = arena_printf(arena, "%s%s%" PRIu32 "*%zu", text, i ? " " : "",
				    rss->table.items[i], n);
	}
	return text;
}

static int read_rss(struct netstate *state, struct net_device *device,
		    struct ethtool *ethtool, uint32_t ifindex)
{
	struct ethtool_rss rss;
	int r = ethtool_rss_read(ethtool, ifindex, state->arena, &rss);

	if (r == 0 && rss.table.n)
		r = netstate_set(state, device, RSS_TABLE, "queues",
				 table_text(state->arena, &rss));
	if (r == 0 && rss.key.n)
		r = netstate_set(state, device, RSS_KEY, "key",
				 netattrs_hex(state->arena, rss.key.items, rss.key.n));
	if (r == 0 && rss.key.n)
		r = netstate_set(state, device, RSS_KEY, "function",
				 arena_printf(state->arena, "%u", rss.hash_function));
	return r;
}

/* A kind of flow that the driver does not hash is none of its settings. */
static int read_fields(struct netstate *state, struct net_device *device,
		       const struct ethtool *ethtool, uint32_t ifindex)
{
	const char *flow;
	uint64_t fields;
	int r = 0;

	for (size_t i = 0; (flow = ethtool_fields_flow(i)) && r == 0; i++) {
		if (ethtool_fields_read(ethtool, ifindex, flow, &fields) == 0)
			r = netstate_set(state, device, RSS_FIELDS, flow,
					 arena_printf(state->arena, "%" PRIx64, fields));
	}
	return r;
}

static int read_link_modes(struct netstate *state, struct net_device *device,
			   struct ethtool *ethtool, uint32_t ifindex)
{
	const char *text = NULL;
	int r = ethtool_linkmodes_read(ethtool, ifindex, state->arena, &text);

	/* Without a link nobody tells the speed, and some drivers tell that it is forced
	 * when it is not. */
	if (r < 0 || !text || strcmp(text, "forced") == 0)
		return r;
	return netstate_set(state, device, LINK_MODES, "speed", text);
}

static int read_rules(struct netstate *state, struct net_device *device,
		      struct ethtool *ethtool, uint32_t ifindex)
{
	struct ethtool_rules rules;
	int r = ethtool_rules_read(ethtool, ifindex, state->arena, &rules);

	for (size_t i = 0; r == 0 && i < rules.n; i++)
		r = netstate_set(
			state, device, FLOW_RULE,
			arena_printf(state->arena, "%" PRIu32, rules.items[i].location),
			netattrs_hex(state->arena, rules.items[i].spec,
				     ETHTOOL_RULE_BYTES));
	return r;
}

/* Some drivers answer a question they have no answer for with an error of their own. */
static bool means_absent(int r)
{
	return r == -EOPNOTSUPP || r == -EINVAL || r == -EIO;
}

int netethtool_read(struct netstate *state, struct net_device *device,
		    struct ethtool *ethtool, uint32_t ifindex, struct nic_err *err)
{
	struct ethtool_settings settings = {0};
	int r = 0;

	for (int group = 0; ethtool_group_name(group) && r == 0; group++) {
		r = ethtool_settings_read(ethtool, ifindex, (enum ethtool_group)group,
					  state->arena, &settings);
		if (means_absent(r))
			r = 0;
		else if (r == 0)
			r = add_group(state, device, ethtool_group_name(group),
				      &settings);
		if (r < 0)
			return nic_err_set(err, r, "%s of %s: %s",
					   ethtool_group_name(group), device->name,
					   nic_strerror(r));
	}
	r = read_link_modes(state, device, ethtool, ifindex);
	if (r == 0 || means_absent(r))
		r = read_fields(state, device, ethtool, ifindex);
	if (r == 0)
		r = read_rss(state, device, ethtool, ifindex);
	if (r == 0 || means_absent(r))
		r = read_rules(state, device, ethtool, ifindex);
	if (r < 0 && !means_absent(r))
		return nic_err_set(err, r, "speed, hashing and flow rules of %s: %s",
				   device->name, nic_strerror(r));
	return 0;
}

static int parse_table(const char *text, struct arena *arena, struct ethtool_rss *rss)
{
	while (*text) {
		char *end;
		unsigned long queue = strtoul(text, &end, 10);
		unsigned long n = *end == '*' ? strtoul(end + 1, &end, 10) : 0;

		if (!n || n > 65536 || rss->table.n > 65536)
			return -EINVAL;
		for (; n; n--) {
			uint32_t *slot = ARENA_PUSH(arena, &rss->table);

			if (!slot)
				return -ENOMEM;
			*slot = (uint32_t)queue;
		}
		text = *end == ' ' ? end + 1 : end;
		if (*end && *end != ' ')
			return -EINVAL;
	}
	return 0;
}

static int set_rss(struct ethtool *ethtool, uint32_t ifindex, const char *setting,
		   const char *value)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct ethtool_rss rss = {0};
	uint8_t key[KEY_MAX];
	int n, r = 0;

	if (!arena)
		return -ENOMEM;
	if (strcmp(setting, "queues") == 0) {
		r = parse_table(value, arena, &rss);
	} else if (strcmp(setting, "key") == 0) {
		n = netattrs_unhex(value, key, sizeof(key));
		r = n < 0 ? -EINVAL : 0;
		rss.key.items = key;
		rss.key.n = n < 0 ? 0 : (size_t)n;
	} else {
		rss.hash_function = (uint8_t)strtoul(value, NULL, 10);
	}
	return r < 0 ? r : ethtool_rss_write(ethtool, ifindex, &rss);
}

static int set_rule(struct ethtool *ethtool, uint32_t ifindex, const char *setting,
		    const char *value)
{
	uint8_t spec[RULE_MAX] = {0};
	struct ethtool_rule rule = {.location = (uint32_t)strtoul(setting, NULL, 10),
				    .spec = spec};

	if (!value)
		return ethtool_rules_delete(ethtool, ifindex, rule.location);
	if (netattrs_unhex(value, spec, sizeof(spec)) != (int)ETHTOOL_RULE_BYTES)
		return -EINVAL;
	return ethtool_rules_insert(ethtool, ifindex, &rule);
}

static int find_group(const char *name)
{
	for (int group = 0; ethtool_group_name(group); group++) {
		if (strcmp(ethtool_group_name(group), name) == 0)
			return group;
	}
	return -EOPNOTSUPP;
}

int netethtool_set(struct ethtool *ethtool, uint32_t ifindex, const char *group,
		   const char *setting, const char *value)
{
	struct ethtool_setting one = {.name = setting};
	struct ethtool_settings settings = {&one, 1};
	int number;

	if (strcmp(group, FLOW_RULE) == 0)
		return set_rule(ethtool, ifindex, setting, value);
	if (!value)
		return -EOPNOTSUPP;
	if (strcmp(group, LINK_MODES) == 0)
		return ethtool_linkmodes_write(ethtool, ifindex, value);
	if (strcmp(group, RSS_FIELDS) == 0)
		return ethtool_fields_write(ethtool, ifindex, setting,
					    strtoull(value, NULL, 16));
	if (strcmp(group, RSS_TABLE) == 0 || strcmp(group, RSS_KEY) == 0)
		return set_rss(ethtool, ifindex, setting, value);
	number = find_group(group);
	one.value = (uint32_t)strtoul(value, NULL, 10);
	return number < 0 ? number
			  : ethtool_settings_write(ethtool, ifindex,
						   (enum ethtool_group)number, &settings);
}

int netethtool_set_together(struct ethtool *ethtool, uint32_t ifindex,
			    const struct net_difference *differences, size_t n)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct ethtool_settings settings = {0};
	int group = find_group(differences[0].group);

	if (!arena)
		return -ENOMEM;
	for (size_t i = 0; i < n && group >= 0; i++) {
		struct ethtool_setting *slot = ARENA_PUSH(arena, &settings);

		if (!slot || !differences[i].before)
			return slot ? -EOPNOTSUPP : -ENOMEM;
		slot->name = differences[i].name;
		slot->value = (uint32_t)strtoul(differences[i].before, NULL, 10);
	}
	return group < 0 ? group
			 : ethtool_settings_write(ethtool, ifindex,
						  (enum ethtool_group)group, &settings);
}
