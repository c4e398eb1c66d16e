/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of kinds of huge pages, and what there is of each. */
#include "pages.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The kernel has no more nodes (CONFIG_NODES_SHIFT is 10 at most), and no larger pages
 * than 16 GiB. */
#define NODE_MAX 1023
#define KIB_MAX (UINT64_C(16) << 20)

/* A decimal number without leading zeros. Returns what follows it; NULL: none. */
static const char *take_number(const char *text, uint64_t max, uint64_t *ret_number)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || digits > 10 || (text[0] == '0' && digits > 1))
		return NULL;
	*ret_number = strtoull(text, NULL, 10);
	return *ret_number <= max ? text + digits : NULL;
}

const char *pages_take_kind(const char *text, struct pages_kind *ret_kind)
{
	static const char prefix[] = "node";
	struct pages_kind kind = {.node = -1};
	uint64_t number;

	if (strncmp(text, prefix, strlen(prefix)) == 0) {
		text = take_number(text + strlen(prefix), NODE_MAX, &number);
		if (!text || *text++ != '.')
			return NULL;
		kind.node = (int32_t)number;
	}
	text = take_number(text, KIB_MAX, &number);
	if (!text || !number)
		return NULL;
	switch (*text++) {
	case 'K':
		break;
	case 'M':
		number <<= 10;
		break;
	case 'G':
		number <<= 20;
		break;
	default:
		return NULL;
	}
	if (number > KIB_MAX)
		return NULL;
	kind.kib = number;
	*ret_kind = kind;
	return text;
}

const char *pages_size(struct arena *arena, uint64_t kib)
{
	if (kib % (1 << 20) == 0)
		return arena_printf(arena, "%" PRIu64 "G", kib >> 20);
	if (kib % (1 << 10) == 0)
		return arena_printf(arena, "%" PRIu64 "M", kib >> 10);
	return arena_printf(arena, "%" PRIu64 "K", kib);
}

const char *pages_name(struct arena *arena, const struct pages_kind *kind)
{
	const char *size = pages_size(arena, kind->kib);

	if (!size || kind->node < 0)
		return size;
	return arena_printf(arena, "node%" PRId32 ".%s", kind->node, size);
}

static bool is_assigned(const struct conf_value *value)
{
	return value->origin && strcmp(value->origin, "default") != 0;
}

bool pages_is_asked_for(const struct conf *conf)
{
	return is_assigned(&conf->pages_reserve) || is_assigned(&conf->pages_mount);
}
