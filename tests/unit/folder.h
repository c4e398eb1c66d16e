/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder, and memory, that are gone after the test. */
#ifndef NICCTL_FOLDER_H
#define NICCTL_FOLDER_H

#include "arena.h"

struct folder {
	char *dir;
	struct arena *arena;
};

/* Setup and teardown of one test: *state are @bytes of zeros that begin with a struct
 * folder. */
int folder_setup(void **state, size_t bytes);
int folder_teardown(void **state);

/* The path of @name in the folder, in its arena. */
const char *folder_at(const struct folder *folder, const char *name);

/* Makes the folder @name in it. */
void folder_make(const struct folder *folder, const char *name);

#endif
