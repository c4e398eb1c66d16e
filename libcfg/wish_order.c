/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order in which settings are set: that of the way back of a network state, see
 * netdiff.c, but for what some drivers do not allow. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "netdiff.h"
#include "netwish.h"
#include "wish_rules.h"

static void keep(struct arena *arena, struct step_settings *list,
		 const struct step_setting *wish)
{
	struct step_setting *slot = ARENA_PUSH(arena, list);

	if (slot) /* else the arena remembers it */
		*slot = *wish;
}

static size_t find_wish(const struct step_settings *wishes,
			const struct net_difference *difference)
{
	for (size_t i = 0; i < wishes->n; i++) {
		const struct step_setting *wish = &wishes->items[i];

		if (!wish->problem && strcmp(wish->device, difference->device) == 0 &&
		    strcmp(wish->group, difference->group) == 0 &&
		    strcmp(wish->name, difference->name) == 0)
			return i;
	}
	return wishes->n;
}

/* Cards that adapt their interrupts by themselves take no numbers for them: that has to
 * be switched off first. */
static void put_adaptive_first(struct step_settings *wishes)
{
	for (size_t i = 1; i < wishes->n; i++) {
		struct step_setting adaptive = wishes->items[i];
		size_t at = i;

		if (strcmp(adaptive.group, "coalesce") != 0 ||
		    strncmp(adaptive.name, "adaptive", 8) != 0 ||
		    strcmp(adaptive.value, "0") != 0)
			continue;
		while (at && strcmp(wishes->items[at - 1].group, "coalesce") == 0 &&
		       strcmp(wishes->items[at - 1].device, adaptive.device) == 0) {
			wishes->items[at] = wishes->items[at - 1];
			at--;
		}
		wishes->items[at] = adaptive;
	}
}

int wish_order(const struct netstate *now, struct arena *arena,
	       struct step_settings *wishes)
{
	NIC_CLEANUP(netstate_freep) struct netstate *wish = NULL;
	struct netwish_settings pointers = {0};
	struct step_settings sorted = {0};
	struct netdiff diff = {0};

	for (size_t i = 0; i < wishes->n; i++) {
		const struct step_setting **slot = ARENA_PUSH(arena, &pointers);

		if (!slot)
			return -ENOMEM;
		*slot = &wishes->items[i];
	}
	if (netwish_make(now, &pointers, &wish) < 0 ||
	    netdiff_make(wish, now, arena, &diff) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < wishes->n; i++) {
		if (wish_is_met(&wishes->items[i]) || wishes->items[i].problem)
			keep(arena, &sorted, &wishes->items[i]);
	}
	for (size_t i = 0; i < diff.n; i++) {
		size_t at = diff.items[i].change == NET_SETTING
				    ? find_wish(wishes, &diff.items[i])
				    : wishes->n;

		if (at < wishes->n)
			keep(arena, &sorted, &wishes->items[at]);
	}
	if (arena_failed(arena))
		return -ENOMEM;
	put_adaptive_first(&sorted);
	*wishes = sorted;
	return 0;
}
