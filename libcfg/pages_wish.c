/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what is configured of huge pages to settings. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "pages.h"

/* One kind that the machine has, that is: a node's pages of one size. */
struct pool {
	struct pages_kind kind;
	const char *name;
	uint64_t there, free, own, level, level_all;
	uint64_t wanted;	  /* what there are to be; valid with @origin */
	const char *key, *origin; /* NULL: nothing is said of it */
};

struct pools {
	struct pool *items;
	size_t n;
};

struct making {
	const struct pages_input *input;
	struct arena *arena;
	const struct net_device *now, *limits;
	bool may_skip;
	struct pools pools;
	struct step_settings wishes;
};

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t number_of(const struct net_device *device, const char *group,
			  const char *name)
{
	const struct net_setting *setting =
		device ? netstate_setting(device, group, name) : NULL;

	return setting ? strtoull(setting->value, NULL, 10) : 0;
}

static int read_pools(struct making *making)
{
	for (size_t i = 0; making->now && i < making->now->settings.n; i++) {
		const struct net_setting *one = &making->now->settings.items[i];
		struct pages_kind kind;
		const char *end = strcmp(one->group, PAGES_GROUP) == 0
					  ? pages_take_kind(one->name, &kind)
					  : NULL;
		struct pool *pool;

		if (!end || *end)
			continue;
		pool = ARENA_PUSH(making->arena, &making->pools);
		if (!pool)
			return -ENOMEM;
		*pool = (struct pool){
			.kind = kind,
			.name = one->name,
			.there = strtoull(one->value, NULL, 10),
			.free = number_of(making->limits, PAGES_FREE, one->name),
			.own = number_of(making->limits, PAGES_OWN, one->name),
			.level = number_of(making->limits, PAGES_LEVEL, one->name),
			.level_all =
				number_of(making->limits, PAGES_LEVEL_ALL, one->name),
		};
	}
	return 0;
}

static struct step_setting *add(struct making *making, const char *group,
				const char *name, const char *value, const char *before)
{
	struct step_setting *wish = ARENA_PUSH(making->arena, &making->wishes);

	if (wish)
		*wish = (struct step_setting){
			.port = PAGES_DEVICE,
			.device = PAGES_DEVICE,
			.netdev = PAGES_DEVICE,
			.group = group,
			.name = name,
			.value = value,
			.before = before,
			.may_skip = making->may_skip,
		};
	return wish;
}

static void refuse(struct making *making, const char *key, const char *item,
		   const char *origin, const char *problem, const char *remedy)
{
	struct step_setting *wish = add(making, "", "", item, NULL);

	if (!wish)
		return;
	wish->key = key;
	wish->origin = origin;
	wish->problem = arena_printf(making->arena, "[hugepages] %s = %s (%s): %s", key,
				     item, origin, problem);
	wish->remedy = remedy;
}

static const char *names_of_pools(const struct making *making)
{
	const char *text = "";

	for (size_t i = 0; i < making->pools.n && text; i++)
		text = arena_printf(making->arena, "%s%s%s", text, i ? ", " : "",
				    making->pools.items[i].name);
	return text && *text ? text : "none";
}

static bool is_meant(const struct pool *pool, const struct pages_kind *kind)
{
	return pool->kind.kib == kind->kib &&
	       (kind->node < 0 || pool->kind.node == kind->node);
}

/* More on top, as the kernel would spread them over the nodes. */
static void raise_all(struct making *making, const struct pages_kind *kind, uint64_t more)
{
	size_t nodes = 0, at = 0;

	for (size_t i = 0; i < making->pools.n; i++)
		nodes += is_meant(&making->pools.items[i], kind);
	for (size_t i = 0; i < making->pools.n; i++) {
		struct pool *pool = &making->pools.items[i];

		if (!is_meant(pool, kind))
			continue;
		pool->wanted = pool->there + more / nodes + (at < more % nodes);
		at++;
	}
}

/* Down by @less in all, of what may go. */
static void lower_all(struct making *making, const struct pages_kind *kind, uint64_t less)
{
	for (size_t i = 0; i < making->pools.n; i++) {
		struct pool *pool = &making->pools.items[i];
		uint64_t n;

		if (!is_meant(pool, kind))
			continue;
		n = least(less, least(pool->own, pool->free));
		pool->wanted = pool->there - n;
		less -= n;
	}
}

/* How many there were when nicctl last changed them. */
static uint64_t level_of(const struct making *making, const struct pages_kind *kind)
{
	uint64_t level = 0;

	for (size_t i = 0; i < making->pools.n; i++) {
		const struct pool *pool = &making->pools.items[i];
		uint64_t own = kind->node < 0 ? pool->level_all : pool->level;

		if (is_meant(pool, kind) && own > level)
			level = own;
	}
	return level;
}

/* @item: "node0.2M=1024", which was checked when it was read. */
static void take_item(struct making *making, const char *item, const char *origin)
{
	struct pages_kind kind;
	const char *end = pages_take_kind(item, &kind);
	uint64_t wanted, there = 0;
	bool is_known = false;

	if (!end || *end != '=')
		return;
	wanted = strtoull(end + 1, NULL, 10);
	for (size_t i = 0; i < making->pools.n; i++) {
		struct pool *pool = &making->pools.items[i];

		if (!is_meant(pool, &kind))
			continue;
		is_known = true;
		there += pool->there;
		pool->key = "reserve";
		pool->origin = origin;
	}
	if (!is_known)
		refuse(making, "reserve", item, origin, "this machine has no such pages",
		       arena_printf(making->arena, "it has %s", names_of_pools(making)));
	else if (wanted >= there)
		raise_all(making, &kind, wanted - there);
	else
		lower_all(making, &kind,
			  wanted < level_of(making, &kind) ? there - wanted : 0);
}

/* Does a later item speak of the same pages? Then that one counts. */
static bool is_overruled(const struct strv *items, size_t i)
{
	struct pages_kind one, other;

	(void)pages_take_kind(items->items[i], &one); /* they were checked */
	for (size_t k = i + 1; k < items->n; k++) {
		if (pages_take_kind(items->items[k], &other) && one.kib == other.kib &&
		    one.node == other.node)
			return true;
	}
	return false;
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

static void take_items(struct making *making)
{
	const struct conf_value *reserve = &making->input->conf->pages_reserve;

	for (size_t i = 0; i < reserve->items.n; i++) {
		const char *item = reserve->items.items[i];
		const char *origin = reserve->origins.items[i];

		if (is_overruled(&reserve->items, i))
			continue;
		if (is_said_twice(&reserve->items, i))
			refuse(making, "reserve", item, origin,
			       "pages of that size are configured for the whole machine, "
			       "too",
			       "say one of them");
		else
			take_item(making, item, origin);
	}
}

/* What nothing is said of any more goes as far as it is nicctl's. */
static void forget_the_rest(struct making *making)
{
	for (size_t i = 0; i < making->pools.n; i++) {
		struct pool *pool = &making->pools.items[i];
		uint64_t n = least(pool->own, pool->free);

		if (pool->origin || !n)
			continue;
		pool->key = "reserve";
		pool->origin = "not configured any more";
		pool->wanted = pool->there - n;
	}
}

static const char *text_of(struct making *making, uint64_t number)
{
	return arena_printf(making->arena, "%" PRIu64, number);
}

/* Releases first: they may make room for others. */
static void add_pools(struct making *making, bool is_raise)
{
	for (size_t i = 0; i < making->pools.n; i++) {
		const struct pool *pool = &making->pools.items[i];
		struct step_setting *wish;

		if (!pool->origin || (pool->wanted > pool->there) != is_raise)
			continue;
		wish = add(making, PAGES_GROUP, pool->name, text_of(making, pool->wanted),
			   text_of(making, pool->there));
		if (!wish)
			return;
		wish->key = pool->key;
		wish->origin = pool->origin;
	}
}

/* Says why, and leaves the pool as it is. */
static void refuse_pool(struct making *making, struct pool *pool, const char *problem)
{
	refuse(making, pool->key,
	       arena_printf(making->arena, "%s=%" PRIu64, pool->name, pool->wanted),
	       pool->origin, problem, "say fewer pages");
	pool->origin = NULL;
}

static uint64_t more_kib(const struct pool *pool)
{
	if (!pool->origin || pool->wanted <= pool->there)
		return 0;
	return (pool->wanted - pool->there) * pool->kind.kib;
}

static void check_nodes(struct making *making)
{
	for (size_t i = 0; i < making->pools.n; i++) {
		struct pool *pool = &making->pools.items[i];
		const char *node =
			arena_printf(making->arena, "node%" PRId32, pool->kind.node);
		uint64_t kib = node ? number_of(making->limits, PAGES_MEMORY, node) : 0;

		if (kib && more_kib(pool) && pool->wanted * pool->kind.kib > kib)
			refuse_pool(making, pool,
				    arena_printf(making->arena,
						 "%s has %" PRIu64 " MiB in all", node,
						 kib >> 10));
	}
}

/* All of them or none: whom the memory would be for nobody has said. */
static void check_memory(struct making *making)
{
	uint64_t available = number_of(making->limits, PAGES_MEMORY, "available");
	uint64_t kib = 0;

	for (size_t i = 0; i < making->pools.n; i++)
		kib += more_kib(&making->pools.items[i]);
	for (size_t i = 0; available && kib > available && i < making->pools.n; i++) {
		struct pool *pool = &making->pools.items[i];

		if (more_kib(pool))
			refuse_pool(making, pool,
				    arena_printf(making->arena,
						 "the pages to be reserved take %" PRIu64
						 " MiB, and the machine has %" PRIu64
						 " MiB to give",
						 kib >> 10, available >> 10));
	}
}

/* "2M=/mnt/huge", which was checked when it was read. */
static const char *path_of(const char *item)
{
	const char *path = strchr(item, '=');

	return path ? path + 1 : "";
}

static bool is_path_asked_for(const struct strv *mounts, const char *path)
{
	for (size_t i = 0; i < mounts->n; i++) {
		if (strcmp(path_of(mounts->items[i]), path) == 0)
			return true;
	}
	return false;
}

static void add_unmounts(struct making *making)
{
	const struct strv *mounts = &making->input->conf->pages_mount.items;

	for (size_t i = 0; making->limits && i < making->limits->settings.n; i++) {
		const struct net_setting *own = &making->limits->settings.items[i];
		const struct net_setting *now =
			netstate_setting(making->now, PAGES_MOUNT, own->name);
		struct step_setting *wish;

		if (strcmp(own->group, PAGES_MOUNT_OWN) != 0 || !now ||
		    is_path_asked_for(mounts, own->name))
			continue;
		wish = add(making, PAGES_MOUNT, own->name, PAGES_NO_MOUNT, now->value);
		if (!wish)
			return;
		wish->key = "mount";
		wish->origin = "not configured any more";
	}
}

static bool has_size(const struct making *making, uint64_t kib)
{
	for (size_t i = 0; i < making->pools.n; i++) {
		if (making->pools.items[i].kind.kib == kib)
			return true;
	}
	return false;
}

static void add_mount(struct making *making, const char *item, const char *origin)
{
	struct pages_kind kind = {0};
	const char *size =
		pages_take_kind(item, &kind) ? pages_size(making->arena, kind.kib) : NULL;
	const struct net_setting *now =
		netstate_setting(making->now, PAGES_MOUNT, path_of(item));
	struct step_setting *wish;

	if (!size)
		return;
	if (!has_size(making, kind.kib)) {
		refuse(making, "mount", item, origin, "this machine has no such pages",
		       arena_printf(making->arena, "it has %s", names_of_pools(making)));
		return;
	}
	if (now && strcmp(now->value, size) != 0) {
		refuse(making, "mount", item, origin,
		       arena_printf(making->arena,
				    "a hugetlbfs with pages of %s is mounted there",
				    now->value),
		       "name another folder");
		return;
	}
	wish = add(making, PAGES_MOUNT, path_of(item), size,
		   now ? now->value : PAGES_NO_MOUNT);
	if (!wish)
		return;
	wish->key = "mount";
	wish->origin = origin;
}

static int begin(const struct pages_input *input, struct arena *arena,
		 struct making *ret_making)
{
	const char *reaction = conf_text(&input->conf->pages_on_refused);

	*ret_making = (struct making){
		.input = input,
		.arena = arena,
		.now = netstate_device(input->now, PAGES_DEVICE),
		.limits = netstate_device(input->limits, PAGES_DEVICE),
		.may_skip = reaction && strcmp(reaction, "skip") == 0,
	};
	if (!ret_making->now)
		return -ENODEV;
	return read_pools(ret_making);
}

int pages_wish(const struct pages_input *input, struct arena *arena,
	       struct step_settings *ret_wishes)
{
	const struct conf_value *mounts = &input->conf->pages_mount;
	struct making making;
	int r = begin(input, arena, &making);

	if (r < 0)
		return r;
	take_items(&making);
	forget_the_rest(&making);
	check_nodes(&making);
	check_memory(&making);
	add_unmounts(&making);
	add_pools(&making, false);
	add_pools(&making, true);
	for (size_t i = 0; i < mounts->items.n; i++)
		add_mount(&making, mounts->items.items[i], mounts->origins.items[i]);
	if (arena_failed(arena))
		return -ENOMEM;
	*ret_wishes = making.wishes;
	return 0;
}

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

static void add_row(struct making *making, struct pages_rows *rows,
		    const struct pages_kind *kind)
{
	struct pages_row row = {.name = pages_name(making->arena, kind)}, *slot;

	row.has_wanted =
		find_wanted(&making->input->conf->pages_reserve.items, kind, &row.wanted);
	for (size_t i = 0; i < making->pools.n; i++) {
		const struct pool *pool = &making->pools.items[i];

		if (!is_meant(pool, kind))
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
	struct making making;
	int r = begin(input, arena, &making);

	if (r < 0)
		return r;
	for (size_t i = 0; i < items->n; i++) {
		struct pages_kind kind;

		if (pages_take_kind(items->items[i], &kind) && kind.node < 0 &&
		    !is_overruled(items, i) && making.pools.n &&
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
