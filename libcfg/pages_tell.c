/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is of huge pages, for people. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pages_making.h"

/* The number that is configured for this very kind, or for the whole machine. */
static bool find_wanted(const struct strv *items, const struct pages_kind *kind,
			uint64_t *ret_wanted)
{
	for (size_t i = items->n; i > 0; i--) {
		struct pages_kind other;
		const char *end = pages_take_kind(items->items[i - 1], &other);

		if (!end || other.kib != kind->kib || other.node != kind->node)
			continue;
		*ret_wanted = strtoull(end + 1, NULL, 10);
		return true;
	}
	return false;
}

static void add_row(struct pages_making *making, struct pages_rows *rows,
		    const struct pages_kind *kind)
{
	struct pages_row row = {.name = pages_name(making->arena, kind)}, *slot;

	row.has_wanted =
		find_wanted(&making->input->conf->pages_reserve.items, kind, &row.wanted);
	for (size_t i = 0; i < making->pools.n; i++) {
		const struct pages_pool *pool = &making->pools.items[i];

		if (!pages_making_is_meant(pool, kind))
			continue;
		row.there += pool->there;
		row.free += pool->free;
		row.own += pool->own;
	}
	if (!row.has_wanted && !row.own)
		return;
	slot = ARENA_PUSH(making->arena, rows);
	if (slot)
		*slot = row;
}

int pages_tell(const struct pages_input *input, struct arena *arena,
	       struct pages_rows *ret_rows)
{
	const struct strv *items = &input->conf->pages_reserve.items;
	struct pages_rows rows = {0};
	struct pages_making making;
	int r = pages_making_begin(input, arena, &making);

	if (r < 0)
		return r;
	for (size_t i = 0; i < items->n; i++) {
		struct pages_kind kind;

		if (pages_take_kind(items->items[i], &kind) && kind.node < 0 &&
		    !pages_making_is_overruled(items, i) && making.pools.n &&
		    making.pools.items[0].kind.node >= 0)
			add_row(&making, &rows, &kind);
	}
	for (size_t i = 0; i < making.pools.n; i++)
		add_row(&making, &rows, &making.pools.items[i].kind);
	if (arena_failed(arena))
		return -ENOMEM;
	*ret_rows = rows;
	return 0;
}
