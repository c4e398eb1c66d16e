/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings that are asked for on the command line, in the place of a profile's. */
#ifndef NICCTL_CONF_OVERRIDE_H
#define NICCTL_CONF_OVERRIDE_H

#include "conf_keys.h"

/* One of them; borrowed. */
struct conf_override {
	const struct conf_key *key; /* with is_setting */
	const char *text;	    /* as behind the '='; "": the port's own is left */
	const char *origin;	    /* "--rss" */
};

struct conf_overrides {
	struct conf_override *items;
	size_t n;
};

/* Each counts as if [driver] said so, and no [port NAME] spoke of that key. Of a list
 * that is named again the items are added. Strings are borrowed or of the arena. Returns
 * 0, -EINVAL (a value that cannot be) or -ENOMEM, and then @profile is of no use. */
int conf_override_apply(const struct conf_overrides *overrides,
			struct conf_driver *profile, struct arena *arena,
			struct nic_err *err);

/* Would the file profile->path, with these in its [driver], be outdone by another file or
 * by a [port NAME]? @profile: as it was read. Returns 0, or -EPERM naming the line. */
int conf_override_may_save(const struct conf_overrides *overrides,
			   const struct conf_driver *profile, struct nic_err *err);

#endif
