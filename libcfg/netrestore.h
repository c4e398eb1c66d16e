/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Brings the network state of ports back, as far as nobody else does. */
#ifndef NICCTL_NETRESTORE_H
#define NICCTL_NETRESTORE_H

#include "netdiff.h"
#include "sys_ops.h"

enum restore_mode {
	RESTORE_AUTO, /* when a network manager owns a port, after it has done its work */
	RESTORE_ALWAYS, /* at once, whoever else may be at it */
	RESTORE_NEVER,	/* only compare */
};

struct netrestore_request {
	const struct strv *ports; /* addresses */
	const struct netstate *before;
	enum restore_mode mode;
	int timeout_ms; /* for the managers, and then for what comes by itself: devices of
			   virtual functions, members of Open vSwitch's bridges */
};

/* A difference, with copies of all texts. @problem: why it could not be repaired; NULL:
 * it was not tried. */
struct netrestore_item {
	enum net_change change;
	const char *device, *group, *name, *before, *now, *text, *problem;
};

struct netrestore_items {
	struct netrestore_item *items;
	size_t n;
};

struct netrestore_result {
	bool was_compared;
	bool has_failed;		     /* it could not be compared */
	uint32_t repaired;		     /* actions that succeeded */
	struct netrestore_items differences; /* what is still not as it was */
};

/* Waits for managers, compares, repairs, and compares again until nothing is left or
 * nothing helps. Texts live in @arena. Returns 0 (whatever differs), or the errno of the
 * capture. */
int netrestore_run(const struct sys_ops *ops, const struct netrestore_request *request,
		   struct arena *arena, struct netrestore_result *ret_result,
		   struct nic_err *err);

/* "auto", "always", "never"; NULL: no such value. */
const char *netrestore_mode_name(int mode);

#endif
