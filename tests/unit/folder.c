/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "folder.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "temp_dir.h"
#include "test.h"

int folder_setup(void **state, size_t bytes)
{
	struct folder *folder = calloc(1, bytes);

	if (!folder)
		return -1;
	folder->dir = temp_dir_make();
	folder->arena = arena_new();
	*state = folder;
	return 0;
}

int folder_teardown(void **state)
{
	struct folder *folder = *state;

	temp_dir_remove(folder->dir);
	arena_free(folder->arena);
	free(folder);
	return 0;
}

const char *folder_at(const struct folder *folder, const char *name)
{
	const char *path = arena_printf(folder->arena, "%s/%s", folder->dir, name);

	assert_non_null(path);
	return path;
}

void folder_make(const struct folder *folder, const char *name)
{
	assert_int_equal(mkdir(folder_at(folder, name), 0755), 0);
}
