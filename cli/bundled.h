/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which kernels have the build of a driver that 'nicctl build --install' makes. */
#ifndef NICCTL_BUNDLED_H
#define NICCTL_BUNDLED_H

#include "conf.h"

/* Where it is, below @root ("": this machine). From @arena; NULL: out of memory. */
const char *bundled_path(const char *root, const char *release, const char *driver,
			 struct arena *arena);

/* Does the profile ask for it? */
bool bundled_is_asked_for(const struct conf_driver *profile);

/* Is it there? */
bool bundled_exists(const char *root, const char *release, const char *driver);

/* The kernels below @root that can be booted (they have an image and modules) and have no
 * build of @driver; sorted, from @arena. Returns 0 or -ENOMEM. */
int bundled_missing(const char *root, const char *driver, struct arena *arena,
		    struct strv *ret_releases);

#endif
