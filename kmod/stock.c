/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks the folder: modprobe's index names only the file that wins. */
#include "stock.h"

#include <fts.h>
#include <string.h>

#include "host.h"

/* "xhci-hcd.ko.xz" is the module xhci_hcd. */
static bool is_file_of(const char *file, const char *module)
{
	static const char *const endings[] = {".ko", ".ko.gz", ".ko.xz", ".ko.zst"};
	char name[64]; /* MODULE_NAME_LEN of the kernel */
	size_t bytes = strlen(module);

	if (strlen(file) <= bytes || bytes >= sizeof(name))
		return false;
	memcpy(name, file, bytes);
	name[bytes] = '\0';
	for (size_t i = 0; i < NIC_ARRAY_SIZE(endings); i++) {
		if (strcmp(file + bytes, endings[i]) == 0)
			return module_name_equal(name, module);
	}
	return false;
}

const char *stock_find(const char *root, const char *release, const char *module,
		       struct arena *arena)
{
	char *folder = arena_printf(arena, "%s/lib/modules/%s/kernel", root, release);
	char *const folders[] = {folder, NULL};
	const char *found = NULL;
	FTSENT *entry;
	FTS *walk;

	if (!folder)
		return NULL;
	walk = fts_open(folders, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	while (walk && !found && (entry = fts_read(walk))) {
		if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP &&
		    is_file_of(entry->fts_name, module))
			found = arena_strdup(arena, entry->fts_path);
	}
	if (walk)
		(void)fts_close(walk); /* only read */
	return found;
}
