/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removes old transactions. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "journal.h"
#include "journal_read.h"

/* The name begins with a dot first: a folder that is half removed is nobody's
 * transaction. */
static void remove_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
	}
	if (dir)
		(void)closedir(dir);
	(void)rmdir(folder);
}

static void remove_transaction(const char *state_dir, const char *id)
{
	char from[PATH_MAX], to[PATH_MAX];

	(void)snprintf(from, sizeof(from), "%s/transactions/%s", state_dir, id);
	(void)snprintf(to, sizeof(to), "%s/transactions/.%s", state_dir, id);
	if (rename(from, to) == 0)
		remove_folder(to);
}

static void remove_leftovers(const char *state_dir)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	(void)snprintf(path, sizeof(path), "%s/transactions", state_dir);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.' || entry->d_name[1] == '.' ||
		    !entry->d_name[1])
			continue;
		(void)snprintf(path, sizeof(path), "%s/transactions/%s", state_dir,
			       entry->d_name);
		remove_folder(path);
	}
	if (dir)
		(void)closedir(dir);
}

void journal_prune(const char *state_dir,
		   bool (*is_finished)(const char *state_dir, const char *id))
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct nic_err ignored;
	struct strv ids = {0};

	if (!arena || journal_list(state_dir, arena, &ids, &ignored) < 0)
		return;
	for (size_t i = 0; i + JOURNAL_KEPT < ids.n; i++) {
		if (is_finished(state_dir, ids.items[i]))
			remove_transaction(state_dir, ids.items[i]);
	}
	remove_leftovers(state_dir);
}
