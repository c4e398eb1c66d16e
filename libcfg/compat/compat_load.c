/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the files of a driver's table and joins them. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compat_table.h"
#include "textfile.h"

/* The largest that is shipped has 82 KB. */
#define FILE_MAX_BYTES ((size_t)8 * 1024 * 1024)

static int read_file(const char *path, struct arena *arena, struct compat_table *table,
		     struct nic_err *err)
{
	char *text = NULL;
	size_t bytes = 0;
	int r = textfile_read(path, FILE_MAX_BYTES, &text, &bytes, err);

	if (r < 0)
		return r;
	r = compat_table_parse(text, bytes, arena, table, err);
	free(text);
	if (r < 0) {
		nic_err_wrap(err, r, "compatibility table '%s'", path);
		nic_err_hint(err, "mend the file or move it away: a wrong table would "
				  "give wrong verdicts");
	}
	return r;
}

/* Copies the elements of list @from behind those of @into. */
#define APPEND(arena, into, from)                                                        \
	do {                                                                             \
		for (size_t i_ = 0; i_ < (from)->n; i_++) {                              \
			__typeof__((into)->items) slot_ = ARENA_PUSH((arena), (into));   \
			if (slot_)                                                       \
				*slot_ = (from)->items[i_];                              \
		}                                                                        \
	} while (0)

static void join(struct compat_table *into, const struct compat_table *from,
		 struct arena *arena)
{
	APPEND(arena, &into->devices, &from->devices);
	APPEND(arena, &into->sources, &from->sources);
	APPEND(arena, &into->issues, &from->issues);
	APPEND(arena, &into->api, &from->api);
	APPEND(arena, &into->facts, &from->facts);
	if (from->vendor)
		into->vendor = from->vendor;
	if (from->look_at)
		into->look_at = from->look_at;
}

static int is_table(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return entry->d_name[0] != '.' && n > 5 &&
	       strcmp(entry->d_name + n - 5, ".json") == 0;
}

static int take_own(const char *path, const char *driver, struct arena *arena,
		    struct compat_table **table, struct nic_err *err)
{
	struct compat_table own = {0};
	int r = read_file(path, arena, &own, err);

	if (r < 0 || strcmp(own.driver, driver) != 0)
		return r;
	if (*table && !own.replaces) {
		join(*table, &own, arena);
		return 0;
	}
	*table = arena_alloc(arena, sizeof(**table));
	if (!*table)
		return -ENOMEM;
	**table = own;
	return 0;
}

/* All of the user's files are read, also those of other drivers: a mistake in one of them
 * should be heard of when it is made. */
static int add_own(const char *folder, const char *driver, struct arena *arena,
		   struct compat_table **table, struct nic_err *err)
{
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_table, alphasort), r = 0;

	if (n < 0 && errno == ENOENT)
		return 0;
	if (n < 0)
		return nic_err_set(err, -errno, "cannot read the folder '%s': %s", folder,
				   nic_strerror(errno));
	for (int i = 0; i < n; i++) {
		const char *path =
			arena_printf(arena, "%s/%s", folder, entries[i]->d_name);

		if (r == 0)
			r = path ? take_own(path, driver, arena, table, err) : -ENOMEM;
		free(entries[i]);
	}
	free(entries);
	return r;
}

static int read_shipped(const char *path, const char *driver, struct arena *arena,
			struct compat_table **table, struct nic_err *err)
{
	struct compat_table shipped = {0};
	int r = read_file(path, arena, &shipped, err);

	if (r == -ENOENT)
		return 0;
	if (r == 0 && strcmp(shipped.driver, driver) != 0)
		return nic_err_set(err, -EINVAL,
				   "compatibility table '%s': it is of the driver '%s'",
				   path, shipped.driver);
	if (r < 0)
		return r;
	*table = arena_alloc(arena, sizeof(**table));
	if (!*table)
		return -ENOMEM;
	**table = shipped;
	return 0;
}

int compat_table_load(const char *folder, const char *own, const char *driver,
		      struct arena *arena, struct compat_table **ret_table,
		      struct nic_err *err)
{
	const char *path = arena_printf(arena, "%s/%s.json", folder, driver);
	struct compat_table *table = NULL;
	int r = path ? read_shipped(path, driver, arena, &table, err) : -ENOMEM;

	if (r == 0 && own)
		r = add_own(own, driver, arena, &table, err);
	if (r == 0 && arena_failed(arena))
		r = -ENOMEM;
	if (r == -ENOMEM)
		return nic_err_set(err, r, "out of memory");
	if (r == 0)
		*ret_table = table;
	return r;
}
