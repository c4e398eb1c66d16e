/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a network state is not as it was, in the order in which it is put back. Pure.
 */
#ifndef NICCTL_NETDIFF_H
#define NICCTL_NETDIFF_H

#include "netstate.h"

enum net_change {
	NET_DEVICE_MISSING,
	NET_NAME,
	NET_ALTNAME, /* one that is missing: @before */
	NET_SETTING,
	NET_MEMBER, /* of a bond, a bridge, …; @before is the master's id, NULL: of none
		     */
	NET_UP,	    /* @before: "up" or "down" */
	NET_OBJECT_MISSING,
	NET_OBJECT_EXTRA,
};

struct net_difference {
	enum net_change change;
	const char *device;	  /* id; NULL: an object that names none */
	const char *group, *name; /* of a setting */
	const char *before, *now; /* NULL: there is no such thing, or at its default */
	const struct net_object *object; /* borrowed from one of the states; NULL: none */
	const char *text;		 /* for people */
	bool can_repair;
	uint32_t order; /* smaller first */
};

struct netdiff {
	struct net_difference *items;
	size_t n;
};

/* Compares; the list lives in @arena and borrows from both states. Returns 0 or -ENOMEM.
 */
int netdiff_make(const struct netstate *before, const struct netstate *now,
		 struct arena *arena, struct netdiff *ret_diff);

/* "device-missing", …; NULL: no such value. */
const char *netdiff_change_name(int change);

#endif
