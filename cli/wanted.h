/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which file of a driver a boot puts in charge, by modprobe and by nicctl.service. */
#ifndef NICCTL_WANTED_H
#define NICCTL_WANTED_H

#include "conf.h"
#include "index.h"

/* The file that modprobe would load for the driver of @profile, or for the module that
 * takes its place; a new initramfs gets the same. @index: of the kernel. From @arena;
 * NULL: none is installed. */
const char *wanted_installed(const struct conf_driver *profile, struct index *index,
			     struct arena *arena);

/* The file that 'nicctl apply' brings @release to, whether or not it is there; the
 * installed one where the profile names no source, as the driver is left alone then. From
 * @arena; NULL: none is installed. */
const char *wanted_file(const struct conf_driver *profile, const char *release,
			struct index *index, struct arena *arena);

/* Is nicctl.service enabled? */
bool wanted_service_is_enabled(void);

#endif
