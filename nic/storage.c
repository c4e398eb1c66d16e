/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the machine keeps on the network. */
#include "storage.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blockdevs.h"
#include "kdump.h"
#include "mounts.h"
#include "netdisks.h"

struct reader {
	struct host *host;
	const char *root;
	struct netdisks disks;
};

/* File systems on the network, and where each names its server. */
static const struct {
	const char *type;
	const char *option; /* NULL: the source names it, if it is an address */
} types[] = {
	{"nfs", "addr"},
	{"nfs4", "addr"},
	{"cifs", "addr"},
	{"smb3", "addr"},
	{"ceph", "mon_addr"},
	{"glusterfs", NULL},
	{"fuse.glusterfs", NULL},
	{"fuse.sshfs", NULL},
	{"fuse.ceph", NULL},
	{"fuse.ceph-fuse", NULL},
	{"lustre", NULL},
	{"beegfs", NULL},
	{"afs", NULL},
};

static bool is_root(const char *where)
{
	return strcmp(where, "/") == 0 || strcmp(where, "/usr") == 0;
}

/* Mounts of one server need one way only; but that of the root file system is told. */
static int add_use(struct reader *reader, const char *what, const char *where,
		   const char *server)
{
	struct host *host = reader->host;
	struct network_use *use;

	for (size_t i = 0; i < host->network_uses.n; i++) {
		use = &host->network_uses.items[i];
		if (strcmp(use->what, what) == 0 && is_root(where) == use->is_root &&
		    (server ? use->server && strcmp(use->server, server) == 0
			    : !use->server && strcmp(use->where, where) == 0))
			return 0;
	}
	use = ARENA_PUSH(host->arena, &host->network_uses);
	if (!use)
		return -ENOMEM;
	use->what = arena_strdup(host->arena, what);
	use->where = arena_strdup(host->arena, where);
	use->server = server;
	use->is_root = is_root(where);
	return arena_failed(host->arena) ? -ENOMEM : 0;
}

/* "192.0.2.1:6789", "[2001:db8::1]:6789", "192.0.2.1:/export", "user@host:/path": the
 * address in it. */
static const char *address_in(struct arena *arena, const char *text)
{
	const char *at = strchr(text, '@');
	size_t bytes;

	text = at ? at + 1 : text;
	bytes = text[0] == '[' ? strcspn(text, "]") + 1 : strcspn(text, ":/");
	return netdisks_address(arena, arena_strndup(arena, text, bytes));
}

/* Ceph has a list of monitors: "A,B:/path" as the source, or "mon_addr=A/B". */
static int add_each(struct reader *reader, const struct mount_entry *entry,
		    const char *servers, const char *separators)
{
	struct arena *arena = reader->host->arena;
	char *copy = arena_strdup(arena, servers), *server;
	size_t before = reader->host->network_uses.n;
	int r = copy ? 0 : -ENOMEM;

	while (r == 0 && (server = strsep(&copy, separators))) {
		const char *address = address_in(arena, server);

		if (address)
			r = add_use(reader, entry->type, entry->where, address);
	}
	if (r < 0 || reader->host->network_uses.n > before)
		return r;
	return add_use(reader, entry->type, entry->where, NULL);
}

static int add_mount(struct reader *reader, const struct mount_entry *entry,
		     const char *option)
{
	struct arena *arena = reader->host->arena;
	const char *value =
		option ? netdisks_option(arena, entry->options, option, ",") : NULL;

	if (value && strcmp(option, "mon_addr") == 0)
		return add_each(reader, entry, value, "/");
	if (value)
		return add_use(reader, entry->type, entry->where,
			       netdisks_address(arena, value));
	if (strcmp(entry->type, "ceph") == 0)
		return add_each(reader, entry, entry->source, ",");
	return add_use(reader, entry->type, entry->where,
		       address_in(arena, entry->source));
}

/* @where stands on @device: adds the disks of the network that it is made of. @what: NULL
 * for a mount. */
static int add_on_disks(struct reader *reader, const char *device, const char *what,
			const char *where)
{
	struct arena *arena = reader->host->arena;
	struct strv names = {0};
	int r = blockdevs_disks(reader->root, device, arena, &names);

	for (size_t i = 0; i < reader->disks.n && r == 0; i++) {
		struct netdisk *disk = &reader->disks.items[i];
		const char *text = disk->what;

		if (!strv_has(&names, disk->name))
			continue;
		disk->is_used = true;
		if (what)
			text = arena_printf(arena, "%s on %s", what, disk->what);
		r = text ? add_use(reader, text, where, disk->server) : -ENOMEM;
	}
	return r;
}

/* A file system of several devices (btrfs) has no number of its own: its source names
 * one of them. */
static int take_mount(const struct mount_entry *entry, void *ctx)
{
	static const char dev[] = "/dev/";
	struct reader *reader = ctx;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(types); i++) {
		if (strcmp(types[i].type, entry->type) == 0)
			return add_mount(reader, entry, types[i].option);
	}
	if (strcmp(entry->type, "9p") == 0 && strstr(entry->options, "trans=tcp"))
		return add_mount(reader, entry, NULL);
	if (!reader->disks.n)
		return 0;
	if (strncmp(entry->device, "0:", 2) != 0)
		return add_on_disks(reader, entry->device, NULL, entry->where);
	if (strncmp(entry->source, dev, strlen(dev)) == 0)
		return add_on_disks(reader, strrchr(entry->source, '/') + 1, NULL,
				    entry->where);
	return 0;
}

/* The mount that a swap file lies in. */
struct swap_file {
	struct reader *reader;
	const char *path;
	size_t best; /* length of the mount point that was taken */
	char device[32], type[64], source[PATH_MAX], options[PATH_MAX];
};

static int take_mount_of_file(const struct mount_entry *entry, void *ctx)
{
	struct swap_file *file = ctx;
	size_t bytes = strlen(entry->where);

	if (bytes < file->best || strncmp(entry->where, file->path, bytes) != 0 ||
	    (bytes > 1 && file->path[bytes] != '/'))
		return 0;
	file->best = bytes;
	(void)snprintf(file->device, sizeof(file->device), "%s", entry->device);
	(void)snprintf(file->type, sizeof(file->type), "%s", entry->type);
	(void)snprintf(file->source, sizeof(file->source), "%s", entry->source);
	(void)snprintf(file->options, sizeof(file->options), "%s", entry->options);
	return 0;
}

/* Swap on a network file system goes with that one's mount, which is told already. */
static int add_swap_file(struct reader *reader, const char *path, struct nic_err *err)
{
	struct swap_file file = {.reader = reader, .path = path};
	int r = mounts_each(reader->root, take_mount_of_file, &file, err);

	if (r == 0 && file.best && strncmp(file.device, "0:", 2) != 0)
		r = add_on_disks(reader, file.device, "swap", path);
	return r;
}

static void close_file(FILE **file)
{
	if (*file)
		(void)fclose(*file); /* only read from: nothing can be lost */
}

/* "/dev/nbd0  partition  1048572  0  -2", below a headline. */
static int read_swaps(struct reader *reader, struct nic_err *err)
{
	NIC_CLEANUP(close_file) FILE *file = NULL;
	char line[PATH_MAX + 128], path[PATH_MAX], kind[32];
	int r = 0;

	(void)snprintf(path, sizeof(path), "%s/proc/swaps", reader->root);
	file = fopen(path, "re");
	_Static_assert(PATH_MAX > 4000, "the format below has this number in it");
	while (file && r == 0 && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%4000s %31s", path, kind) != 2)
			continue;
		if (strcmp(kind, "partition") == 0 && strrchr(path, '/'))
			r = add_on_disks(reader, strrchr(path, '/') + 1, "swap", path);
		else if (strcmp(kind, "file") == 0)
			r = add_swap_file(reader, path, err);
	}
	return r;
}

static int add_unused_disks(struct reader *reader)
{
	int r = 0;

	for (size_t i = 0; i < reader->disks.n && r == 0; i++) {
		const struct netdisk *disk = &reader->disks.items[i];

		if (!disk->is_used)
			r = add_use(
				reader, disk->what,
				arena_printf(reader->host->arena, "/dev/%s", disk->name),
				disk->server);
	}
	return r;
}

int storage_read(struct host *host, const char *root, struct nic_err *err)
{
	struct reader reader = {.host = host, .root = root};
	int r = netdisks_read(root, host->arena, &reader.disks);

	if (r == 0)
		r = mounts_each(root, take_mount, &reader, err);
	if (r == 0 && reader.disks.n)
		r = read_swaps(&reader, err);
	if (r == 0)
		r = add_unused_disks(&reader);
	if (r == 0)
		r = kdump_read(host, root);
	return r < 0 ? nic_err_set(err, r, "storage on the network: %s", nic_strerror(r))
		     : 0;
}
