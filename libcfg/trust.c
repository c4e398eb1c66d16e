/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners and modes on the whole way to a file. */
#include "trust.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "err.h"

static const char *problem_of_one(const char *path, uid_t user, struct arena *arena)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return arena_printf(arena, "'%s' cannot be looked at: %s", path,
				    nic_strerror(errno));
	if (st.st_uid != 0 && st.st_uid != user)
		return arena_printf(arena, "'%s' is not owned by root", path);
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return arena_printf(arena, "'%s' is writable by others than its owner",
				    path);
	return NULL;
}

/* Takes the last part off @path; false when nothing is left above @stop. */
static bool go_up(char *path, const char *stop)
{
	char *slash = strrchr(path, '/');

	if (strcmp(path, stop) == 0 || strcmp(path, "/") == 0)
		return false;
	slash[slash == path ? 1 : 0] = '\0';
	return true;
}

static const char *not_found(const char *path, struct arena *arena)
{
	return arena_printf(arena, "'%s' cannot be found: %s", path, nic_strerror(errno));
}

const char *trust_problem(const char *path, const char *below, uid_t user,
			  struct arena *arena)
{
	char *real = realpath(path, NULL), *stop;
	const char *problem;

	if (!real)
		return not_found(path, arena);
	stop = realpath(below ? below : "/", NULL);
	problem = stop ? problem_of_one(real, user, arena) : not_found(below, arena);
	while (!problem && go_up(real, stop))
		problem = problem_of_one(real, user, arena);
	free(real);
	free(stop);
	return problem;
}
