/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the items of the configuration's keys may look like. */
#ifndef NICCTL_CONF_TYPES_H
#define NICCTL_CONF_TYPES_H

#include <stdbool.h>

/* What an item must be. */
struct conf_type {
	const char *name;    /* as in the manual page */
	const char *expects; /* ends the sentence "'x' is not …" */
	bool (*is_valid)(const char *item);
};

extern const struct conf_type conf_types_port, conf_types_tcp_port, conf_types_module,
	conf_types_dkms, conf_types_source;

/* Of settings. */
extern const struct conf_type conf_types_preset, conf_types_on_refused, conf_types_count,
	conf_types_mtu, conf_types_on_off, conf_types_flow, conf_types_switch,
	conf_types_assignment, conf_types_rss_key, conf_types_weight, conf_types_affinity,
	conf_types_vfs;

/* Of huge pages: conf_types_pages.c. */
extern const struct conf_type conf_types_pages, conf_types_pages_mount;

/* The largest number that an item can be. */
#define CONF_TYPES_NUMBER_MAX 1000000000

/* Is it decimal digits of at most @max, without a sign and leading zeros? */
bool conf_types_is_number(const char *item, long max);

#endif
