/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the running kernel is, and what it demands of modules. */
#ifndef NICCTL_KMOD_KERNEL_H
#define NICCTL_KMOD_KERNEL_H

#include <sys/utsname.h>

#include "host.h"

/* uname(2), with release and machine of the kernel below @root where that tells them (a
 * personality can make uname(2) lie about the machine). */
void kernel_identify(const char *root, struct utsname *ret_names);

/* Fills host->kernel from {root}/proc and {root}/sys; leaves has_udevd and vermagic as
 * they are. Returns 0 or -ENOMEM. */
int kernel_collect(const char *root, const struct utsname *names, struct host *host);

#endif
