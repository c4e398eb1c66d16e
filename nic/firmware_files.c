/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Firmware files: is what a driver will ask for there? */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware.h"
#include "sysfs.h"

/* Profiles for i40e are loaded with ethtool -f, by whatever name: only the folder is
 * known. Source: kernel drivers/net/ethernet/intel/i40e/i40e.h (I40E_DDP_PROFILE_PATH).
 */
#define PROFILES "intel/i40e/ddp"

#define FOLDERS 5

/* Where and what the kernel looks for. */
struct finder {
	struct host *host;
	const char *root;
	char given[PATH_MAX]; /* firmware_class.path */
	const char *folders[FOLDERS];
};

/* A file may be compressed if the kernel was built for that; it looks for plain ones in
 * all folders first. Source: kernel drivers/base/firmware_loader/main.c,
 * _request_firmware(), whose reader is a symbol of the kernel. */
static const struct {
	const char *ending, *reader, *problem;
} forms[] = {
	{"", NULL, NULL},
	{".zst", "fw_decompress_zstd",
	 "is compressed with zstd, which this kernel does not read"},
	{".xz", "fw_decompress_xz",
	 "is compressed with xz, which this kernel does not read"},
};

/* Source: fw_path[] there. */
static void find_folders(struct finder *finder)
{
	struct arena *arena = finder->host->arena;
	const char *release = finder->host->kernel.release;
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/sys/module/firmware_class/parameters/path",
		       finder->root);
	if (sysfs_read(AT_FDCWD, path, finder->given, sizeof(finder->given)) <= 0)
		finder->given[0] = '\0';
	finder->folders[0] = finder->given;
	finder->folders[1] = arena_printf(arena, "/lib/firmware/updates/%s", release);
	finder->folders[2] = "/lib/firmware/updates";
	finder->folders[3] = arena_printf(arena, "/lib/firmware/%s", release);
	finder->folders[4] = "/lib/firmware";
}

/* False: the kernel was built without it. Where its symbols cannot be read, it is
 * believed to be there. */
static bool kernel_has(const char *root, const char *symbol)
{
	char path[PATH_MAX], *line = NULL;
	bool has = false, is_read = false;
	size_t bytes = 0;
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/proc/kallsyms", root);
	file = fopen(path, "re");
	if (!file)
		return true;
	while (!has && getline(&line, &bytes, file) > 0) {
		is_read = true;
		has = strstr(line, symbol) != NULL;
	}
	free(line);
	(void)fclose(file); /* only read from */
	return has || !is_read;
}

static const char *find_in_folders(const struct finder *finder, const char *name,
				   const char *ending)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < FOLDERS; i++) {
		const char *folder = finder->folders[i];
		int n;

		if (!folder || !*folder)
			continue;
		n = snprintf(path, sizeof(path), "%s%s/%s%s", finder->root, folder, name,
			     ending);
		if (n > 0 && (size_t)n < sizeof(path) && sysfs_exists(AT_FDCWD, path))
			return arena_strdup(finder->host->arena, path);
	}
	return NULL;
}

/* One that cannot be read is only taken when there is no other. */
static void find_file(const struct finder *finder, struct firmware_file *file)
{
	const char *unreadable = NULL, *problem = NULL;

	for (size_t i = 0; !file->path && i < NIC_ARRAY_SIZE(forms); i++) {
		const char *path = find_in_folders(finder, file->name, forms[i].ending);

		if (!path || !forms[i].reader ||
		    kernel_has(finder->root, forms[i].reader)) {
			file->path = path;
			continue;
		}
		unreadable = path;
		problem = forms[i].problem;
	}
	if (file->path || !unreadable)
		return;
	file->path = unreadable;
	file->problem = problem;
}

static bool ends(const char *text, const char *with)
{
	size_t n = strlen(text), m = strlen(with);

	return n > m && strcmp(text + n - m, with) == 0;
}

/* What is compressed is not looked into. */
static void read_package(struct host *host, struct firmware_file *file)
{
	char version[sizeof("255.255.255.255")];

	if (!file->path || !ends(file->name, ".pkg") || !strstr(file->name, "ice/ddp/") ||
	    !ends(file->path, ".pkg"))
		return;
	if (firmware_package_read(file->path, version, sizeof(version)))
		file->version = arena_strdup(host->arena, version);
	else
		file->problem = "is no DDP package";
}

static bool is_listed(const struct host *host, const char *name)
{
	for (size_t i = 0; i < host->firmware_files.n; i++) {
		if (strcmp(host->firmware_files.items[i].name, name) == 0)
			return true;
	}
	return false;
}

static void add_file(const struct finder *finder, const char *name, bool only_if_there)
{
	struct host *host = finder->host;
	struct firmware_file found = {.name = name}, *file;

	if (!name || is_listed(host, name))
		return;
	find_file(finder, &found);
	if (!found.path && only_if_there)
		return;
	read_package(host, &found);
	file = ARENA_PUSH(host->arena, &host->firmware_files);
	if (file)
		*file = found;
}

/* ice prefers a package for the very card. Source: ice_main.c, ice_get_opt_fw_name(). */
static void add_packages_of_cards(const struct finder *finder, const char *package)
{
	const struct host *host = finder->host;

	if (!ends(package, "ice/ddp/ice.pkg"))
		return;
	for (size_t i = 0; i < host->ports.n; i++) {
		if (host->ports.items[i].serial)
			add_file(finder,
				 arena_printf(host->arena, "%.*s-%s.pkg",
					      (int)(strlen(package) - strlen(".pkg")),
					      package, host->ports.items[i].serial),
				 true);
	}
}

static void add_profiles(const struct finder *finder)
{
	struct arena *arena = finder->host->arena;
	char path[PATH_MAX];

	for (size_t i = 0; i < FOLDERS; i++) {
		NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
		const struct dirent *entry;

		if (!finder->folders[i] || !*finder->folders[i])
			continue;
		(void)snprintf(path, sizeof(path), "%s%s/" PROFILES, finder->root,
			       finder->folders[i]);
		dir = sysfs_opendir(AT_FDCWD, path);
		while (dir && (entry = readdir(dir))) {
			if (ends(entry->d_name, ".pkg") || ends(entry->d_name, ".pkgo"))
				add_file(finder,
					 arena_printf(arena, PROFILES "/%s",
						      entry->d_name),
					 true);
		}
	}
}

int firmware_read_files(struct host *host, const char *root, struct nic_err *err)
{
	struct finder finder = {.host = host, .root = root};

	find_folders(&finder);
	for (size_t i = 0; i < host->files.n; i++) {
		const struct modfile *file = &host->files.items[i];

		for (size_t f = 0; f < file->firmware.n; f++) {
			add_packages_of_cards(&finder, file->firmware.items[f]);
			add_file(&finder, file->firmware.items[f], false);
		}
		if (!file->problem && strncmp(file->name, "i40e", 4) == 0)
			add_profiles(&finder);
	}
	return arena_failed(host->arena) ? nic_err_set(err, -ENOMEM, "out of memory") : 0;
}
