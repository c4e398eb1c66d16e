/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds ports by name, permanent MAC or PCI address. */
#include "portname.h"

#include <string.h>
#include <strings.h>

#include "suggest.h"

/* The first PCI domain is often left out. */
#define DOMAIN_0 "0000:"

static bool is_address(const char *address, const char *name)
{
	size_t bytes = strlen(DOMAIN_0);

	return strcasecmp(address, name) == 0 ||
	       (strncmp(address, DOMAIN_0, bytes) == 0 &&
		strcasecmp(address + bytes, name) == 0);
}

static bool is_named(const struct netdev *netdev, const char *name)
{
	return !netdev->netns &&
	       (strcmp(netdev->name, name) == 0 || strv_has(&netdev->altnames, name));
}

static bool has_mac(const struct netdev *netdev, const char *name)
{
	return netdev->permanent_mac && strcasecmp(netdev->permanent_mac, name) == 0;
}

static const struct port *by_mac(const struct host *host, const char *mac)
{
	const struct port *found = NULL;

	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];
		const struct port *port;

		if (!netdev->port || !has_mac(netdev, mac))
			continue;
		port = host_port(host, netdev->port);
		if (found && port != found)
			return NULL;
		found = port;
	}
	return found;
}

const struct port *portname_find(const struct host *host, const char *name)
{
	for (size_t i = 0; i < host->ports.n; i++) {
		if (is_address(host->ports.items[i].address, name))
			return &host->ports.items[i];
	}
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];

		if (netdev->port && is_named(netdev, name))
			return host_port(host, netdev->port);
	}
	return by_mac(host, name);
}

const char *portname_suggest(const struct host *host, const char *name)
{
	struct suggestion suggestion = suggest_begin(name, strlen(name));

	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];

		if (netdev->port && !netdev->netns)
			suggest_try(&suggestion, "", netdev->name);
	}
	for (size_t i = 0; i < host->ports.n; i++)
		suggest_try(&suggestion, "", host->ports.items[i].address);
	return suggestion.best;
}

const struct netdev *portname_netdev(const struct host *host, const char *address)
{
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];

		if (netdev->port && strcmp(netdev->port, address) == 0)
			return netdev;
	}
	return NULL;
}

const char *portname_text(const struct host *host, const char *address,
			  struct arena *arena)
{
	const struct netdev *netdev = portname_netdev(host, address);
	const char *text = NULL;

	if (netdev)
		text = arena_printf(arena, "%s (%s)", netdev->name, address);
	return text ? text : address;
}
