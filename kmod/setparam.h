/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parameters of loaded modules that can be written. */
#ifndef NICCTL_KMOD_SETPARAM_H
#define NICCTL_KMOD_SETPARAM_H

#include "err.h"

/* Writes /sys/module/MODULE/parameters/NAME below @root and reads it again. Returns 0,
 * -EIO when it reads otherwise, or the errno of the write (-ENOENT: there is none,
 * -EACCES: it is read-only). */
int setparam_write(const char *root, const char *module, const char *name,
		   const char *value, struct nic_err *err);

#endif
