/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Disks that are on the network. Source of the paths: kernel Documentation/ABI
 * (sysfs-class-iscsi_*, sysfs-nvme), drivers/block/nbd.c. */
#include "netdisks.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sockets.h"
#include "sysfs.h"

/* IANA: the port of nbd servers. */
#define NBD_PORT 10809

struct reader {
	const char *root;
	struct arena *arena;
	struct netdisks *disks;
	const char *name;    /* the disk that is looked at */
	char path[PATH_MAX]; /* its place below /sys/devices */
	size_t before;	     /* disks found before it */
};

const char *netdisks_address(struct arena *arena, const char *text)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	size_t length = text ? strlen(text) : 0;
	const char *plain = text;

	if (length > 2 && text[0] == '[' && text[length - 1] == ']')
		plain = arena_strndup(arena, text + 1, length - 2);
	if (!plain || (inet_pton(AF_INET, plain, bytes) != 1 &&
		       inet_pton(AF_INET6, plain, bytes) != 1))
		return NULL;
	return arena_strdup(arena, plain);
}

const char *netdisks_option(struct arena *arena, const char *text, const char *key,
			    const char *end)
{
	size_t bytes = strlen(key);

	while (*text) {
		if (strncmp(text, key, bytes) == 0 && text[bytes] == '=')
			return arena_strndup(arena, text + bytes + 1,
					     strcspn(text + bytes + 1, end));
		text += strcspn(text, ",");
		text += *text == ',';
	}
	return NULL;
}

static int add(struct reader *reader, const char *what, const char *server)
{
	struct netdisk *disk = ARENA_PUSH(reader->arena, reader->disks);

	if (!disk)
		return -ENOMEM;
	disk->name = arena_strdup(reader->arena, reader->name);
	disk->what = what;
	disk->server = netdisks_address(reader->arena, server);
	return arena_failed(reader->arena) ? -ENOMEM : 0;
}

static int read_text(const struct reader *reader, const char *folder, const char *file,
		     char *ret_text, size_t bytes)
{
	char path[3 * PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s%s/%s", reader->root, folder, file);
	return sysfs_read(AT_FDCWD, path, ret_text, bytes);
}

/* Each connection of the session: where it leads now, else where it was asked to. */
static int add_iscsi(struct reader *reader, const char *session)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	char path[PATH_MAX], server[256];
	const struct dirent *entry;
	int number = atoi(session), id, r = 0;

	(void)snprintf(path, sizeof(path), "%s/sys/class/iscsi_connection", reader->root);
	dir = sysfs_opendir(AT_FDCWD, path);
	while (dir && r == 0 && (entry = readdir(dir))) {
		if (sscanf(entry->d_name, "connection%d:", &id) != 1 || id != number)
			continue;
		(void)snprintf(path, sizeof(path), "/sys/class/iscsi_connection/%s",
			       entry->d_name);
		if (read_text(reader, path, "address", server, sizeof(server)) <= 0 &&
		    read_text(reader, path, "persistent_address", server,
			      sizeof(server)) <= 0)
			server[0] = '\0';
		r = add(reader, "iscsi", server);
	}
	return r < 0 || reader->disks->n > reader->before ? r
							  : add(reader, "iscsi", NULL);
}

static int add_nvme(struct reader *reader, const char *controller)
{
	char folder[PATH_MAX], transport[32], address[512];

	(void)snprintf(folder, sizeof(folder), "/sys/class/nvme/%s", controller);
	if (read_text(reader, folder, "transport", transport, sizeof(transport)) < 0 ||
	    (strcmp(transport, "tcp") != 0 && strcmp(transport, "rdma") != 0))
		return 0;
	if (read_text(reader, folder, "address", address, sizeof(address)) < 0)
		address[0] = '\0';
	return add(reader, arena_printf(reader->arena, "nvme-%s", transport),
		   netdisks_option(reader->arena, address, "traddr", ","));
}

static bool is_controller(const char *name)
{
	static const char start[] = "nvme";

	return strncmp(name, start, strlen(start)) == 0 && name[strlen(start)] &&
	       strspn(name + strlen(start), "0123456789") == strlen(name + strlen(start));
}

/* The disk is below its controller, or, with multipath, below the subsystem that has
 * links to all controllers. */
static int add_nvme_disk(struct reader *reader)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	const struct dirent *entry;
	char *slash = strrchr(reader->path, '/');
	const char *parent;
	int r = 0;

	if (!slash)
		return 0;
	*slash = '\0';
	parent = strrchr(reader->path, '/');
	if (parent && is_controller(parent + 1))
		return add_nvme(reader, parent + 1);
	dir = sysfs_opendir(AT_FDCWD, reader->path);
	while (dir && r == 0 && (entry = readdir(dir))) {
		if (is_controller(entry->d_name))
			r = add_nvme(reader, entry->d_name);
	}
	return r;
}

static int take_nbd_server(const struct session_ends *ends, void *ctx)
{
	return add(ctx, "nbd", ends->peer);
}

/* The process that keeps the connection tells where it goes; one without a connection
 * has its disk on this machine. The connection may also be the kernel's alone (set up
 * over netlink): then only its port tells. */
static int add_nbd(struct reader *reader)
{
	char folder[PATH_MAX], pid[32];
	int r;

	(void)snprintf(folder, sizeof(folder), "/sys/class/block/%s", reader->name);
	if (read_text(reader, folder, "pid", pid, sizeof(pid)) <= 0)
		return 0; /* not connected */
	r = sockets_of_process(atoi(pid), take_nbd_server, reader);
	if (r == -ENOENT)
		r = sockets_of_port(SOCKETS_REMOTE, NBD_PORT, take_nbd_server, reader);
	else if (r == 0)
		return 0;
	if (r == -ENOMEM || reader->disks->n > reader->before)
		return r == -ENOMEM ? r : 0;
	return add(reader, "nbd", NULL);
}

static int take_disk(struct reader *reader)
{
	const char *session = strstr(reader->path, "/session");

	reader->before = reader->disks->n;
	if (strncmp(reader->name, "nbd", 3) == 0)
		return add_nbd(reader);
	if (strncmp(reader->name, "rbd", 3) == 0)
		return add(reader, "rbd", NULL);
	if (strncmp(reader->name, "nvme", 4) == 0)
		return add_nvme_disk(reader);
	return session ? add_iscsi(reader, session + strlen("/session")) : 0;
}

int netdisks_read(const char *root, struct arena *arena, struct netdisks *ret_disks)
{
	struct netdisks disks = {0};
	struct reader reader = {.root = root, .arena = arena, .disks = &disks};
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	char path[2 * PATH_MAX];
	const struct dirent *entry;
	int r = 0;

	(void)snprintf(path, sizeof(path), "%s/sys/class/block", root);
	dir = sysfs_opendir(AT_FDCWD, path);
	while (dir && r == 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/sys/class/block/%s/partition",
			       root, entry->d_name);
		if (sysfs_exists(AT_FDCWD, path))
			continue;
		*strrchr(path, '/') = '\0';
		reader.name = entry->d_name;
		if (realpath(path, reader.path))
			r = take_disk(&reader);
	}
	if (r == 0)
		*ret_disks = disks;
	return r;
}
