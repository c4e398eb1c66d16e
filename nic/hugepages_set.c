/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each change is entered in the book before it is made. */
#include "hugepages_set.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "hugepages.h"
#include "hugetlbfs.h"

struct setting {
	const char *root, *state_dir;
	struct arena *arena; /* owned */
	struct pagebook book;
};

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* From @from to @to pages. @ret_there: how many there are then. */
static int change(struct setting *setting, const char *name,
		  const struct pages_kind *kind, uint64_t from, uint64_t to,
		  uint64_t *ret_there, struct nic_err *err)
{
	struct pagebook_entry *entry =
		pagebook_entry_for(&setting->book, setting->arena, name);
	struct hugepages_count count;
	int r, asked;

	if (!entry)
		return nic_err_set(err, -ENOMEM, "out of memory");
	entry->is_changing = true;
	entry->from = from;
	entry->to = to;
	r = pagebook_write(setting->state_dir, &setting->book, err);
	if (r < 0)
		return r;
	asked = hugepages_ask(setting->root, kind, to);
	r = hugepages_count(setting->root, kind, &count);
	if (r < 0)
		return nic_err_set(err, r, "%s cannot be counted: %s", name,
				   nic_strerror(r));
	pagebook_settle(entry, count.there);
	entry->level = count.there;
	entry->level_all = hugepages_everywhere(setting->root, kind->kib);
	r = pagebook_write(setting->state_dir, &setting->book, err);
	if (r == 0 && asked < 0)
		r = nic_err_set(err, asked,
				"%s: the kernel does not take %" PRIu64 ": %s", name, to,
				nic_strerror(asked));
	*ret_there = count.there;
	return r;
}

static int raise(struct setting *setting, const char *name, const struct pages_kind *kind,
		 uint64_t from, uint64_t to, struct nic_err *err)
{
	uint64_t there = from;
	int r = change(setting, name, kind, from, to, &there, err);

	if (r < 0 || there >= to)
		return r;
	return nic_err_set(err, -ENOSPC,
			   "%s: of %" PRIu64 " pages to be there are only %" PRIu64
			   " now, as the kernel finds no more free memory in one piece",
			   name, to, there);
}

static int lower(struct setting *setting, const char *name, const struct pages_kind *kind,
		 const struct hugepages_count *count, uint64_t to, struct nic_err *err)
{
	const struct pagebook_entry *entry = pagebook_entry(&setting->book, name);
	uint64_t own = entry ? entry->own : 0, there = count->there;
	uint64_t n = least(there - to, least(own, count->free));
	int r = 0;

	if (n)
		r = change(setting, name, kind, there, there - n, &there, err);
	if (r < 0 || there <= to)
		return r;
	return nic_err_set(err, -EBUSY,
			   "%s: %" PRIu64 " pages instead of %" PRIu64 " stay: %" PRIu64
			   " of all were reserved by nicctl, and %" PRIu64 " are free",
			   name, there, to, own, count->free);
}

static int set_pages(struct setting *setting, const char *name, const char *value,
		     struct nic_err *err)
{
	uint64_t to = strtoull(value, NULL, 10);
	struct hugepages_count count;
	struct pages_kind kind;
	const char *end = pages_take_kind(name, &kind);
	int r;

	if (!end || *end)
		return nic_err_set(err, -EINVAL, "'%s' is no kind of huge pages", name);
	r = hugepages_count(setting->root, &kind, &count);
	if (r < 0)
		return nic_err_set(err, r, "%s: %s", name, nic_strerror(r));
	if (to > count.there)
		return raise(setting, name, &kind, count.there, to, err);
	return to < count.there ? lower(setting, name, &kind, &count, to, err) : 0;
}

int hugepages_set(const char *root, const char *state_dir,
		  const struct net_difference *difference, struct nic_err *err)
{
	struct setting setting = {
		.root = root, .state_dir = state_dir, .arena = arena_new()};
	const char *value = difference->before;
	int r;

	if (!setting.arena)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = hugepages_book(root, state_dir, setting.arena, &setting.book, err);
	if (r < 0)
		;
	else if (strcmp(difference->group, PAGES_MOUNT) == 0)
		r = hugetlbfs_set(root, state_dir, setting.arena, &setting.book,
				  difference->name, value ? value : PAGES_NO_MOUNT, err);
	else if (value)
		r = set_pages(&setting, difference->name, value, err);
	arena_free(setting.arena);
	return r;
}
