/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a driver configured as it was when its change failed? Of each driver by itself: what
 * is changed for another one is no reason to try it again. */
#ifndef NICCTL_BOOT_SUM_H
#define NICCTL_BOOT_SUM_H

#include <time.h>

#include "conf.h"

struct boot_sum {
	const char *text; /* the sum, in hex */
	/* When one of the files that it comes from was changed last. Of a module's file
	 * that is when it came to its place: packages keep the time it was built. */
	struct timespec changed;
};

/* Over what @profile assigns, with the sections of its ports, and @file, the module that
 * it would load (its path and contents; NULL or not there: none). Where an assignment
 * stands, and comments, make no difference. Texts are taken from @arena. Returns 0,
 * -ENOMEM or the errno of what cannot be read. */
int boot_sum_of_driver(const struct conf_driver *profile, const char *file,
		       struct arena *arena, struct boot_sum *ret, struct nic_err *err);

/* Over the section [hugepages] of nicctl.conf in the folder @config_dir, and of the files
 * that add to it. */
int boot_sum_of_pages(const struct conf *conf, const char *config_dir,
		      struct arena *arena, struct boot_sum *ret, struct nic_err *err);

#endif
