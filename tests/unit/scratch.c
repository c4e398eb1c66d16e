/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One folder and one arena a test. */
#include "scratch.h"

#include "temp_dir.h"

char *scratch_dir;
struct arena *scratch_arena;

int scratch_begin(void **state)
{
	(void)state;
	scratch_dir = temp_dir_make();
	scratch_arena = arena_new();
	return 0;
}

int scratch_end(void **state)
{
	(void)state;
	arena_freep(&scratch_arena);
	temp_dir_removep(&scratch_dir);
	return 0;
}
