/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Routes of a namespace. */
#ifndef NICCTL_NIC_ROUTES_H
#define NICCTL_NIC_ROUTES_H

#include "host.h"
#include "netlink.h"

/* Adds to host->default_routes every unicast route to everywhere of the namespace @netns
 * (NULL: the caller's), which @sock was opened in: of all tables and of both families,
 * one entry for each next hop. Returns 0 or a negative errno. */
int routes_read_defaults(struct host *host, struct nl_sock *sock, const char *netns,
			 struct nic_err *err);

/* A question for the way to one address, without zone. */
struct routes_question {
	const char *peer;
	const char *source; /* NULL: from any address */
	uint32_t mark;	    /* firewall mark */
	uint32_t device;    /* over that one only; 0: any */
};

struct routes_answer {
	uint32_t ifindex;
	const char *gateway; /* NULL: the address is on the link */
	const char *source;  /* what packets leave from; NULL: not told */
};

/* How packets leave. Texts are taken from @arena; NULL: none are needed. Returns 0,
 * -EINVAL (not an address), -ENOMEM or the kernel's errno, e.g. -ENETUNREACH. */
int routes_ask(struct nl_sock *sock, const struct routes_question *question,
	       struct arena *arena, struct routes_answer *ret_answer);

#endif
