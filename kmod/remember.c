/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One file per module below /run/nicctl/loaded, with the path as its only line. They go
 * with the next boot, as the modules do. */
#include "remember.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loaded.h"

static int make_path(char path[PATH_MAX], const char *root, const char *module,
		     const char *suffix)
{
	int n;

	if (!loaded_name_is_safe(module))
		return -EINVAL;
	n = snprintf(path, PATH_MAX, "%s/run/nicctl/loaded/%s%s", root, module, suffix);
	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* The note says what may be loaded into the kernel: only root's word counts. */
static bool is_roots_own(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == 0 &&
	       (st.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

const char *remember_read(const char *root, const char *module, struct arena *arena)
{
	char path[PATH_MAX], text[PATH_MAX + 1];
	ssize_t n = -1;
	int fd;

	if (make_path(path, root, module, "") < 0)
		return NULL;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	if (is_roots_own(fd))
		n = read(fd, text, sizeof(text) - 1);
	(void)close(fd); /* nothing was written */
	if (n <= 0 || text[0] != '/')
		return NULL;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return arena_strdup(arena, text);
}

static int make_folders(const char *root)
{
	static const char *const folders[] = {"/run", "/run/nicctl",
					      "/run/nicctl/loaded"};
	char path[PATH_MAX];

	for (size_t i = 0; i < NIC_ARRAY_SIZE(folders); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", root, folders[i]);
		if (mkdir(path, 0755) < 0 && errno != EEXIST)
			return -errno;
	}
	return 0;
}

static int write_line(const char *path, const char *line)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	int r = 0;

	if (fd < 0)
		return -errno;
	if (dprintf(fd, "%s\n", line) < 0)
		r = -errno;
	if (close(fd) < 0 && r == 0)
		r = -errno;
	return r;
}

/* By another name first: a reader sees the old line or the new one, never a part. */
int remember_write(const char *root, const char *module, const char *path,
		   struct nic_err *err)
{
	char record[PATH_MAX], fresh[PATH_MAX];
	int r;

	if (strchr(path, '\n') || path[0] != '/')
		return nic_err_set(
			err, -EINVAL,
			"the path '%s' cannot be noted: it is not absolute, or "
			"has a line break",
			path);
	r = make_path(record, root, module, "");
	if (r == 0)
		r = make_path(fresh, root, module, ".new");
	if (r == 0)
		r = make_folders(root);
	if (r == 0)
		r = write_line(fresh, path);
	if (r == 0 && rename(fresh, record) < 0)
		r = -errno;
	if (r < 0)
		return nic_err_set(err, r,
				   "cannot note in /run/nicctl that '%s' was loaded from "
				   "'%s': %s",
				   module, path, nic_strerror(r));
	return 0;
}
