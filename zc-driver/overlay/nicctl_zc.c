// SPDX-License-Identifier: GPL-2.0-or-later
/* The overlay: parameters and identity of a ZC build; linked into the module. */
#include <linux/auxiliary_bus.h>
#include <linux/debugfs.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/pci.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/stringify.h>

#define MAX_PORTS 64

MODULE_INFO(nicctl_zc, "flavour=" __stringify(ZC_FLAVOUR)
	    " overlay=" __stringify(ZC_VERSION)
	    " kernel=" __stringify(ZC_KERNEL));

typedef int probe_fn(struct pci_dev *pdev, const struct pci_device_id *id);

static probe_fn *driver_probe;

#ifdef ZC_HANDOVER
static char *ports[MAX_PORTS];
static unsigned int n_ports;
module_param_array(ports, charp, &n_ports, 0644);
MODULE_PARM_DESC(ports, "PCI addresses of the ports to drive, e.g. 0000:3b:00.0,0000:3b:00.1; no others are touched");

/* The last one may end with a newline: what was written through sysfs does. */
static bool parse_address(const char *text, unsigned int part[4])
{
	char end = '\n';

	if (sscanf(text, "%x:%x:%x.%x%c", &part[0], &part[1], &part[2],
		   &part[3], &end) >= 4)
		return end == '\n';
	part[0] = 0;
	end = '\n';
	return sscanf(text, "%x:%x.%x%c", &part[1], &part[2], &part[3],
		      &end) >= 3 && end == '\n';
}

static bool is_port(const char *text, const struct pci_dev *pdev)
{
	unsigned int part[4];

	return parse_address(text, part) &&
	       part[0] == pci_domain_nr(pdev->bus) &&
	       part[1] == pdev->bus->number &&
	       part[2] == PCI_SLOT(pdev->devfn) &&
	       part[3] == PCI_FUNC(pdev->devfn);
}

/* A mistyped port would never be driven, and nobody would be told. */
static int check_ports(void)
{
	unsigned int i, part[4];
	int err = 0;

	kernel_param_lock(THIS_MODULE);
	for (i = 0; i < n_ports; i++) {
		if (parse_address(ports[i], part))
			continue;
		pr_err("%s: ports=: '%s' is not a PCI address\n",
		       KBUILD_MODNAME, ports[i]);
		err = -EINVAL;
	}
	kernel_param_unlock(THIS_MODULE);
	return err;
}

/* The place of @pdev in ports=, or -ENODEV. */
static int port_index(struct pci_driver *driver, struct pci_dev *pdev)
{
	unsigned int i;

	for (i = 0; i < n_ports; i++) {
		if (is_port(ports[i], pdev))
			return i;
	}
	return -ENODEV;
}
#else
static int check_ports(void)
{
	return 0;
}

static bool is_before(const struct pci_dev *a, const struct pci_dev *b)
{
	if (pci_domain_nr(a->bus) != pci_domain_nr(b->bus))
		return pci_domain_nr(a->bus) < pci_domain_nr(b->bus);
	if (a->bus->number != b->bus->number)
		return a->bus->number < b->bus->number;
	return a->devfn < b->devfn;
}

/* How many functions that this driver could drive come before @pdev. */
static int port_index(struct pci_driver *driver, struct pci_dev *pdev)
{
	struct pci_dev *other = NULL;
	int n = 0;

	for_each_pci_dev(other) {
		if (pci_match_id(driver->id_table, other) &&
		    is_before(other, pdev))
			n++;
	}
	return n;
}
#endif

#ifdef ZC_QUEUES_IN
static unsigned int RSS[MAX_PORTS];
static unsigned int n_rss;
module_param_array(RSS, uint, &n_rss, 0644);
#ifdef ZC_HANDOVER
MODULE_PARM_DESC(RSS, "Queues of each port, in the order of ports=; 0, the default: as many as processors. Applied when the port is probed");
#else
MODULE_PARM_DESC(RSS, "Queues of each port, in the order of PCI addresses; 0, the default: as many as processors. Applied when the port is probed");
#endif

/* A probe that is under way; it stays in the task that has begun it. */
struct probing {
	struct list_head list;
	struct task_struct *task;
	unsigned int queues;
};

static LIST_HEAD(probings);
static DEFINE_SPINLOCK(probings_lock);

unsigned int nicctl_zc_queues(unsigned int online_cpus)
{
	unsigned int queues = online_cpus;
	struct probing *probing;

	spin_lock(&probings_lock);
	list_for_each_entry(probing, &probings, list) {
		if (probing->task == current)
			queues = min(probing->queues, online_cpus);
	}
	spin_unlock(&probings_lock);
	return queues;
}

static int probe_limited(struct pci_dev *pdev, const struct pci_device_id *id,
			 unsigned int queues)
{
	struct probing probing = { .task = current, .queues = queues };
	unsigned int online = num_online_cpus();
	int err;

	if (queues > online)
		dev_warn(&pdev->dev,
			 "RSS=%u: there are %u processors, as many queues are set up\n",
			 queues, online);
	spin_lock(&probings_lock);
	list_add(&probing.list, &probings);
	spin_unlock(&probings_lock);
	err = driver_probe(pdev, id);
	spin_lock(&probings_lock);
	list_del(&probing.list);
	spin_unlock(&probings_lock);
	return err;
}

static unsigned int queues_of(int index)
{
	return index < n_rss ? RSS[index] : 0;
}
#else
static int probe_limited(struct pci_dev *pdev, const struct pci_device_id *id,
			 unsigned int queues)
{
	return driver_probe(pdev, id);
}

static unsigned int queues_of(int index)
{
	return 0;
}
#endif

static int zc_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	unsigned int queues = 0;
	int index;

	kernel_param_lock(THIS_MODULE);
	index = port_index(pdev->driver ? pdev->driver :
			   to_pci_driver(pdev->dev.driver), pdev);
	if (index >= 0)
		queues = queues_of(index);
	kernel_param_unlock(THIS_MODULE);
	if (index < 0)
		return index;
	return queues ? probe_limited(pdev, id, queues) :
			driver_probe(pdev, id);
}

int nicctl_zc_register_pci(struct pci_driver *driver, struct module *owner,
			   const char *mod_name)
{
	int err = check_ports();

	if (err)
		return err;
	driver->name = mod_name;
	driver_probe = driver->probe;
	driver->probe = zc_probe;
	return __pci_register_driver(driver, owner, mod_name);
}

#ifdef ZC_HANDOVER
#undef auxiliary_driver_unregister
#undef debugfs_create_dir

struct own_ids {
	const struct auxiliary_device_id *original;
	struct auxiliary_device_id ids[];
};

/* The table with "ice.NAME" turned into "ice_zc.NAME". */
static struct own_ids *copy_ids(const struct auxiliary_device_id *ids,
				const char *mod_name)
{
	struct own_ids *own;
	size_t i, n = 0;

	while (ids[n].name[0])
		n++;
	own = kzalloc(struct_size(own, ids, n + 1), GFP_KERNEL);
	if (!own)
		return NULL;
	own->original = ids;
	for (i = 0; i < n; i++) {
		const char *rest = strchr(ids[i].name, '.');

		own->ids[i] = ids[i];
		snprintf(own->ids[i].name, sizeof(own->ids[i].name), "%s%s",
			 mod_name, rest ? rest : "");
	}
	return own;
}

static void restore_ids(struct auxiliary_driver *driver)
{
	struct own_ids *own = container_of(driver->id_table, struct own_ids,
					   ids[0]);

	driver->id_table = own->original;
	kfree(own);
}

int nicctl_zc_register_auxiliary(struct auxiliary_driver *driver,
				 struct module *owner, const char *mod_name)
{
	struct own_ids *own = copy_ids(driver->id_table, mod_name);
	int err;

	if (!own)
		return -ENOMEM;
	driver->id_table = own->ids;
	err = __auxiliary_driver_register(driver, owner, mod_name);
	if (err)
		restore_ids(driver);
	return err;
}

void nicctl_zc_unregister_auxiliary(struct auxiliary_driver *driver)
{
	auxiliary_driver_unregister(driver);
	restore_ids(driver);
}

struct dentry *nicctl_zc_debugfs_dir(const char *name, struct dentry *parent)
{
	return debugfs_create_dir(parent ? name : KBUILD_MODNAME, parent);
}
#endif
