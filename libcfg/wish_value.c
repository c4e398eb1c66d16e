/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which value of a key holds for a port: its own sections, the driver's, presets. */
#include <string.h>

#include "conf_keys.h"
#include "wish_rules.h"

/* The number of queues first, as others depend on it. */
static const struct {
	const char *key;
	wish_rule *rule;
	bool by_name; /* a list of NAME=VALUE, of which each name has its own value */
} rules[] = {
	{"vfs", wish_rule_vfs, false},
	{"rss", wish_rule_rss, false},
	{"rx-ring", wish_rule_rx_ring, false},
	{"tx-ring", wish_rule_tx_ring, false},
	{"offloads", wish_rule_offload, true},
	{"flow-control-autoneg", wish_rule_flow_autoneg, false},
	{"flow-control", wish_rule_flow_control, false},
	{"coalesce", wish_rule_coalesce, true},
	{"rss-key", wish_rule_rss_key, false},
	{"rss-table", wish_rule_rss_table, false},
	{"ntuple", wish_rule_ntuple, false},
	{"mtu", wish_rule_mtu, false},
	{"promiscuous", wish_rule_promiscuous, false},
	{"private-flags", wish_rule_private_flag, true},
	{"irq-affinity", wish_rule_affinity, false},
};

/* What 'preset = capture' stands for, see nicctl.conf(5). */
static const struct {
	const char *key, *text;
} capture[] = {
	{"rx-ring", "max"},	      {"tx-ring", "max"},      {"flow-control", "off"},
	{"offloads", "gro=off"},      {"offloads", "lro=off"}, {"offloads", "gro-hw=off"},
	{"offloads", "gro-list=off"}, {"offloads", "gso=off"}, {"offloads", "tso=off"},
	{"offloads", "rxvlan=off"},
};

static bool is_assigned(const struct conf_value *value)
{
	return value->origin && strcmp(value->origin, "default") != 0;
}

/* "gro=" of "gro=off". */
static bool same_name(const char *a, const char *b)
{
	size_t bytes = strcspn(a, "=");

	return strncmp(a, b, bytes + 1) == 0;
}

static bool is_named(const struct strv *names, const char *item)
{
	for (size_t i = 0; i < names->n; i++) {
		if (same_name(names->items[i], item))
			return true;
	}
	return false;
}

static const char *join(struct arena *arena, const struct strv *items)
{
	const char *text = "";

	for (size_t i = 0; i < items->n && text; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? " " : "", items->items[i]);
	return text ? text : "";
}

/* Of several assignments of a name the last one counts. */
static void run_items(struct wish_port *port, size_t rule, const struct conf_value *list,
		      struct strv *done)
{
	for (size_t i = list->items.n; i > 0; i--) {
		struct wish_value value = {rules[rule].key, list->items.items[i - 1],
					   list->origins.items[i - 1], false};

		if (is_named(done, value.text) ||
		    strv_push(port->arena, done, value.text) < 0)
			continue;
		rules[rule].rule(port, &value);
	}
}

/* Returns true when the preset says something that is final. */
static bool run_preset(struct wish_port *port, size_t rule,
		       const struct conf_settings *settings, struct strv *done)
{
	const char *name = conf_text(&settings->preset);
	bool has_run = false;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(capture); i++) {
		struct wish_value value = {rules[rule].key, capture[i].text,
					   settings->preset.origin, true};

		if (!name || strcmp(name, "capture") != 0 ||
		    strcmp(capture[i].key, rules[rule].key) != 0)
			continue;
		has_run = true;
		if (rules[rule].by_name && is_named(done, value.text))
			continue;
		if (rules[rule].by_name)
			(void)strv_push(port->arena, done, value.text);
		rules[rule].rule(port, &value);
	}
	return has_run && !rules[rule].by_name;
}

/* 'preset = none' of a port takes the driver's preset away. */
static bool ends_presets(const struct conf_settings *settings)
{
	return is_assigned(&settings->preset);
}

static void run_rule(struct wish_port *port, size_t rule,
		     const struct wish_levels *levels)
{
	const struct conf_key *key = conf_keys_find_setting(rules[rule].key);
	struct strv done = {0};
	bool has_preset = true;

	for (size_t i = 0; i < levels->n; i++) {
		struct conf_settings *settings = levels->items[i];
		const struct conf_value *value = conf_keys_setting(key, settings);

		if (is_assigned(value) && !value->items.n)
			return; /* the port's own is left as it is */
		if (rules[rule].by_name) {
			run_items(port, rule, value, &done);
		} else if (is_assigned(value)) {
			struct wish_value one = {rules[rule].key,
						 join(port->arena, &value->items),
						 value->origin, false};

			rules[rule].rule(port, &one);
			return;
		}
		if (has_preset && run_preset(port, rule, settings, &done))
			return;
		has_preset = has_preset && !ends_presets(settings);
	}
}

bool wish_may_skip(const struct wish_levels *levels)
{
	for (size_t i = 0; i < levels->n; i++) {
		const struct conf_value *value = &levels->items[i]->on_refused;

		if (is_assigned(value) || i + 1 == levels->n)
			return conf_text(value) && strcmp(conf_text(value), "skip") == 0;
	}
	return false;
}

void wish_run_rules(struct wish_port *port, const struct wish_levels *levels)
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(rules); i++)
		run_rule(port, i, levels);
}
