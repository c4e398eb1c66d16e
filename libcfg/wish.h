/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a driver's profile to the settings that its ports are to have: each with what it
 * is now, where it is said, and why it cannot be. Pure. */
#ifndef NICCTL_WISH_H
#define NICCTL_WISH_H

#include "conf.h"
#include "netstate.h"
#include "plan.h"

struct wish_input {
	const struct conf_driver *profile;
	const struct host *host;
	/* The present state of the driver's ports. */
	const struct netstate *now;
	/* What they offer: a state with the same devices, whose groups are
	 * "channels-max" and "rings-max" (the names of "channels" and "rings"),
	 * "features-fixed" (name and value of each that cannot be changed),
	 * "processors" ("local": those of the port's NUMA node, as a list), "link-min"
	 * and "link-max" ("mtu"), and "vfs-max" ("number"). */
	const struct netstate *limits;
};

/* All settings that the profile speaks of, also those that are as they are to be: then
 * @value equals @before. One with a @problem cannot be. They stand in the order in which
 * they are to be set. */
int wish_make(const struct wish_input *input, struct arena *arena,
	      struct step_settings *ret_wishes);

/* Is it as it is to be? Never one with a problem. */
bool wish_is_met(const struct step_setting *wish);

/* The addresses of the ports that the profile is about: those of the driver, or of the
 * module that takes its place. Borrowed from @host. Returns 0 or -ENOMEM. */
int wish_ports(const struct conf_driver *profile, const struct host *host,
	       struct arena *arena, struct strv *ret_ports);

/* Puts settings of ports in the state @now into the order in which they are to be set.
 * Returns 0 or -ENOMEM. */
int wish_order(const struct netstate *now, struct arena *arena,
	       struct step_settings *wishes);

/* Does the profile speak of any setting of ports? */
bool wish_is_asked_for(const struct conf_driver *profile);

#endif
