/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a name that a person wrote stands for. */
#ifndef NICCTL_PROTECT_NAMES_H
#define NICCTL_PROTECT_NAMES_H

#include "host.h"

/* Network devices, or ports without one that is known. */
struct protect_named {
	struct {
		const struct netdev **items;
		size_t n;
	} devices;
	struct strv ports; /* addresses */
};

/* Looks @name up: PCI address ("19:00.0" is "0000:19:00.0"), name or alternative name of
 * a network device in the caller's namespace, permanent MAC, present MAC (of ports before
 * that of virtual devices, which borrow theirs), at last names of ports in other
 * namespaces. Nothing found: both lists are empty. Returns 0 or -ENOMEM. */
int protect_names_find(const struct host *host, const char *name, struct arena *arena,
		       struct protect_named *ret_named);

/* The addresses of the ports that @name stands for; a virtual device is no port. */
int protect_names_ports(const struct host *host, const char *name, struct arena *arena,
			struct strv *ret_ports);

#endif
