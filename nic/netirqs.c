/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which processors the interrupts of a port's queues go to. */
#include "netirqs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

#define NAME_BYTES 192
#define LIST_BYTES 512

/* Called for an interrupt that is in use. Returns 0 to go on, a positive number to stop,
 * or a negative errno. */
typedef int irq_fn(const char *number, const char *action, void *ctx);

/* Those of i40e's flow director and ice's control; what follows it fits or not, depending
 * on the length of the driver's name. */
static const char *const cut_off[] = {":fdir-TxRx", ":ctrl-TxRx"};

/* "ice-eth1-TxRx-0" -> "@-%-TxRx-0": driver and name may change, and its place does not.
 */
static void make_neutral(const char *action, const char *driver, const char *name,
			 char *ret_text)
{
	size_t n = strlen(driver);
	bool is_drivers = n && strncmp(action, driver, n) == 0 && action[n] == '-';
	const char *rest = is_drivers ? action + n : action;
	const char *at = strstr(rest, name);
	char *end;

	if (strlen(action) >= NAME_BYTES - 1) {
		(void)snprintf(ret_text, NAME_BYTES, "%s", action);
		return;
	}
	(void)snprintf(ret_text, NAME_BYTES, "%s%.*s%s%s", is_drivers ? "@" : "",
		       (int)(at ? (size_t)(at - rest) : strlen(rest)), rest,
		       at ? "%" : "", at ? at + strlen(name) : "");
	for (size_t i = 0; i < NIC_ARRAY_SIZE(cut_off); i++) {
		end = strstr(ret_text, cut_off[i]);
		if (end)
			end[strlen(cut_off[i])] = '\0';
	}
}

static int each_irq(const char *name, irq_fn *fn, void *ctx)
{
	char path[96], action[NAME_BYTES], neutral[NAME_BYTES], driver[64] = "";
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	const struct dirent *entry;
	int r = 0;

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/device/driver", name);
	if (sysfs_link_name(AT_FDCWD, path, driver, sizeof(driver)) < 0)
		driver[0] = '\0';
	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/device/msi_irqs", name);
	dir = sysfs_opendir(AT_FDCWD, path);
	while (dir && r == 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
			continue;
		(void)snprintf(path, sizeof(path), "/sys/kernel/irq/%.16s/actions",
			       entry->d_name);
		if (sysfs_read(AT_FDCWD, path, action, sizeof(action)) <= 0)
			continue;
		make_neutral(action, driver, name, neutral);
		r = fn(entry->d_name, neutral, ctx);
	}
	return r;
}

struct reader {
	struct netstate *state;
	struct net_device *device;
};

static int take_irq(const char *number, const char *action, void *ctx)
{
	struct reader *reader = ctx;
	char path[96], list[LIST_BYTES];

	(void)snprintf(path, sizeof(path), "/proc/irq/%.16s/smp_affinity_list", number);
	if (sysfs_read(AT_FDCWD, path, list, sizeof(list)) < 0)
		return 0;
	return netstate_set(reader->state, reader->device, "irq", action, list);
}

int netirqs_read(struct netstate *state, struct net_device *device, const char *name)
{
	struct reader reader = {state, device};

	return each_irq(name, take_irq, &reader);
}

struct writer {
	const char *irq, *value;
};

static int write_irq(const char *number, const char *action, void *ctx)
{
	const struct writer *writer = ctx;
	char path[96];
	int fd, r = 1;

	if (strcmp(action, writer->irq) != 0)
		return 0;
	(void)snprintf(path, sizeof(path), "/proc/irq/%.16s/smp_affinity_list", number);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, writer->value, strlen(writer->value)) < 0)
		r = -errno;
	(void)close(fd); /* the write itself has told of failure */
	return r;
}

int netirqs_set(const char *name, const char *irq, const char *value)
{
	struct writer writer = {irq, value};
	int r = each_irq(name, write_irq, &writer);

	if (r == 0)
		return -ENOENT;
	return r < 0 ? r : 0;
}
