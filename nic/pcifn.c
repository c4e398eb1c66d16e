/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at a PCI function, and writes to its files in sysfs. */
#include "pcifn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "permaddr.h"
#include "sysfs.h"

#define PCI_BUS "/sys/bus/pci"

/* Base class 0x02 of the PCI code and ID assignment specification. */
#define IS_NETWORK_CLASS(class) ((((class) >> 16) & 0xff) == 0x02)

static int is_another(const struct pci_function *function, struct nic_err *err,
		      const char *what)
{
	nic_err_set(err, -ESTALE, "the device at %s is not the planned one any more: %s",
		    function->address, what);
	nic_err_hint(err, "run the command again and look at the new plan");
	return -ESTALE;
}

/* Ids and class stay the same as long as the device does; an empty slot has no folder. */
static int check_identity(int fd, const struct pci_function *function,
			  struct nic_err *err)
{
	int64_t vendor = 0, device = 0, class = 0;
	char physfn[64] = "";

	if (sysfs_number(fd, "vendor", &vendor) < 0 ||
	    sysfs_number(fd, "device", &device) < 0 ||
	    sysfs_number(fd, "class", &class) < 0)
		return is_another(function, err, "its ids cannot be read");
	if (vendor != function->vendor || device != function->device)
		return is_another(function, err, "it has other PCI ids");
	if (!IS_NETWORK_CLASS(class))
		return is_another(function, err, "it is no network device");
	(void)sysfs_link_name(fd, "physfn", physfn, sizeof(physfn)); /* none: no VF */
	if (strcmp(physfn, function->physfn ? function->physfn : "") != 0)
		return is_another(function, err, "it belongs to another PF");
	return 0;
}

static int open_function(const struct pci_function *function, int *ret_fd,
			 struct nic_err *err)
{
	char path[PATH_MAX];
	int r;

	(void)snprintf(path, sizeof(path), PCI_BUS "/devices/%s", function->address);
	*ret_fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*ret_fd < 0) {
		r = -errno;
		return nic_err_set(err, r, "there is no PCI function %s any more",
				   function->address);
	}
	return check_identity(*ret_fd, function, err);
}

/* The attribute reads "(null)" while it is empty. */
static void read_state(int fd, struct pci_function_state *state)
{
	*state = (struct pci_function_state){"", ""};
	(void)sysfs_link_name(fd, "driver", state->driver, sizeof(state->driver));
	if (sysfs_read(fd, "driver_override", state->override, sizeof(state->override)) <
		    0 ||
	    strcmp(state->override, "(null)") == 0)
		state->override[0] = '\0';
}

int pcifn_state(const struct pci_function *function, struct pci_function_state *ret_state,
		struct nic_err *err)
{
	NIC_CLEANUP(sysfs_closep) int fd = -1;
	int r = open_function(function, &fd, err);

	if (r == 0)
		read_state(fd, ret_state);
	return r;
}

/* The kernel carries the order out before write(2) returns, and answers with its errno.
 */
static int write_file(int dirfd, const char *path, const char *text)
{
	NIC_CLEANUP(sysfs_closep) int fd = openat(dirfd, path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	do {
		n = write(fd, text, strlen(text));
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

int pcifn_override(const struct pci_function *function, const char *driver,
		   struct nic_err *err)
{
	NIC_CLEANUP(sysfs_closep) int fd = -1;
	struct pci_function_state state;
	char line[PCI_DRIVER_BYTES + 1];
	int r = open_function(function, &fd, err);

	if (r < 0)
		return r;
	(void)snprintf(line, sizeof(line), "%s\n", driver); /* a blank line empties it */
	r = write_file(fd, "driver_override", line);
	read_state(fd, &state);
	if (r == 0 && strcmp(state.override, driver) != 0)
		r = -EIO;
	if (r < 0)
		return nic_err_set(err, r,
				   "driver_override of %s cannot be set to '%s': %s",
				   function->address, driver, nic_strerror(r));
	return 0;
}

/* What only a bound function shows. */
static int check_bound(int fd, const struct pci_function *function, struct nic_err *err)
{
	int64_t vfs = 0;

	(void)sysfs_number(fd, "sriov_numvfs", &vfs); /* there is none: no PF */
	if (vfs > 0)
		return nic_err_set(err, -EBUSY, "%s has virtual functions now",
				   function->address);
	/* The folder stays while its devices are in other namespaces. */
	if (function->permanent_mac && sysfs_exists(fd, "net") &&
	    !permaddr_is_below(fd, function->permanent_mac))
		return is_another(function, err,
				  "its network device is in another namespace, "
				  "or has another permanent MAC");
	return 0;
}

int pcifn_unbind(const struct pci_function *function, const char *driver,
		 struct nic_err *err)
{
	NIC_CLEANUP(sysfs_closep) int fd = -1;
	struct pci_function_state state;
	int r = open_function(function, &fd, err);

	if (r == 0)
		r = check_bound(fd, function, err);
	if (r < 0)
		return r;
	read_state(fd, &state);
	if (strcmp(state.driver, driver) != 0)
		return nic_err_set(err, -ESTALE,
				   "the port %s is not driven by '%s' any more",
				   function->address, driver);
	r = write_file(fd, "driver/unbind", function->address);
	if (r == 0 && sysfs_exists(fd, "driver"))
		r = -EIO;
	if (r < 0)
		return nic_err_set(err, r, "%s cannot be taken away from '%s': %s",
				   function->address, driver, nic_strerror(r));
	return 0;
}

/* The file `bind` of the driver, not drivers_probe: it asks this driver and no other, and
 * passes the errno of its probe on. */
int pcifn_bind(const struct pci_function *function, const char *driver,
	       struct nic_err *err)
{
	NIC_CLEANUP(sysfs_closep) int fd = -1;
	struct pci_function_state state;
	char path[PATH_MAX];
	int r = open_function(function, &fd, err);

	if (r < 0)
		return r;
	(void)snprintf(path, sizeof(path), PCI_BUS "/drivers/%s/bind", driver);
	r = write_file(AT_FDCWD, path, function->address);
	read_state(fd, &state);
	if (strcmp(state.driver, driver) == 0)
		return 0; /* the result counts, whoever came first */
	if (r == -ENOENT)
		return nic_err_set(err, r, "there is no PCI driver '%s'", driver);
	r = r < 0 ? r : -EIO;
	nic_err_set(err, r, "the driver '%s' does not take the port %s: %s", driver,
		    function->address, nic_strerror(r));
	nic_err_hint(err, "see the kernel log (dmesg)");
	return r;
}
