/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be looked at on the paths that must not break, to know whether they work.
 * Pure.
 */
#ifndef NICCTL_PROBE_H
#define NICCTL_PROBE_H

#include "plan.h"
#include "sys_ops.h"

enum probe_state {
	PROBE_UNKNOWN, /* not looked at yet */
	PROBE_PASSED,
	PROBE_FAILED,
};

struct probe {
	struct probe_point point;
	const char *device; /* name of the network device; NULL: PROBE_RDMA */
	const char *port;   /* address; PROBE_RDMA only, else NULL */
	const char *chain;  /* the first way on which it lies: see struct protection */
	bool is_steady;	    /* the plan leaves that way alone: it must pass all the time,
			       others     only in the end */
	enum probe_state before; /* PROBE_FAILED: not looked at any more */
	enum probe_state now;	 /* at the last look */
};

struct probes {
	struct probe *items;
	size_t n;
};

/* Finds what to look at on the way of each reason to protect something (see protect.h),
 * those apart that are only advisory, or end at no port:
 * - the carrier of its first device and of the port's;
 * - the gateways of a default route, and the next hop to the peer of a session or to a
 *   server: whether they answer;
 * - the route to that peer or server;
 * - the RDMA devices of the port that are active.
 * A way out of a namespace by a veth is looked at where it goes on. Taken from @arena,
 * and borrows from @host. Returns 0 or -ENOMEM. */
int probe_find(const struct host *host, const struct request *request,
	       const struct plan *plan, struct arena *arena, struct probes *ret_probes,
	       struct nic_err *err);

/* Points the probes that are not steady to what stands in @now for the devices of @was:
 * they may have another index, and other names. */
void probe_follow(struct probes *probes, const struct host *was, const struct host *now,
		  struct arena *arena);

/* "10.0.2.2 answers on eth0", "the route to 10.0.2.2 is over eth0", … NULL: no memory. */
const char *probe_text(const struct probe *probe, struct arena *arena);

/* "10.0.2.2 does not answer on eth0" */
const char *probe_complaint(const struct probe *probe, struct arena *arena);

/* NULL: no such value. */
const char *probe_kind_name(int kind);
const char *probe_state_name(int state); /* PROBE_UNKNOWN has none */

#endif
