/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The settings of ports that go with a change of their driver. */
#ifndef NICCTL_CHANGE_SETTINGS_H
#define NICCTL_CHANGE_SETTINGS_H

#include "change.h"
#include "settings_back.h"
#include "sys_ops.h"

/* What change->request.settings borrows from. Owned; starts empty. */
struct change_settings {
	struct settings_back_state back;
	struct netstate *now, *limits;
	struct step_settings all; /* those that are as they are to be, too */
};

/* Does the change speak of settings at all? Not with a snapshot, which has none. */
bool change_settings_wanted(const struct change *change);

/* Finds what is to change of the ports in @host: of change->profile, or what takes
 * change->back back; it becomes change->request.settings. @ops: NULL: opens its own.
 * Returns 0, or a negative errno with a message on standard error; the caller clears
 * @ret in any case, with @change. */
int change_settings_find(struct change *change, const struct sys_ops *ops,
			 const struct host *host, struct change_settings *ret);
void change_settings_clear(struct change *change, struct change_settings *settings);

#endif
