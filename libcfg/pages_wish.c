/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what is configured of huge pages to settings. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "pages_making.h"

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* More on top, as the kernel would spread them over the nodes. */
static void raise_all(struct pages_making *making, const struct pages_kind *kind,
		      uint64_t more)
{
	size_t nodes = 0, at = 0;

	for (size_t i = 0; i < making->pools.n; i++)
		nodes += pages_making_is_meant(&making->pools.items[i], kind);
	for (size_t i = 0; i < making->pools.n; i++) {
		struct pages_pool *pool = &making->pools.items[i];

		if (!pages_making_is_meant(pool, kind))
			continue;
		pool->wanted = pool->there + more / nodes + (at < more % nodes);
		at++;
	}
}

/* Down by @less in all, of what may go. */
static void lower_all(struct pages_making *making, const struct pages_kind *kind,
		      uint64_t less)
{
	for (size_t i = 0; i < making->pools.n; i++) {
		struct pages_pool *pool = &making->pools.items[i];
		uint64_t n;

		if (!pages_making_is_meant(pool, kind))
			continue;
		n = least(less, least(pool->own, pool->free));
		pool->wanted = pool->there - n;
		less -= n;
	}
}

/* How many there were when nicctl last changed them. */
static uint64_t level_of(const struct pages_making *making, const struct pages_kind *kind)
{
	uint64_t level = 0;

	for (size_t i = 0; i < making->pools.n; i++) {
		const struct pages_pool *pool = &making->pools.items[i];
		uint64_t own = kind->node < 0 ? pool->level_all : pool->level;

		if (pages_making_is_meant(pool, kind) && own > level)
			level = own;
	}
	return level;
}

/* @item: "node0.2M=1024", which was checked when it was read. */
static void take_item(struct pages_making *making, const char *item, const char *origin)
{
	struct pages_kind kind;
	const char *end = pages_take_kind(item, &kind);
	uint64_t wanted, there = 0;
	bool is_known = false;

	if (!end || *end != '=')
		return;
	wanted = strtoull(end + 1, NULL, 10);
	for (size_t i = 0; i < making->pools.n; i++) {
		struct pages_pool *pool = &making->pools.items[i];

		if (!pages_making_is_meant(pool, &kind))
			continue;
		is_known = true;
		there += pool->there;
		pool->key = "reserve";
		pool->origin = origin;
	}
	if (!is_known)
		pages_making_refuse(making, "reserve", item, origin,
				    "this machine has no such pages",
				    arena_printf(making->arena, "it has %s",
						 pages_making_names(making)));
	else if (wanted >= there)
		raise_all(making, &kind, wanted - there);
	else
		lower_all(making, &kind,
			  wanted < level_of(making, &kind) ? there - wanted : 0);
}

/* The same size for the whole machine and for a node: which of them is meant? */
static bool is_said_twice(const struct strv *items, size_t i)
{
	struct pages_kind one, other;

	if (!pages_take_kind(items->items[i], &one) || one.node < 0)
		return false;
	for (size_t k = 0; k < items->n; k++) {
		if (pages_take_kind(items->items[k], &other) && one.kib == other.kib &&
		    other.node < 0)
			return true;
	}
	return false;
}

static void take_items(struct pages_making *making)
{
	const struct conf_value *reserve = &making->input->conf->pages_reserve;

	for (size_t i = 0; i < reserve->items.n; i++) {
		const char *item = reserve->items.items[i];
		const char *origin = reserve->origins.items[i];

		if (pages_making_is_overruled(&reserve->items, i))
			continue;
		if (is_said_twice(&reserve->items, i))
			pages_making_refuse(
				making, "reserve", item, origin,
				"pages of that size are configured for the whole machine, "
				"too",
				"say one of them");
		else
			take_item(making, item, origin);
	}
}

/* What nothing is said of any more goes as far as it is nicctl's. */
static void forget_the_rest(struct pages_making *making)
{
	for (size_t i = 0; i < making->pools.n; i++) {
		struct pages_pool *pool = &making->pools.items[i];
		uint64_t n = least(pool->own, pool->free);

		if (pool->origin || !n)
			continue;
		pool->key = "reserve";
		pool->origin = "not configured any more";
		pool->wanted = pool->there - n;
	}
}

static const char *text_of(struct pages_making *making, uint64_t number)
{
	return arena_printf(making->arena, "%" PRIu64, number);
}

/* Releases first: they may make room for others. */
static void add_pools(struct pages_making *making, bool is_raise)
{
	for (size_t i = 0; i < making->pools.n; i++) {
		const struct pages_pool *pool = &making->pools.items[i];
		struct step_setting *wish;

		if (!pool->origin || (pool->wanted > pool->there) != is_raise)
			continue;
		wish = pages_making_add(making, PAGES_GROUP, pool->name,
					text_of(making, pool->wanted),
					text_of(making, pool->there));
		if (!wish)
			return;
		wish->key = pool->key;
		wish->origin = pool->origin;
	}
}

/* Says why, and leaves the pool as it is. */
static void refuse_pool(struct pages_making *making, struct pages_pool *pool,
			const char *problem)
{
	pages_making_refuse(
		making, pool->key,
		arena_printf(making->arena, "%s=%" PRIu64, pool->name, pool->wanted),
		pool->origin, problem, "say fewer pages");
	pool->origin = NULL;
}

static uint64_t more_kib(const struct pages_pool *pool)
{
	if (!pool->origin || pool->wanted <= pool->there)
		return 0;
	return (pool->wanted - pool->there) * pool->kind.kib;
}

static void check_nodes(struct pages_making *making)
{
	for (size_t i = 0; i < making->pools.n; i++) {
		struct pages_pool *pool = &making->pools.items[i];
		const char *node =
			arena_printf(making->arena, "node%" PRId32, pool->kind.node);
		uint64_t kib =
			node ? pages_making_number(making->limits, PAGES_MEMORY, node)
			     : 0;

		if (kib && more_kib(pool) && pool->wanted * pool->kind.kib > kib)
			refuse_pool(making, pool,
				    arena_printf(making->arena,
						 "%s has %" PRIu64 " MiB in all", node,
						 kib >> 10));
	}
}

/* All of them or none: whom the memory would be for nobody has said. */
static void check_memory(struct pages_making *making)
{
	uint64_t available =
		pages_making_number(making->limits, PAGES_MEMORY, "available");
	uint64_t kib = 0;

	for (size_t i = 0; i < making->pools.n; i++)
		kib += more_kib(&making->pools.items[i]);
	for (size_t i = 0; available && kib > available && i < making->pools.n; i++) {
		struct pages_pool *pool = &making->pools.items[i];

		if (more_kib(pool))
			refuse_pool(making, pool,
				    arena_printf(making->arena,
						 "the pages to be reserved take %" PRIu64
						 " MiB, and the machine has %" PRIu64
						 " MiB to give",
						 kib >> 10, available >> 10));
	}
}

int pages_wish(const struct pages_input *input, struct arena *arena,
	       struct step_settings *ret_wishes)
{
	const struct conf_value *mounts = &input->conf->pages_mount;
	struct pages_making making;
	int r = pages_making_begin(input, arena, &making);

	if (r < 0)
		return r;
	take_items(&making);
	forget_the_rest(&making);
	check_nodes(&making);
	check_memory(&making);
	pages_mounts_remove(&making);
	add_pools(&making, false);
	add_pools(&making, true);
	for (size_t i = 0; i < mounts->items.n; i++)
		pages_mounts_add(&making, mounts->items.items[i],
				 mounts->origins.items[i]);
	if (arena_failed(arena))
		return -ENOMEM;
	*ret_wishes = making.wishes;
	return 0;
}
