/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads and asks for huge pages, node by node. */
#include "hugepages.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mounts.h"
#include "sysfs.h"

#define ALL "/sys/kernel/mm/hugepages"
#define NODES "/sys/devices/system/node"

/* The folder of one size: of a node, or (-1) of the machine. */
static void folder_of(const char *root, const struct pages_kind *kind, char *ret_path)
{
	char node[64] = ALL;

	if (kind->node >= 0)
		(void)snprintf(node, sizeof(node), NODES "/node%" PRId32 "/hugepages",
			       kind->node);
	(void)snprintf(ret_path, PATH_MAX, "%s%s/hugepages-%" PRIu64 "kB", root, node,
		       kind->kib);
}

static int read_number(const char *folder, const char *name, uint64_t *ret_number)
{
	char path[PATH_MAX + 32];
	int64_t number;
	int r;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	r = sysfs_number(AT_FDCWD, path, &number);
	if (r == 0 && number < 0)
		r = -EINVAL;
	if (r == 0)
		*ret_number = (uint64_t)number;
	return r;
}

static uint64_t less(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

/* What is promised to processes that have not touched it yet is known of all nodes
 * together only. */
int hugepages_count(const char *root, const struct pages_kind *kind,
		    struct hugepages_count *ret_count)
{
	struct pages_kind all = {-1, kind->kib};
	struct hugepages_count count = {0};
	uint64_t free_everywhere = 0, promised = 0, surplus = 0;
	char path[PATH_MAX];
	int r;

	folder_of(root, kind, path);
	r = read_number(path, "nr_hugepages", &count.there);
	if (r == 0)
		r = read_number(path, "surplus_hugepages", &surplus);
	if (r == 0)
		r = read_number(path, "free_hugepages", &count.free);
	if (r < 0)
		return r;
	folder_of(root, &all, path);
	r = read_number(path, "free_hugepages", &free_everywhere);
	if (r == 0)
		r = read_number(path, "resv_hugepages", &promised);
	if (r < 0)
		return r;
	if (count.free > less(free_everywhere, promised))
		count.free = less(free_everywhere, promised);
	count.there = less(count.there, surplus);
	if (count.free > count.there)
		count.free = count.there;
	*ret_count = count;
	return 0;
}

int hugepages_ask(const char *root, const struct pages_kind *kind, uint64_t number)
{
	char folder[PATH_MAX], path[PATH_MAX + 32], text[24];
	int fd, r = 0;

	folder_of(root, kind, folder);
	(void)snprintf(path, sizeof(path), "%s/nr_hugepages", folder);
	(void)snprintf(text, sizeof(text), "%" PRIu64, number);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		r = -errno;
	(void)close(fd); /* the write itself has told of failure */
	return r;
}

typedef int kind_fn(const struct pages_kind *kind, void *ctx);

/* Each "hugepages-2048kB" in a folder. */
static int each_size(const char *root, const char *folder, int32_t node, kind_fn *fn,
		     void *ctx)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	static const char prefix[] = "hugepages-";
	char path[PATH_MAX];
	const struct dirent *entry;
	int r = 0;

	(void)snprintf(path, sizeof(path), "%s%s", root, folder);
	dir = sysfs_opendir(AT_FDCWD, path);
	if (!dir) /* a node without memory has none, nor has a kernel without them */
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	while (r == 0 && (entry = readdir(dir))) {
		struct pages_kind kind = {.node = node};
		const char *end =
			strncmp(entry->d_name, prefix, strlen(prefix)) == 0
				? sysfs_take_number(entry->d_name + strlen(prefix),
						    &kind.kib)
				: NULL;

		if (end && strcmp(end, "kB") == 0 && kind.kib)
			r = fn(&kind, ctx);
	}
	return r;
}

/* Each kind that the machine has: of its nodes, or of the whole where there are none. */
static int each_kind(const char *root, kind_fn *fn, void *ctx)
{
	char path[PATH_MAX];
	bool has_nodes = false;
	int r = 0;

	for (int32_t node = 0; node < 1024 && r == 0; node++) {
		(void)snprintf(path, sizeof(path), "%s" NODES "/node%" PRId32, root,
			       node);
		if (!sysfs_exists(AT_FDCWD, path))
			continue;
		has_nodes = true;
		(void)snprintf(path, sizeof(path), NODES "/node%" PRId32 "/hugepages",
			       node);
		r = each_size(root, path, node, fn, ctx);
	}
	return has_nodes || r < 0 ? r : each_size(root, ALL, -1, fn, ctx);
}

struct sum {
	const char *root;
	uint64_t kib, there;
};

static int add_to_sum(const struct pages_kind *kind, void *ctx)
{
	struct sum *sum = ctx;
	struct hugepages_count count;

	if (kind->kib == sum->kib && hugepages_count(sum->root, kind, &count) == 0)
		sum->there += count.there;
	return 0;
}

uint64_t hugepages_everywhere(const char *root, uint64_t kib)
{
	struct sum sum = {root, kib, 0};

	(void)each_kind(root, add_to_sum, &sum); /* what cannot be read is none */
	return sum.there;
}

struct reading {
	const char *root;
	struct netstate *state;
	struct net_device *device;
	const struct pagebook *book; /* of the limits; NULL: of the counts */
};

static int set_number(const struct reading *reading, const char *group, const char *name,
		      uint64_t number)
{
	return netstate_set(reading->state, reading->device, group, name,
			    arena_printf(reading->state->arena, "%" PRIu64, number));
}

static int add_kind(const struct pages_kind *kind, void *ctx)
{
	const struct reading *reading = ctx;
	const char *name = pages_name(reading->state->arena, kind);
	struct hugepages_count count;
	const struct pagebook_entry *entry;
	int r = hugepages_count(reading->root, kind, &count);

	if (r < 0 || !name)
		return r < 0 ? r : -ENOMEM;
	if (!reading->book)
		return set_number(reading, PAGES_GROUP, name, count.there);
	r = set_number(reading, PAGES_FREE, name, count.free);
	entry = pagebook_entry(reading->book, name);
	if (r < 0 || !entry || !entry->own)
		return r;
	r = set_number(reading, PAGES_OWN, name, entry->own);
	if (r == 0)
		r = set_number(reading, PAGES_LEVEL, name, entry->level);
	return r < 0 ? r : set_number(reading, PAGES_LEVEL_ALL, name, entry->level_all);
}

/* "1024M" of "rw,pagesize=1024M,gid=5" as the book writes it. */
static const char *size_of_mount(struct arena *arena, const char *options)
{
	static const char key[] = "pagesize=";
	const char *at = strstr(options, key);
	struct pages_kind kind;

	if (!at || !pages_take_kind(at + strlen(key), &kind))
		return "?"; /* kernels before 4.13 do not tell the usual size */
	return pages_size(arena, kind.kib);
}

static int add_mount(const struct mount_entry *entry, void *ctx)
{
	const struct reading *reading = ctx;

	if (strcmp(entry->type, "hugetlbfs") != 0 ||
	    netstate_setting(reading->device, PAGES_MOUNT, entry->where))
		return 0;
	return netstate_set(reading->state, reading->device, PAGES_MOUNT, entry->where,
			    size_of_mount(reading->state->arena, entry->options));
}

static struct net_device *add_device(struct netstate *state)
{
	struct net_device *device = ARENA_PUSH(state->arena, &state->devices);

	if (device) {
		device->id = device->name = device->port = PAGES_DEVICE;
		device->role = NET_PORT;
		device->is_up = true;
	}
	return device;
}

int hugepages_capture(const char *root, struct netstate *state, struct nic_err *err)
{
	struct reading reading = {root, state, add_device(state), NULL};
	int r = reading.device ? each_kind(root, add_kind, &reading) : -ENOMEM;

	if (r < 0)
		return nic_err_set(err, r, "huge pages: %s", nic_strerror(r));
	return mounts_each(root, add_mount, &reading, err);
}

/* "MemAvailable:   123 kB", or "Node 0 MemTotal:   123 kB". 0: not told. */
static uint64_t memory_of(const char *root, const char *file, const char *key)
{
	char path[PATH_MAX], text[4096];
	const char *at;

	(void)snprintf(path, sizeof(path), "%s%s", root, file);
	if (sysfs_read(AT_FDCWD, path, text, sizeof(text)) <= 0)
		return 0;
	at = strstr(text, key);
	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

static int add_memory(const struct reading *reading)
{
	int r = set_number(reading, PAGES_MEMORY, "available",
			   memory_of(reading->root, "/proc/meminfo", "MemAvailable:"));

	for (int32_t node = 0; node < 1024 && r == 0; node++) {
		char file[64];
		uint64_t kib;

		(void)snprintf(file, sizeof(file), NODES "/node%" PRId32 "/meminfo",
			       node);
		kib = memory_of(reading->root, file, "MemTotal:");
		(void)snprintf(file, sizeof(file), "node%" PRId32, node);
		if (kib)
			r = set_number(reading, PAGES_MEMORY, file, kib);
	}
	return r;
}

int hugepages_book(const char *root, const char *state_dir, struct arena *arena,
		   struct pagebook *ret_book, struct nic_err *err)
{
	char path[PATH_MAX], boot_id[64];
	int r;

	(void)snprintf(path, sizeof(path), "%s/proc/sys/kernel/random/boot_id", root);
	if (sysfs_read(AT_FDCWD, path, boot_id, sizeof(boot_id)) <= 0)
		return nic_err_set(err, -ENOENT, "the kernel's boot id cannot be read");
	r = pagebook_read(state_dir, boot_id, arena, ret_book, err);
	for (size_t i = 0; r == 0 && i < ret_book->pages.n; i++) {
		struct hugepages_count count = {0};
		struct pages_kind kind;

		if (pages_take_kind(ret_book->pages.items[i].name, &kind) &&
		    hugepages_count(root, &kind, &count) == 0)
			pagebook_settle(&ret_book->pages.items[i], count.there);
	}
	return r;
}

int hugepages_limits(const char *root, const char *state_dir, struct netstate *state,
		     struct nic_err *err)
{
	struct pagebook book;
	struct reading reading = {root, state, add_device(state), &book};
	int r = hugepages_book(root, state_dir, state->arena, &book, err);

	if (r < 0)
		return r;
	r = reading.device ? each_kind(root, add_kind, &reading) : -ENOMEM;
	if (r == 0)
		r = add_memory(&reading);
	for (size_t i = 0; i < book.mounts.n && r == 0; i++)
		r = netstate_set(state, reading.device, PAGES_MOUNT_OWN,
				 book.mounts.items[i].path, "1");
	return r < 0 ? nic_err_set(err, r, "huge pages: %s", nic_strerror(r)) : 0;
}
