/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which ports must not go down, why, and by which way they are needed. Pure. */
#ifndef NICCTL_PROTECT_H
#define NICCTL_PROTECT_H

#include "plan.h"

enum protect_kind {
	PROTECT_ROUTE,	 /* a default route */
	PROTECT_SESSION, /* a remote session */
	PROTECT_NAMED,	 /* request->protect */
	PROTECT_STORAGE, /* a file system or swap on the network */
	PROTECT_KDUMP,	 /* where a crash dump would go */
	PROTECT_GUEST,	 /* a process has a virtual function */
};

/* One reason to protect something, and where its way out begins: what a health probe
 * needs. */
struct protect_reason {
	enum protect_kind kind;
	const char *text;  /* "default route (inet)" */
	const char *netns; /* the namespace of the first device; NULL: the caller's */
	bool has_ifindex;
	uint32_t ifindex;    /* of the first device */
	const char *gateway; /* of a route; NULL: none */
	const char *peer;    /* other end of a session, or server; NULL: none */
	bool is_root;	     /* the root file system lives there: its loss is never
				accepted */
	bool is_advisory;    /* worth a warning only: kdump */
	size_t n_ports;	     /* how many ports it leads to; 0: it could not be resolved */
};

enum protect_end {
	PROTECT_END_PORT,
	PROTECT_END_NONE,    /* software on this machine: known to lead to no port */
	PROTECT_END_UNKNOWN, /* may lead to a port that nobody can tell */
};

/* One way from a reason down to its end. @chain tells it, e.g.
 * "default route (inet) -> bond0 -> eno1 -> 0000:19:00.0 -> i40e". */
struct protection {
	const char *port; /* address; NULL unless @end is PROTECT_END_PORT */
	const char *chain;
	enum protect_end end;
	const char *why; /* PROTECT_END_UNKNOWN: what is not known, half a sentence */
	const struct protect_reason *reason;
	struct {
		const struct netdev **items; /* on that way, first to last */
		size_t n;
	} devices;
};

struct protections {
	struct protection *items;
	size_t n;
	struct strv accepted; /* addresses of ports in request->accept_loss */
	struct strv mistakes; /* sentences: what of the request names nothing */
};

/* Follows every reason to protect in the facts and in @request (NULL: none, and sessions
 * at port 22) to its end: members of bonds, teams, bridges, and all ports of an Open
 * vSwitch datapath; the device below a VLAN, macvlan or ipvlan; the other end of a veth,
 * and on by the routes of its namespace; the way to the other end of a tunnel; the PF of
 * a VF. The result is taken from @arena and borrows from @host. Returns 0 or -ENOMEM. */
int protect_resolve(const struct host *host, const struct request *request,
		    struct arena *arena, struct protections *ret_protections,
		    struct nic_err *err);

/* The first reason, advisory ones apart, to protect @port; NULL: it is not protected. */
const struct protection *protect_find(const struct protections *protections,
				      const char *port);

/* May @protection's port go down all the same: was its loss accepted, and may it be? */
bool protect_is_accepted(const struct protections *protections,
			 const struct protection *protection);

#endif
