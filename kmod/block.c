/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file of modprobe.d(5) that stands there only while a driver is changed. */
#include "block.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "/run/modprobe.d"
#define NAME "nicctl-change.conf"

/* Not read by anybody: it does not end in ".conf". */
#define FRESH NAME ".new"

/* Opens the folder, made if need be. What is in it is run by root's programs: it must be
 * nobody else's. */
static int open_folder(const char *root)
{
	char path[PATH_MAX];
	struct stat st;
	int fd, r = 0;

	if (snprintf(path, sizeof(path), "%s" FOLDER, root) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return -errno;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		r = -errno;
	else if (st.st_uid != geteuid() || (st.st_mode & (S_IWGRP | S_IWOTH)))
		r = -EPERM;
	if (r < 0 && fd >= 0)
		(void)close(fd); /* nothing was written */
	return r < 0 ? r : fd;
}

/* Letters, digits, '-' and '_': what a line of modprobe.d takes for the name itself. */
static bool is_plain(const char *name)
{
	return name[0] &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_-")];
}

static int write_lines(int fd, const char *why, const struct strv *modules)
{
	int r = dprintf(fd,
			"# SPDX-License-Identifier: GPL-2.0-or-later\n"
			"# %s\n"
			"# nicctl removes this file by itself; one that is left over is "
			"removed by 'nicctl recover'.\n",
			why);

	for (size_t i = 0; i < modules->n && r >= 0; i++) {
		if (!is_plain(modules->items[i]))
			return -EINVAL;
		r = dprintf(fd, "blacklist %s\ninstall %s /bin/false\n",
			    modules->items[i], modules->items[i]);
	}
	return r < 0 ? -errno : 0;
}

static int write_fresh(int folder_fd, const char *why, const struct strv *modules)
{
	int fd, r;

	if (unlinkat(folder_fd, FRESH, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(folder_fd, FRESH,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	r = write_lines(fd, why, modules);
	if (r == 0 && fchmod(fd, 0644) < 0) /* whatever the umask is */
		r = -errno;
	if (close(fd) < 0 && r == 0)
		r = -errno;
	if (r == 0 && renameat(folder_fd, FRESH, folder_fd, NAME) < 0)
		r = -errno;
	if (r < 0)
		(void)unlinkat(folder_fd, FRESH, 0); /* nobody reads it */
	return r;
}

int block_write(const char *root, const char *why, const struct strv *modules,
		struct nic_err *err)
{
	int folder_fd = open_folder(root);
	int r = folder_fd;

	if (folder_fd >= 0) {
		r = write_fresh(folder_fd, why, modules);
		(void)close(folder_fd);
	}
	if (r < 0)
		return nic_err_set(err, r,
				   "cannot keep udev from loading modules meanwhile: "
				   "'%s" BLOCK_PATH "': %s",
				   root,
				   r == -EPERM ? "its folder must be root's alone"
					       : nic_strerror(r));
	return 0;
}

/* All of these are in libkmod's list (libkmod.c: default_config_paths); the first that
 * can be touched will do. */
static const char *const standing[] = {"/lib/modprobe.d", "/etc/modprobe.d",
				       "/usr/local/lib/modprobe.d"};

static int set_mtime(const char *root, const char *folder, const struct timespec *to)
{
	const struct timespec times[] = {{0, UTIME_OMIT}, *to};
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s%s", root, folder);
	return utimensat(AT_FDCWD, path, times, 0) < 0 ? -errno : 0;
}

int block_touch(const char *root, struct block_touched *ret_touched)
{
	const struct timespec now = {0, UTIME_NOW};
	char path[PATH_MAX];
	struct stat st;
	int r = -ENOENT;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(standing); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", root, standing[i]);
		if (stat(path, &st) < 0)
			continue;
		r = set_mtime(root, standing[i], &now);
		if (r < 0)
			continue;
		(void)snprintf(ret_touched->path, sizeof(ret_touched->path), "%s",
			       standing[i]);
		ret_touched->was = st.st_mtim;
		return 0;
	}
	return r;
}

void block_untouch(const char *root, const struct block_touched *touched)
{
	(void)set_mtime(root, touched->path, &touched->was); /* it worked before */
}

static int read_lines(FILE *file, struct arena *arena, struct strv *modules)
{
	static const char word[] = "blacklist ";
	char *line = NULL;
	size_t room = 0;
	int r = 0;

	errno = 0;
	while (r == 0 && getline(&line, &room, file) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, word, strlen(word)) == 0)
			r = strv_push(arena, modules, line + strlen(word));
	}
	if (r == 0 && ferror(file))
		r = errno ? -errno : -EIO; /* of getline() */
	free(line);
	return r;
}

int block_read(const char *root, struct arena *arena, struct strv *ret_modules,
	       struct nic_err *err)
{
	struct strv modules = {0};
	char path[PATH_MAX];
	FILE *file;
	int r = 0;

	(void)snprintf(path, sizeof(path), "%s" BLOCK_PATH, root);
	file = fopen(path, "re");
	if (!file && errno == ENOENT)
		return 0;
	if (file) {
		r = read_lines(file, arena, &modules);
		(void)fclose(file); /* nothing was written */
	} else {
		r = -errno;
	}
	if (r < 0)
		return nic_err_set(err, r, "cannot read '%s': %s", path, nic_strerror(r));
	*ret_modules = modules;
	return 1;
}

int block_remove(const char *root, struct nic_err *err)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s" BLOCK_PATH, root);
	if (unlink(path) == 0)
		return 1;
	if (errno == ENOENT)
		return 0;
	return nic_err_set(err, -errno, "cannot remove '%s': %s", path,
			   nic_strerror(errno));
}
