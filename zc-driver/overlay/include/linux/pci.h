/* SPDX-License-Identifier: GPL-2.0-or-later */
/* <linux/pci.h>, with drivers registered through the overlay. */
#ifndef NICCTL_ZC_LINUX_PCI_H
#define NICCTL_ZC_LINUX_PCI_H

#include_next <linux/pci.h>
#include "nicctl_zc.h"

#undef pci_register_driver
#define pci_register_driver(driver) \
	nicctl_zc_register_pci(driver, THIS_MODULE, KBUILD_MODNAME)

#endif
