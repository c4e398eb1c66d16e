/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hugetlbfs: what is to be mounted, and what not any more. */
#include <string.h>

#include "pages_making.h"

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

void pages_mounts_remove(struct pages_making *making)
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
		wish = pages_making_add(making, PAGES_MOUNT, own->name, PAGES_NO_MOUNT,
					now->value);
		if (!wish)
			return;
		wish->key = "mount";
		wish->origin = "not configured any more";
	}
}

static bool has_size(const struct pages_making *making, uint64_t kib)
{
	for (size_t i = 0; i < making->pools.n; i++) {
		if (making->pools.items[i].kind.kib == kib)
			return true;
	}
	return false;
}

void pages_mounts_add(struct pages_making *making, const char *item, const char *origin)
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
		pages_making_refuse(making, "mount", item, origin,
				    "this machine has no such pages",
				    arena_printf(making->arena, "it has %s",
						 pages_making_names(making)));
		return;
	}
	if (now && strcmp(now->value, size) != 0) {
		pages_making_refuse(
			making, "mount", item, origin,
			arena_printf(making->arena,
				     "a hugetlbfs with pages of %s is mounted there",
				     now->value),
			"name another folder");
		return;
	}
	wish = pages_making_add(making, PAGES_MOUNT, path_of(item), size,
				now ? now->value : PAGES_NO_MOUNT);
	if (!wish)
		return;
	wish->key = "mount";
	wish->origin = origin;
}
