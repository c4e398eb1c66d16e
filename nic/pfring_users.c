/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the files that pf_ring keeps of its rings, one each. */
#include "pfring_users.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "sysfs.h"

#define FOLDER "/proc/net/pf_ring"

/* A file has some 30 lines; the first ones are what is looked for. */
#define FILE_BYTES 4096

bool pfring_users_parse(const char *file, struct pfring_users_name *ret_name)
{
	struct pfring_users_name name;
	const char *at, *dot = strrchr(file, '.');
	uint64_t pid;

	at = sysfs_take_number(file, &pid);
	if (!at || *at != '-' || !pid || pid > INT32_MAX || !dot || dot <= at + 1 ||
	    !isdigit((unsigned char)dot[1]) || dot[1 + strspn(dot + 1, "0123456789")])
		return false;
	name.pid = (uint32_t)pid;
	name.device = at + 1;
	name.bytes = (size_t)(dot - name.device);
	*ret_name = name;
	return true;
}

/* The value of a line "Breed              : ZC"; NULL: there is no such line. */
static const char *value_of(struct arena *arena, const char *text, const char *key)
{
	size_t bytes = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *at;

		line += *line == '\n';
		at = line + bytes;
		if (strncmp(line, key, bytes) != 0)
			continue;
		at += strspn(at, " \t");
		if (*at++ != ':')
			continue;
		at += strspn(at, " \t");
		return arena_strndup(arena, at, strcspn(at, "\n"));
	}
	return NULL;
}

struct reading {
	const char *root;
	struct host *host;
	struct pfring_users_name name;
	const char *text; /* of the ring's file; "": not read */
	const char *comm;
	bool is_found; /* one of its devices */
};

static void note(const struct reading *reading, const char *what)
{
	struct arena *arena = reading->host->arena;

	(void)strv_push(arena, &reading->host->not_read,
			arena_printf(arena, "a ring of pf_ring, of pid %" PRIu32 ": %s",
				     reading->name.pid, what));
}

static const struct netdev *find_device(const struct host *host, const char *name,
					size_t bytes)
{
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];

		if (!netdev->netns && strlen(netdev->name) == bytes &&
		    strncmp(netdev->name, name, bytes) == 0)
			return netdev;
	}
	return NULL;
}

static void add_ring(struct reading *reading, const struct netdev *netdev)
{
	struct host *host = reading->host;
	const char *breed = value_of(host->arena, reading->text, "Breed");
	struct pfring_ring *ring = ARENA_PUSH(host->arena, &host->pfring_rings);

	reading->is_found = true;
	if (!ring)
		return; /* the arena remembers it */
	/* what cannot be read may be zero-copy; older modules call it DNA */
	*ring = (struct pfring_ring){.ifindex = netdev->ifindex,
				     .is_zc = !breed || strcmp(breed, "Standard") != 0,
				     .pid = reading->name.pid,
				     .comm = reading->comm};
}

/* "ens1f0", "zc:ens1f0@3": a device with a queue. */
static void add_item(struct reading *reading, const char *item, size_t bytes)
{
	const char *colon = memchr(item, ':', bytes), *queue;
	const struct netdev *netdev = find_device(reading->host, item, bytes);

	if (!netdev && colon) {
		bytes -= (size_t)(colon + 1 - item);
		item = colon + 1;
	}
	queue = memchr(item, '@', bytes);
	if (!netdev)
		netdev = find_device(reading->host, item,
				     queue ? (size_t)(queue - item) : bytes);
	if (netdev)
		add_ring(reading, netdev);
}

static void add_items(struct reading *reading, const char *list)
{
	while (list && *list) {
		size_t bytes = strcspn(list, ", ");

		if (bytes)
			add_item(reading, list, bytes);
		list += bytes;
		list += strspn(list, ", ");
	}
}

/* A ring on all devices, or on none yet, holds none of them. */
static bool is_no_device(const struct pfring_users_name *name)
{
	return (name->bytes == 3 && strncmp(name->device, "any", 3) == 0) ||
	       (name->bytes == 4 && strncmp(name->device, "none", 4) == 0);
}

static void take_ring(struct reading *reading, const char *file)
{
	struct arena *arena = reading->host->arena;
	char path[PATH_MAX], text[FILE_BYTES] = "", comm[64];
	int r;

	(void)snprintf(path, sizeof(path), "%s" FOLDER "/%s", reading->root, file);
	r = sysfs_read(AT_FDCWD, path, text, sizeof(text));
	if (r == -ENOENT)
		return; /* it has ended meanwhile */
	reading->text = r < 0 ? "" : text;
	reading->is_found = false;
	(void)snprintf(path, sizeof(path), "%s/proc/%" PRIu32 "/comm", reading->root,
		       reading->name.pid);
	reading->comm = sysfs_read(AT_FDCWD, path, comm, sizeof(comm)) > 0
				? arena_strdup(arena, comm)
				: NULL;
	add_items(reading, value_of(arena, reading->text, "Bound Device(s)"));
	if (!reading->is_found && !is_no_device(&reading->name))
		add_item(reading, reading->name.device, reading->name.bytes);
	if (!reading->is_found && !is_no_device(&reading->name))
		note(reading,
		     arena_printf(arena, "'%.*s' is no device here",
				  (int)reading->name.bytes, reading->name.device));
}

int pfring_users_read(const char *root, struct host *host, struct nic_err *err)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	struct reading reading = {.root = root, .host = host};
	const struct dirent *entry;
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s" FOLDER, root);
	dir = sysfs_opendir(AT_FDCWD, path);
	if (!dir && errno != ENOENT && errno != ENOTDIR)
		(void)strv_push(
			host->arena, &host->not_read,
			arena_printf(host->arena, FOLDER ": %s", nic_strerror(errno)));
	while (dir && (entry = readdir(dir))) {
		if (pfring_users_parse(entry->d_name, &reading.name))
			take_ring(&reading, entry->d_name);
	}
	return arena_failed(host->arena) ? nic_err_set(err, -ENOMEM, "out of memory") : 0;
}
