/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PCI functions and their drivers, as the operations of struct sys_ops want them. */
#ifndef NICCTL_NIC_PCIFN_H
#define NICCTL_NIC_PCIFN_H

#include "err.h"
#include "sys_ops.h"

/* As the operations function_state, function_override, function_unbind and function_bind.
 * Each opens the function's folder, checks that it is the planned one, and only then
 * writes, below that very folder. Source of the files: kernel
 * Documentation/ABI/testing/sysfs-bus-pci. */
int pcifn_state(const struct pci_function *function, struct pci_function_state *ret_state,
		struct nic_err *err);
int pcifn_override(const struct pci_function *function, const char *driver,
		   struct nic_err *err);
int pcifn_unbind(const struct pci_function *function, const char *driver,
		 struct nic_err *err);
int pcifn_bind(const struct pci_function *function, const char *driver,
	       struct nic_err *err);

#endif
