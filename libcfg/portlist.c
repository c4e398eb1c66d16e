/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comma-separated PCI addresses. */
#include "portlist.h"

#include <string.h>
#include <strings.h>

#define DOMAIN_0 "0000:"

/* Is the element of @bytes at @text this address? */
static bool is_address(const char *text, size_t bytes, const char *address)
{
	size_t domain = strlen(DOMAIN_0);

	if (strlen(address) == bytes && strncasecmp(text, address, bytes) == 0)
		return true;
	return strncmp(address, DOMAIN_0, domain) == 0 &&
	       strlen(address + domain) == bytes &&
	       strncasecmp(text, address + domain, bytes) == 0;
}

const char *portlist_without(struct arena *arena, const char *list, const char *address)
{
	const char *rest = "";
	size_t bytes;

	for (const char *at = list; *at && rest; at += bytes + (at[bytes] == ',')) {
		bytes = strcspn(at, ",");
		if (bytes && !is_address(at, bytes, address))
			rest = arena_printf(arena, "%s%s%.*s", rest, *rest ? "," : "",
					    (int)bytes, at);
	}
	return rest;
}

const char *portlist_with(struct arena *arena, const char *list, const char *address)
{
	size_t bytes;

	for (const char *at = list; *at; at += bytes + (at[bytes] == ',')) {
		bytes = strcspn(at, ",");
		if (is_address(at, bytes, address))
			return list;
	}
	return arena_printf(arena, "%s%s%s", list, *list ? "," : "", address);
}
