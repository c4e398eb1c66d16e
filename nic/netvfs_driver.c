/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Drivers of virtual functions: a function that is made anew belongs to whichever driver
 * takes it first. Source: kernel Documentation/ABI/testing/sysfs-bus-pci (virtfnN,
 * driver_override) and sysfs-driver (bind, unbind). */
#include "netvfs_driver.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

#define NONE "none"
#define NAME_BYTES 256

static int open_function(const struct netname *name, const char *vf)
{
	char path[PATH_MAX];
	uint64_t number;
	const char *rest = sysfs_take_number(vf, &number);

	if (!rest || *rest)
		return -EINVAL;
	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/device/virtfn%s",
		       name->name, vf);
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void read_override(int fd, char *ret_text, size_t bytes)
{
	if (sysfs_read(fd, "driver_override", ret_text, bytes) < 0 ||
	    strcmp(ret_text, "(null)") == 0)
		ret_text[0] = '\0';
}

static void read_driver(int fd, char *ret_text, size_t bytes)
{
	if (sysfs_link_name(fd, "driver", ret_text, bytes) < 0)
		(void)snprintf(ret_text, bytes, NONE);
}

int netvfs_driver_read(struct netstate *state, struct net_device *device,
		       const struct netname *name, uint32_t number)
{
	int r = 0;

	for (uint32_t i = 0; i < number && r == 0; i++) {
		const char *vf = arena_printf(state->arena, "%" PRIu32, i);
		NIC_CLEANUP(sysfs_closep) int fd = vf ? open_function(name, vf) : -1;
		char text[NAME_BYTES];

		if (fd < 0)
			continue;
		read_override(fd, text, sizeof(text));
		r = netstate_set(state, device, "vf-override", vf, text);
		read_driver(fd, text, sizeof(text));
		if (r == 0)
			r = netstate_set(state, device, "vf-driver", vf, text);
	}
	return arena_failed(state->arena) ? -ENOMEM : r;
}

static int write_file(int dirfd, const char *path, const char *text)
{
	NIC_CLEANUP(sysfs_closep) int fd = openat(dirfd, path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

static int set_override(int fd, const char *value)
{
	char line[NAME_BYTES + 1];

	(void)snprintf(line, sizeof(line), "%s\n", value); /* a blank line empties it */
	return write_file(fd, "driver_override", line);
}

/* The function's own address: the last component of the link virtfnN. */
static int address_of(const struct netname *name, const char *vf, char *ret_address,
		      size_t bytes)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/device/virtfn%s",
		       name->name, vf);
	return sysfs_link_name(AT_FDCWD, path, ret_address, bytes);
}

static int set_driver(const struct netname *name, const char *vf, int fd,
		      const char *value)
{
	char address[NAME_BYTES], present[NAME_BYTES], path[PATH_MAX];
	int r = address_of(name, vf, address, sizeof(address));

	if (r < 0)
		return r;
	read_driver(fd, present, sizeof(present));
	if (strcmp(present, value) == 0)
		return 0;
	if (strcmp(present, NONE) != 0)
		r = write_file(fd, "driver/unbind", address);
	if (r < 0 || strcmp(value, NONE) == 0)
		return r;
	(void)snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/bind", value);
	return write_file(AT_FDCWD, path, address);
}

int netvfs_driver_set(const struct netname *name, const char *group, const char *vf,
		      const char *value)
{
	bool is_driver = strcmp(group, "vf-driver") == 0;
	NIC_CLEANUP(sysfs_closep) int fd = -1;

	if (!is_driver && strcmp(group, "vf-override") != 0)
		return -EOPNOTSUPP;
	if (!value || strchr(value, '/'))
		return -EINVAL;
	fd = open_function(name, vf);
	if (fd < 0)
		return fd == -EINVAL ? fd : -ENODEV;
	return is_driver ? set_driver(name, vf, fd, value) : set_override(fd, value);
}
