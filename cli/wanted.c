/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wanted.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bundled.h"
#include "stock.h"

/* systemctl(1) enable makes this link, by the unit's [Install]. */
#define UNIT_LINK "/etc/systemd/system/multi-user.target.wants/nicctl.service"

const char *wanted_installed(const struct conf_driver *profile, struct index *index,
			     struct arena *arena)
{
	const char *other = conf_text(&profile->module);

	return index_path(index, arena, other ? other : profile->name);
}

const char *wanted_file(const struct conf_driver *profile, const char *release,
			struct index *index, struct arena *arena)
{
	const char *source = conf_text(&profile->source);
	bool is_named = strcmp(profile->source.origin, "default") != 0;

	if (source && source[0] == '/')
		return source;
	if (source && strcmp(source, "stock") == 0)
		return stock_find("", release, profile->name, arena);
	if (source && strcmp(source, "dkms") == 0)
		return wanted_installed(profile, index, arena);
	if (bundled_is_asked_for(profile) ||
	    (is_named && bundled_exists("", release, profile->name)))
		return bundled_path("", release, profile->name, arena);
	return wanted_installed(profile, index, arena);
}

/* The link is there, wherever it leads to: the unit may be below /usr/local. */
bool wanted_service_is_enabled(void)
{
	return faccessat(AT_FDCWD, UNIT_LINK, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}
