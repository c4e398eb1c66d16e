/* SPDX-License-Identifier: GPL-2.0-or-later */
/* <linux/debugfs.h>; in the handover flavour with a top folder of its own. */
#ifndef NICCTL_ZC_LINUX_DEBUGFS_H
#define NICCTL_ZC_LINUX_DEBUGFS_H

#include_next <linux/debugfs.h>

#ifdef ZC_HANDOVER
#include "nicctl_zc.h"

#define debugfs_create_dir(name, parent) nicctl_zc_debugfs_dir(name, parent)
#endif

#endif
