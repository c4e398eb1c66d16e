/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ports: devices bound to a network driver, found from the devices, not from interfaces:
 * a function whose interface was moved into a container is still bound to its driver. */
#include "ports.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "portmove.h"
#include "port_tree.h"
#include "sysfs.h"

#define PCI_DEVICES "/sys/bus/pci/devices"

/* PCI class codes are 24 bits: base class, subclass, interface. */
#define PCI_BASE_CLASS(class) (((class) >> 16) & 0xff)
#define PCI_BASE_CLASS_NETWORK 0x02
#define PCI_BASE_CLASS_BRIDGE 0x06

/* The longest name of a device, driver or module (NAME_MAX and its NUL). */
#define NAME_BYTES 256

static const char *last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool link_name_is(int dirfd, const char *link, const char *name)
{
	char target[NAME_BYTES];

	return sysfs_link_name(dirfd, link, target, sizeof(target)) == 0 &&
	       strcmp(target, name) == 0;
}

static const char *link_name_dup(struct arena *arena, int dirfd, const char *link)
{
	char target[NAME_BYTES];

	if (sysfs_link_name(dirfd, link, target, sizeof(target)) < 0)
		return NULL;
	return arena_strdup(arena, target);
}

/* What only the PCI function knows: its ids, its place and its virtual functions. */
static void read_pci_facts(struct arena *arena, int dirfd, struct port *port)
{
	int64_t vendor, device, number;

	if (sysfs_number(dirfd, "vendor", &vendor) == 0 &&
	    sysfs_number(dirfd, "device", &device) == 0) {
		port->has_pci_id = true;
		port->vendor = (uint32_t)vendor;
		port->device = (uint32_t)device;
	}
	port->physfn = link_name_dup(arena, dirfd, "physfn");
	if (sysfs_number(dirfd, "sriov_numvfs", &number) == 0)
		port->vfs = (uint32_t)number;
	if (sysfs_number(dirfd, "numa_node", &number) == 0 && number >= 0) {
		port->has_numa_node = true;
		port->numa_node = (int32_t)number;
	}
}

/* Adds the device at @path, which is bound to a driver. A virtio device goes by the
 * address of the PCI function that carries it, as that is what administrators and lspci
 * name; its driver and module stay those of the virtio device (virtio_net), not of the
 * transport. */
static int port_add(struct host *host, const char *path)
{
	NIC_CLEANUP(sysfs_closep) int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	NIC_CLEANUP(sysfs_closep) int parent_fd = -1;
	struct port *port;

	if (fd < 0)
		return 0; /* unplugged or unbound a moment ago: no port any more */
	port = ARENA_PUSH(host->arena, &host->ports);
	if (!port)
		return -ENOMEM;
	port->address = arena_strdup(host->arena, last_component(path));
	port->bus = link_name_dup(host->arena, fd, "subsystem");
	port->driver = link_name_dup(host->arena, fd, "driver");
	port->module = link_name_dup(host->arena, fd, "driver/module");
	if (port->bus && strcmp(port->bus, "pci") == 0) {
		read_pci_facts(host->arena, fd, port);
		portmove_read(host->arena, fd, port);
	}
	parent_fd = openat(fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (parent_fd >= 0 && port->bus && strcmp(port->bus, "virtio") == 0 &&
	    link_name_is(parent_fd, "subsystem", "pci")) {
		const char *end = last_component(path) - 1;
		const char *start = memrchr(path, '/', (size_t)(end - path));

		start = start ? start + 1 : path;
		port->address = arena_strndup(host->arena, start, (size_t)(end - start));
		read_pci_facts(host->arena, parent_fd, port);
	}
	return arena_failed(host->arena) ? -ENOMEM
					 : port_tree_read(host->arena, path, port);
}

/* The virtio device below the PCI function @name, if it is bound to a driver. */
static bool find_virtio_child(int devices_fd, const char *name, char *ret_path,
			      size_t bytes)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(devices_fd, name);
	const struct dirent *entry;
	char link[PATH_MAX];

	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "virtio", strlen("virtio")) != 0)
			continue;
		(void)snprintf(link, sizeof(link), "%s/driver", entry->d_name);
		if (!sysfs_exists(dirfd(dir), link))
			continue;
		(void)snprintf(ret_path, bytes, PCI_DEVICES "/%s/%s", name,
			       entry->d_name);
		return true;
	}
	return false;
}

/* Does the function have network or RDMA devices below it? The folders stay there when
 * all network devices are in other namespaces (then they merely look empty). */
static bool has_network_children(int devices_fd, const char *name)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/net", name);
	if (sysfs_exists(devices_fd, path))
		return true;
	(void)snprintf(path, sizeof(path), "%s/infiniband", name);
	return sysfs_exists(devices_fd, path);
}

static int consider_function(struct host *host, int devices_fd, const char *name)
{
	char path[PATH_MAX], child[PATH_MAX];
	bool has_children;
	int64_t class = 0;

	(void)snprintf(path, sizeof(path), "%s/driver", name);
	if (!sysfs_exists(devices_fd, path))
		return 0;
	(void)snprintf(path, sizeof(path), "%s/class", name);
	(void)sysfs_number(devices_fd, path, &class); /* then its children decide */
	has_children = has_network_children(devices_fd, name);
	if (PCI_BASE_CLASS(class) != PCI_BASE_CLASS_NETWORK && !has_children)
		return 0;
	if (!has_children && find_virtio_child(devices_fd, name, child, sizeof(child)))
		return port_add(host, child);
	(void)snprintf(path, sizeof(path), PCI_DEVICES "/%s", name);
	return port_add(host, path);
}

int ports_scan(struct host *host, struct nic_err *err)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(AT_FDCWD, PCI_DEVICES);
	const struct dirent *entry;
	int r;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		r = consider_function(host, dirfd(dir), entry->d_name);
		if (r < 0)
			return nic_err_set(err, r, "out of memory");
	}
	return 0;
}

static const char *known_port(const struct host *host, const char *name, size_t bytes)
{
	for (size_t i = 0; i < host->ports.n; i++) {
		const char *address = host->ports.items[i].address;

		if (strncmp(address, name, bytes) == 0 && address[bytes] == '\0')
			return address;
	}
	return NULL;
}

const char *ports_in_path(const struct host *host, const char *path)
{
	const char *address;

	while (*path) {
		size_t bytes = strcspn(path, "/");

		address = bytes ? known_port(host, path, bytes) : NULL;
		if (address)
			return address;
		path += bytes;
		path += strspn(path, "/");
	}
	return NULL;
}

/* A bridge has a driver too (pcieport), but everything below it is somebody else's. */
static bool is_pci_bridge(const char *path)
{
	char attribute[PATH_MAX + sizeof("/class")];
	int64_t class = 0;

	(void)snprintf(attribute, sizeof(attribute), "%s/class", path);
	return sysfs_number(AT_FDCWD, attribute, &class) == 0 &&
	       PCI_BASE_CLASS(class) == PCI_BASE_CLASS_BRIDGE;
}

/* Cuts @path to the nearest device at or above it that has a driver; false: there is
 * none. */
static bool cut_to_bound_device(char *path)
{
	char link[PATH_MAX + sizeof("/driver")], *slash;

	while (strlen(path) > strlen("/sys/devices/")) {
		(void)snprintf(link, sizeof(link), "%s/driver", path);
		if (sysfs_exists(AT_FDCWD, link))
			return !is_pci_bridge(path);
		slash = strrchr(path, '/');
		if (!slash)
			return false;
		*slash = '\0';
	}
	return false;
}

int ports_of_device(struct host *host, const char *path, const char **ret_address)
{
	char real[PATH_MAX];
	int r;

	*ret_address = NULL;
	if (!realpath(path, real))
		return 0; /* gone a moment ago */
	*ret_address = ports_in_path(host, real);
	if (*ret_address || !cut_to_bound_device(real))
		return 0;
	r = port_add(host, real);
	if (r == 0)
		*ret_address = ports_in_path(host, real);
	return r;
}

static int compare_ports(const void *a, const void *b)
{
	return strcmp(((const struct port *)a)->address,
		      ((const struct port *)b)->address);
}

void ports_sort(struct host *host)
{
	if (host->ports.n > 1)
		qsort(host->ports.items, host->ports.n, sizeof(*host->ports.items),
		      compare_ports);
}
