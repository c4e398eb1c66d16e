/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks below /lib/modules, where the builds are, and /boot, where kernels are. */
#include "bundled.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tree.h"

const char *bundled_path(const char *root, const char *release, const char *driver,
			 struct arena *arena)
{
	return arena_printf(arena, "%s/lib/modules/%s/nicctl/%s.ko.reload", root, release,
			    driver);
}

bool bundled_is_asked_for(const struct conf_driver *profile)
{
	const char *source = conf_text(&profile->source);

	return source && strcmp(source, "bundled") == 0;
}

static bool is_there(const char *root, const char *folder, const char *release,
		     const char *rest)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s%s%s%s", root, folder, release, rest);
	return access(path, F_OK) == 0;
}

bool bundled_exists(const char *root, const char *release, const char *driver)
{
	char rest[256];

	(void)snprintf(rest, sizeof(rest), "/nicctl/%s.ko.reload", driver);
	return is_there(root, "/lib/modules/", release, rest);
}

/* Debian and RHEL have the image in /boot, RHEL beside the modules, too. */
static bool is_bootable(const char *root, const char *release)
{
	return is_there(root, "/lib/modules/", release, "/modules.dep") &&
	       (is_there(root, "/boot/vmlinuz-", release, "") ||
		is_there(root, "/lib/modules/", release, "/vmlinuz"));
}

int bundled_missing(const char *root, const char *driver, struct arena *arena,
		    struct strv *ret_releases)
{
	struct strv all = {0}, missing = {0};
	int r = tree_list(root, arena, &all, "/lib/modules");

	for (size_t i = 0; i < all.n && r == 0; i++) {
		if (is_bootable(root, all.items[i]) &&
		    !bundled_exists(root, all.items[i], driver))
			r = strv_push(arena, &missing, all.items[i]);
	}
	if (r == 0)
		*ret_releases = missing;
	return r;
}
