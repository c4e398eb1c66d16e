/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Places below /lib/modules/RELEASE, as depmod's search order knows them. */
#include "origin.h"

#include <stdlib.h>
#include <string.h>

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* The part of @path below the modules folder of the running kernel; NULL: not there. */
static const char *below_modules(const char *root, const char *release, const char *path)
{
	static const char *const folders[] = {"/lib/modules/", "/usr/lib/modules/"};
	size_t length = strlen(root);

	if (strncmp(path, root, length) != 0)
		return NULL;
	path += length;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(folders); i++) {
		if (!starts_with(path, folders[i]))
			continue;
		path += strlen(folders[i]);
		length = strlen(release);
		if (strncmp(path, release, length) == 0 && path[length] == '/')
			return path + length + 1;
		return NULL;
	}
	return NULL;
}

static enum module_origin of_place(const char *below)
{
	if (!below)
		return ORIGIN_OTHER;
	if (starts_with(below, "kernel/"))
		return ORIGIN_IN_TREE;
	if (starts_with(below, "updates/dkms/"))
		return ORIGIN_DKMS;
	if (starts_with(below, "updates/"))
		return ORIGIN_UPDATES;
	if (starts_with(below, "nicctl/"))
		return ORIGIN_BUNDLED;
	if (starts_with(below, "extra/") || starts_with(below, "weak-updates/"))
		return ORIGIN_EXTRA;
	return ORIGIN_OTHER;
}

enum module_origin origin_of(const char *root, const char *release, const char *path)
{
	enum module_origin origin;
	char *target;

	origin = of_place(below_modules(root, release, path));
	target = realpath(path, NULL);
	if (!target)
		return origin;
	if (starts_with(target + (starts_with(target, root) ? strlen(root) : 0),
			"/var/lib/dkms/"))
		origin = ORIGIN_DKMS;
	else if (origin == ORIGIN_OTHER)
		origin = of_place(below_modules(root, release, target));
	free(target);
	return origin;
}
