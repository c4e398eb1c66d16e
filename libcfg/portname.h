/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ports by the names that people have for them. */
#ifndef NICCTL_PORTNAME_H
#define NICCTL_PORTNAME_H

#include "host.h"

/* The port that @name stands for: the name or an alternative name of a network device of
 * the caller's namespace, its permanent MAC, or a PCI address with or without its domain.
 * NULL: none, or more than one (a MAC that several ports have). Borrowed from @host. */
const struct port *portname_find(const struct host *host, const char *name);

/* A name of a port's network device that was meant by the mistyped @name; NULL: none is
 * near enough. */
const char *portname_suggest(const struct host *host, const char *name);

/* The network device of a port, in whatever namespace; the first if there are more; NULL.
 */
const struct netdev *portname_netdev(const struct host *host, const char *address);

/* "eth2 (0000:05:00.1)", or the address alone. Taken from @arena; never NULL. */
const char *portname_text(const struct host *host, const char *address,
			  struct arena *arena);

#endif
