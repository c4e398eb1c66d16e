/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the shadowed kernel headers send the driver's calls to. */
#ifndef NICCTL_ZC_H
#define NICCTL_ZC_H

struct auxiliary_driver;
struct dentry;
struct module;
struct pci_driver;

/*
 * As __pci_register_driver(), with a probe function that applies the module's
 * parameters first. The driver gets the module's name.
 */
int nicctl_zc_register_pci(struct pci_driver *driver, struct module *owner,
			   const char *mod_name);

/*
 * How many queues a function that asks for the number of processors shall
 * set up: @online_cpus, or less for a port that has an entry in RSS= and is
 * being probed by this very task.
 */
unsigned int nicctl_zc_queues(unsigned int online_cpus);

/*
 * As __auxiliary_driver_register() and its inverse. The kernel names
 * auxiliary devices after the module that makes them; the driver's table says
 * "ice.", also when the module is ice_zc. This makes it match the devices of
 * its own module, and not those of the stock driver.
 */
int nicctl_zc_register_auxiliary(struct auxiliary_driver *driver,
				 struct module *owner, const char *mod_name);
void nicctl_zc_unregister_auxiliary(struct auxiliary_driver *driver);

/*
 * As debugfs_create_dir(); a folder at the top gets the module's name, which
 * the stock driver does not have.
 */
struct dentry *nicctl_zc_debugfs_dir(const char *name, struct dentry *parent);

#endif
