/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fact in the words of a report. */
#include <string.h>

#include "compat_judge.h"

static const char *or_newer(struct arena *arena, const char *prefix, const char *text)
{
	return text ? arena_printf(arena, "%s%s or newer", prefix, text) : NULL;
}

static const char *driver_of(const struct compat_fact *fact, struct arena *arena)
{
	const char *text = fact->driver;

	if (!text && fact->driver_max)
		text = arena_printf(arena, "%s to %s", fact->driver_min,
				    fact->driver_max);
	if (!text)
		text = or_newer(arena, "", fact->driver_min);
	if (!text && fact->kernel)
		text = arena_printf(arena, "kernel %s", fact->kernel);
	if (!text)
		text = or_newer(arena, "kernel ", fact->kernel_min);
	if (fact->package || fact->package_min) {
		const char *package = fact->package
					      ? fact->package
					      : or_newer(arena, "", fact->package_min);

		text = text ? arena_printf(arena, "%s (%s)", text, package) : package;
	}
	return text;
}

static const char *firmware_of(const struct compat_fact *fact, struct arena *arena)
{
	if (fact->firmware)
		return fact->firmware;
	if (fact->firmware_min && fact->firmware_max)
		return arena_printf(arena, "%s to %s", fact->firmware_min,
				    fact->firmware_max);
	return or_newer(arena, "", fact->firmware_min);
}

struct compat_pair compat_pair_of(const struct compat_table *table,
				  const struct compat_fact *fact, struct arena *arena)
{
	struct compat_pair pair = {
		.driver = driver_of(fact, arena),
		.firmware = firmware_of(fact, arena),
		.os = fact->os,
		.ddp = fact->ddp,
		.note = fact->note,
	};

	for (size_t i = 0; i < fact->sources.n; i++) {
		const struct compat_source *source =
			compat_table_source(table, fact->sources.items[i]);

		if (source)
			(void)strv_push(
				arena, &pair.sources,
				arena_printf(arena, "%s%s%s%s", source->title,
					     source->address ? " (" : "",
					     source->address ? source->address : "",
					     source->address ? ")" : ""));
	}
	return pair;
}
