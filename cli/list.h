/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of ports, as plain data with a text and a JSON view. */
#ifndef NICCTL_LIST_H
#define NICCTL_LIST_H

#include "advice.h"
#include "host.h"

struct list_netdev {
	const char *name, *netns, *mac, *operstate;
	const char *link; /* "up", "down" (no carrier), "off" (by the administrator) */
	uint32_t ifindex;
	bool is_up, has_carrier;
	struct strv addresses;
};

struct list_port {
	const char *address, *bus, *driver, *module;
	const char *origin; /* of the module's file; "built in"; NULL: not known */
	const char *zc;	    /* identity of a ZC build; NULL: it is none, or not known */
	struct {
		struct list_netdev *items;
		size_t n;
	} netdevs;
	struct strv rdma;
	bool is_protected;
	struct strv protections; /* why: chains from the reason to the port */
};

struct list {
	uint32_t schema;
	const char *hostname, *kernel, *collected_at;
	struct {
		struct list_port *items;
		size_t n;
	} ports;
	struct strv unresolved; /* reasons to protect that end at no known port */
	struct strv mistakes;	/* names in the configuration that mean nothing here */
	struct advices advice;
	struct strv not_read;
};

/* Puts the list together; it borrows from @host and @arena. @request: what the
 * configuration names. Returns 0 or -ENOMEM. */
int list_make(const struct host *host, const struct request *request, struct arena *arena,
	      struct list *ret_list, struct nic_err *err);

void list_print_text(const struct list *list, struct arena *arena);

/* Returns 0 or -ENOMEM, with a message on standard error. */
int list_print_json(const struct list *list);

#endif
