/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Firmware files: is what a module will ask for there? */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "firmware.h"
#include "sysfs.h"

/* The layout of a package for ice: the format's version (4 bytes), the count of segments
 * and their offsets, 32 bits each; a segment begins with its type, format (4 bytes), size
 * and name (32 bytes); that of the metadata goes on with the package's version. All is
 * little-endian. Source: kernel drivers/net/ethernet/intel/ice/ice_ddp.h. */
#define SEGMENTS_MAX 64
#define SEGMENT_METADATA 1
#define SEGMENT_HEADER_BYTES 44

/* The metadata stands first: more need not be read. */
#define HEAD_BYTES 4096

static uint32_t u32_at(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

bool firmware_package_version(const unsigned char *bytes, size_t n, char *ret_version,
			      size_t version_bytes)
{
	uint32_t count = n >= 8 ? u32_at(bytes + 4) : 0;

	if (count > SEGMENTS_MAX || n < 8 + 4 * (size_t)count)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		size_t offset = u32_at(bytes + 8 + 4 * i);
		const unsigned char *version = bytes + offset + SEGMENT_HEADER_BYTES;

		if (offset > n || n - offset < SEGMENT_HEADER_BYTES + 4 ||
		    u32_at(bytes + offset) != SEGMENT_METADATA)
			continue;
		(void)snprintf(ret_version, version_bytes, "%u.%u.%u.%u", version[0],
			       version[1], version[2], version[3]);
		return true;
	}
	return false;
}

static const char *package_version(struct arena *arena, const char *path)
{
	NIC_CLEANUP(sysfs_closep)
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	unsigned char head[HEAD_BYTES];
	char version[sizeof("255.255.255.255")];
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head));

	if (n < 0 || !firmware_package_version(head, (size_t)n, version, sizeof(version)))
		return NULL;
	return arena_strdup(arena, version);
}

/* Compressed files are taken by the kernel under the same name; they are not opened here.
 */
static const char *find_in(struct arena *arena, const char *root, const char *folder,
			   const char *name)
{
	static const char *const endings[] = {"", ".xz", ".zst"};
	char path[PATH_MAX];

	for (size_t i = 0; i < NIC_ARRAY_SIZE(endings); i++) {
		int n = snprintf(path, sizeof(path), "%s%s/%s%s", root, folder, name,
				 endings[i]);

		if (n > 0 && (size_t)n < sizeof(path) && sysfs_exists(AT_FDCWD, path))
			return arena_strdup(arena, path);
	}
	return NULL;
}

/* Source: kernel drivers/base/firmware_loader/main.c, fw_path[]. */
static const char *find_file(struct host *host, const char *root, const char *name)
{
	struct arena *arena = host->arena;
	char given[PATH_MAX], path[PATH_MAX];
	const char *folders[5];
	const char *found = NULL;

	(void)snprintf(path, sizeof(path), "%s/sys/module/firmware_class/parameters/path",
		       root);
	if (sysfs_read(AT_FDCWD, path, given, sizeof(given)) <= 0)
		given[0] = '\0';
	folders[0] = given;
	folders[1] =
		arena_printf(arena, "/lib/firmware/updates/%s", host->kernel.release);
	folders[2] = "/lib/firmware/updates";
	folders[3] = arena_printf(arena, "/lib/firmware/%s", host->kernel.release);
	folders[4] = "/lib/firmware";
	for (size_t i = 0; !found && i < NIC_ARRAY_SIZE(folders); i++) {
		if (folders[i] && *folders[i])
			found = find_in(arena, root, folders[i], name);
	}
	return found;
}

static bool is_listed(const struct host *host, const char *name)
{
	for (size_t i = 0; i < host->firmware_files.n; i++) {
		if (strcmp(host->firmware_files.items[i].name, name) == 0)
			return true;
	}
	return false;
}

static bool is_package(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && strcmp(name + n - 4, ".pkg") == 0 && strstr(name, "/ddp/");
}

static int add_file(struct host *host, const char *root, const char *name)
{
	struct firmware_file *file;

	if (is_listed(host, name))
		return 0;
	file = ARENA_PUSH(host->arena, &host->firmware_files);
	if (!file)
		return -ENOMEM;
	file->name = name;
	file->path = find_file(host, root, name);
	if (file->path && is_package(name))
		file->version = package_version(host->arena, file->path);
	return 0;
}

int firmware_read_files(struct host *host, const char *root, struct nic_err *err)
{
	int r = 0;

	for (size_t i = 0; i < host->files.n; i++) {
		const struct strv *names = &host->files.items[i].firmware;

		for (size_t f = 0; r == 0 && f < names->n; f++)
			r = add_file(host, root, names->items[f]);
	}
	if (r < 0 || arena_failed(host->arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	return 0;
}
