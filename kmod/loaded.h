/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The modules that are loaded now, and what the kernel shows of each. */
#ifndef NICCTL_KMOD_LOADED_H
#define NICCTL_KMOD_LOADED_H

#include "host.h"

/* Fills host->modules from {root}/proc/modules, without details. Without that file the
 * list is empty. Returns 0, -ENOMEM, -EAGAIN (the list changed with each reading) or the
 * errno of a file that exists and cannot be read. */
int loaded_collect(const char *root, struct host *host, struct nic_err *err);

/* Adds @name as a built-in module if the kernel image has it. @is_known: an index says
 * so; otherwise /sys/module decides. Returns 0 or -ENOMEM. */
int loaded_add_builtin(const char *root, struct host *host, const char *name,
		       bool is_known);

/* Fills what /sys/module says of @module: instance, taint, version, srcversion, build id,
 * parameters, drivers. A module that goes away meanwhile leaves the rest empty. What may
 * not be read is named in host->not_read. Returns 0 or -ENOMEM. */
int loaded_details(const char *root, struct host *host, struct module *module);

/* Can @name be the name of one file or folder? */
bool loaded_name_is_safe(const char *name);

#endif
