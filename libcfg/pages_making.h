/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside pages.h: the huge pages of the machine, and the settings that are made of what
 * is configured. */
#ifndef NICCTL_PAGES_MAKING_H
#define NICCTL_PAGES_MAKING_H

#include "pages.h"

/* One kind that the machine has, that is: a node's pages of one size. */
struct pages_pool {
	struct pages_kind kind;
	const char *name;
	uint64_t there, free, own, level, level_all;
	uint64_t wanted;	  /* what there are to be; valid with @origin */
	const char *key, *origin; /* NULL: nothing is said of it */
};

struct pages_pools {
	struct pages_pool *items;
	size_t n;
};

struct pages_making {
	const struct pages_input *input;
	struct arena *arena;
	const struct net_device *now, *limits;
	bool may_skip;
	struct pages_pools pools;
	struct step_settings wishes;
};

/* Reads the machine's pools from @input; the strings are its. Returns 0, -ENOMEM, or
 * -ENODEV when it knows nothing of huge pages. */
int pages_making_begin(const struct pages_input *input, struct arena *arena,
		       struct pages_making *ret_making);

/* The number that @device has under @group and @name; 0: none, or no device (NULL). */
uint64_t pages_making_number(const struct net_device *device, const char *group,
			     const char *name);

/* One wish more, the strings borrowed. NULL: memory is out, which the arena remembers. */
struct step_setting *pages_making_add(struct pages_making *making, const char *group,
				      const char *name, const char *value,
				      const char *before);

/* A wish that cannot be: @item of @key in [hugepages]. */
void pages_making_refuse(struct pages_making *making, const char *key, const char *item,
			 const char *origin, const char *problem, const char *remedy);

/* "node0.2M, node1.2M", "none". */
const char *pages_making_names(const struct pages_making *making);

/* Is @pool one of @kind? A kind without a node means the pools of all nodes. */
bool pages_making_is_meant(const struct pages_pool *pool, const struct pages_kind *kind);

/* Does a later item than @i speak of the same pages? Then that one counts. */
bool pages_making_is_overruled(const struct strv *items, size_t i);

/* Wishes to unmount what nicctl has mounted and nobody asks for any more. */
void pages_mounts_remove(struct pages_making *making);

/* Wishes to mount @item, "2M=/mnt/huge", which was checked when it was read. */
void pages_mounts_add(struct pages_making *making, const char *item, const char *origin);

#endif
