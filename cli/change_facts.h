/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has to be known before a change is decided on. */
#ifndef NICCTL_CHANGE_FACTS_H
#define NICCTL_CHANGE_FACTS_H

#include "change_settings.h"

/* Completes change->request (source_choose(), change_settings_find()), and reads all
 * facts that it is about. @ops: NULL: change->from, or the machine on its own. Returns 0,
 * or a negative errno with a message on standard error. The caller frees *@ret_host, and
 * clears @settings, in any case. */
int change_facts_read(struct change *change, const struct sys_ops *ops,
		      struct host **ret_host, struct change_settings *settings);

#endif
