/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processes behind AF_XDP sockets: by their open files and by their address space. */
#include "xsk_owner.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

static const char socket_link[] = "socket:[";

/* Offsets at which linux/if_xdp.h has the two rings mapped
 * (XDP_UMEM_PGOFF_FILL_RING, XDP_UMEM_PGOFF_COMPLETION_RING); sockets of other families
 * begin at 0. A line: "7f00-7f10 rw-s 100000000 00:08 4711  socket:[4711]" */
bool xsk_owner_is_ring(const char *line)
{
	const char *field = line;

	if (!strstr(line, socket_link))
		return false;
	for (int i = 0; i < 2; i++) { /* addresses, rights */
		field += strcspn(field, " ");
		field += strspn(field, " ");
	}
	return strncmp(field, "100000000 ", strlen("100000000 ")) == 0 ||
	       strncmp(field, "180000000 ", strlen("180000000 ")) == 0;
}

static void close_file(FILE **file)
{
	if (*file)
		(void)fclose(*file); /* only read from: nothing can be lost */
}

static void free_line(char **line)
{
	free(*line);
}

static bool has_rings(const char *pid)
{
	char path[64];
	NIC_CLEANUP(close_file) FILE *file = NULL;
	NIC_CLEANUP(free_line) char *line = NULL;
	size_t bytes = 0;

	(void)snprintf(path, sizeof(path), "/proc/%.32s/maps", pid);
	file = fopen(path, "re");
	while (file && getline(&line, &bytes, file) >= 0) {
		if (xsk_owner_is_ring(line))
			return true;
	}
	return false;
}

/* The socket that a link in /proc/PID/fd leads to; 0: it leads elsewhere. */
static uint64_t socket_of(int dirfd, const char *name)
{
	char link[64];
	uint64_t inode = 0;
	ssize_t length = readlinkat(dirfd, name, link, sizeof(link) - 1);

	link[length < 0 ? 0 : length] = '\0';
	if (strncmp(link, socket_link, strlen(socket_link)) != 0 ||
	    !sysfs_take_number(link + strlen(socket_link), &inode))
		return 0;
	return inode;
}

static int add_sockets(struct host *host, struct xsk_owners *owners, const char *pid)
{
	char path[64], comm[64] = "";
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	const struct dirent *entry;
	size_t before = owners->n;

	(void)snprintf(path, sizeof(path), "/proc/%.32s/fd", pid);
	dir = sysfs_opendir(AT_FDCWD, path);
	while (dir && (entry = readdir(dir))) {
		uint64_t inode = socket_of(dirfd(dir), entry->d_name);
		struct xsk_owner *owner = inode ? ARENA_PUSH(host->arena, owners) : NULL;

		if (inode && !owner)
			return -ENOMEM;
		if (owner)
			owner->inode = inode;
	}
	(void)snprintf(path, sizeof(path), "/proc/%.32s/comm", pid);
	if (owners->n == before || sysfs_read(AT_FDCWD, path, comm, sizeof(comm)) < 0) {
		owners->n = before; /* none, or it has ended */
		return 0;
	}
	for (size_t i = before; i < owners->n; i++) {
		owners->items[i].pid = (uint32_t)strtoul(pid, NULL, 10);
		owners->items[i].comm = arena_strdup(host->arena, comm);
		owners->items[i].has_rings =
			i == before ? has_rings(pid) : owners->items[before].has_rings;
	}
	return arena_failed(host->arena) ? -ENOMEM : 0;
}

int xsk_owner_find_all(struct host *host, struct xsk_owners *ret_owners)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(AT_FDCWD, "/proc");
	const struct dirent *entry;
	struct xsk_owners owners = {0};
	int r = 0;

	if (!dir)
		return -errno;
	while (r == 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
			r = add_sockets(host, &owners, entry->d_name);
	}
	if (r == 0)
		*ret_owners = owners;
	return r;
}

const struct xsk_owner *xsk_owner_of(const struct xsk_owners *owners, uint64_t inode)
{
	const struct xsk_owner *found = NULL;

	for (size_t i = 0; i < owners->n; i++) {
		const struct xsk_owner *owner = &owners->items[i];

		if (inode && owner->inode == inode)
			return owner;
		if (inode || !owner->has_rings)
			continue;
		if (found && found->pid != owner->pid)
			return NULL;
		found = owner;
	}
	return found;
}
