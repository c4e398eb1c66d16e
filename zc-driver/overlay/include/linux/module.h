/* SPDX-License-Identifier: GPL-2.0-or-later */
/* <linux/module.h>; in the handover flavour nothing makes udev load the module. */
#ifndef NICCTL_ZC_LINUX_MODULE_H
#define NICCTL_ZC_LINUX_MODULE_H

#include_next <linux/module.h>

#ifdef ZC_HANDOVER
#undef MODULE_DEVICE_TABLE
#define MODULE_DEVICE_TABLE(type, name)
#endif

#endif
