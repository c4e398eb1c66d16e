/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What failed is not tried again at a boot, until somebody has done something about it.
 */
#ifndef NICCTL_BOOT_RULE_H
#define NICCTL_BOOT_RULE_H

#include "boot_sum.h"
#include "bootreport.h"
#include "conf.h"

struct boot_past {
	const char *state_dir;	       /* of the journal */
	const char *boot_id;	       /* the present one; NULL: not known */
	const struct bootreport *last; /* NULL: there is none */
};

struct boot_bar {
	const char *failure; /* what failed, half a sentence; NULL: nothing did */
	const char *failed_at;
	bool is_barred; /* it did, and nothing has changed since */
};

/* Looks at the last change of the profile's driver that counts (one that was refused, or
 * never begun, changed nothing), and at the last boot's report. A change that failed, was
 * taken back or was broken off, and a boot that ended in the middle, bar the driver until
 * a later change is done or its configuration is another one. @now: how it is configured.
 * Texts are taken from @arena. Returns 0, -ENOMEM or the errno of the journal's folder.
 */
int boot_rule_look(const struct boot_past *past, const struct conf_driver *profile,
		   const struct boot_sum *now, struct arena *arena,
		   struct boot_bar *ret_bar, struct nic_err *err);

#endif
