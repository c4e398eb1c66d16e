/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside wish.c: how the keys become settings of one port. */
#ifndef NICCTL_WISH_RULES_H
#define NICCTL_WISH_RULES_H

#include "wish.h"

/* A value that holds for a port. */
struct wish_value {
	const char *key;
	const char *text;   /* of a list the item; of rss-table all of them */
	const char *origin; /* "FILE:LINE" */
	bool is_preset;	    /* of a preset: what the port does not have is passed over */
};

struct wish_port {
	const struct wish_input *input;
	struct arena *arena;
	struct step_settings *wishes;
	const struct port *port;
	const struct net_device *now, *limits; /* @limits may be NULL */
	bool may_skip;
};

/* The sections that speak of a port, the strongest first. */
struct wish_levels {
	struct conf_settings *items[16];
	size_t n;
};

typedef void wish_rule(struct wish_port *port, const struct wish_value *value);

/* The setting is to be @wanted. When memory is out, the arena remembers it. */
void wish_add(struct wish_port *port, const struct wish_value *value, const char *group,
	      const char *name, const char *wanted);

/* It cannot be. @problem: what follows "rx-ring = 9999 (FILE:LINE): ". @remedy may be
 * NULL. */
void wish_refuse(struct wish_port *port, const struct wish_value *value,
		 const char *problem, const char *remedy);

/* The same when the port has no such thing; a preset passes it over. */
void wish_lacks(struct wish_port *port, const struct wish_value *value, const char *what);

/* What the setting will be: as wished for, else as it is; NULL: there is none. */
const char *wish_future(const struct wish_port *port, const char *group,
			const char *name);
const char *wish_limit(const struct wish_port *port, const char *group, const char *name);

/* wish_value.c: runs the rule of each key that one of the sections speaks of; and
 * whether the others go on without a setting that is refused. */
void wish_run_rules(struct wish_port *port, const struct wish_levels *levels);
bool wish_may_skip(const struct wish_levels *levels);

/* wish_ethtool.c */
wish_rule wish_rule_rss, wish_rule_rx_ring, wish_rule_tx_ring, wish_rule_offload,
	wish_rule_flow_control, wish_rule_flow_autoneg, wish_rule_coalesce,
	wish_rule_ntuple, wish_rule_private_flag;

/* wish_spread.c: what is spread over queues and processors. */
wish_rule wish_rule_rss_key, wish_rule_rss_table, wish_rule_affinity;

/* wish_port.c */
wish_rule wish_rule_mtu, wish_rule_promiscuous, wish_rule_vfs;

#endif
