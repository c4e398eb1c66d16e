/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The huge pages that the machine has, and the wishes that are made. */
#include "pages_making.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

uint64_t pages_making_number(const struct net_device *device, const char *group,
			     const char *name)
{
	const struct net_setting *setting =
		device ? netstate_setting(device, group, name) : NULL;

	return setting ? strtoull(setting->value, NULL, 10) : 0;
}

static int read_pools(struct pages_making *making)
{
	for (size_t i = 0; making->now && i < making->now->settings.n; i++) {
		const struct net_setting *one = &making->now->settings.items[i];
		struct pages_kind kind;
		const char *end = strcmp(one->group, PAGES_GROUP) == 0
					  ? pages_take_kind(one->name, &kind)
					  : NULL;
		struct pages_pool *pool;

		if (!end || *end)
			continue;
		pool = ARENA_PUSH(making->arena, &making->pools);
		if (!pool)
			return -ENOMEM;
		*pool = (struct pages_pool){
			.kind = kind,
			.name = one->name,
			.there = strtoull(one->value, NULL, 10),
			.free = pages_making_number(making->limits, PAGES_FREE,
						    one->name),
			.own = pages_making_number(making->limits, PAGES_OWN, one->name),
			.level = pages_making_number(making->limits, PAGES_LEVEL,
						     one->name),
			.level_all = pages_making_number(making->limits, PAGES_LEVEL_ALL,
							 one->name),
		};
	}
	return 0;
}

struct step_setting *pages_making_add(struct pages_making *making, const char *group,
				      const char *name, const char *value,
				      const char *before)
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

void pages_making_refuse(struct pages_making *making, const char *key, const char *item,
			 const char *origin, const char *problem, const char *remedy)
{
	struct step_setting *wish = pages_making_add(making, "", "", item, NULL);

	if (!wish)
		return;
	wish->key = key;
	wish->origin = origin;
	wish->problem = arena_printf(making->arena, "[hugepages] %s = %s (%s): %s", key,
				     item, origin, problem);
	wish->remedy = remedy;
}

const char *pages_making_names(const struct pages_making *making)
{
	const char *text = "";

	for (size_t i = 0; i < making->pools.n && text; i++)
		text = arena_printf(making->arena, "%s%s%s", text, i ? ", " : "",
				    making->pools.items[i].name);
	return text && *text ? text : "none";
}

bool pages_making_is_meant(const struct pages_pool *pool, const struct pages_kind *kind)
{
	return pool->kind.kib == kind->kib &&
	       (kind->node < 0 || pool->kind.node == kind->node);
}

bool pages_making_is_overruled(const struct strv *items, size_t i)
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

int pages_making_begin(const struct pages_input *input, struct arena *arena,
		       struct pages_making *ret_making)
{
	const char *reaction = conf_text(&input->conf->pages_on_refused);

	*ret_making = (struct pages_making){
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
