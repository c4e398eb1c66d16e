/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * <linux/auxiliary_bus.h>; in the handover flavour drivers match the devices
 * of their own module.
 */
#ifndef NICCTL_ZC_LINUX_AUXILIARY_BUS_H
#define NICCTL_ZC_LINUX_AUXILIARY_BUS_H

#include_next <linux/auxiliary_bus.h>

#ifdef ZC_HANDOVER
#include "nicctl_zc.h"

#undef auxiliary_driver_register
#define auxiliary_driver_register(driver) \
	nicctl_zc_register_auxiliary(driver, THIS_MODULE, KBUILD_MODNAME)
#define auxiliary_driver_unregister(driver) \
	nicctl_zc_unregister_auxiliary(driver)
#endif

#endif
