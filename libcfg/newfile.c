/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes, and then waits for the disk. */
#include "newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t n = write(fd, text, left);

		if (n < 0 && errno != EINTR)
			return -errno;
		text += n > 0 ? n : 0;
		left -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int fill(int fd, const char *text, const struct stat *like)
{
	int r = write_all(fd, text);

	if (r == 0 && like && fchown(fd, like->st_uid, like->st_gid) < 0)
		r = -errno;
	if (r == 0 && fchmod(fd, like ? like->st_mode & 07777 : 0644) < 0)
		r = -errno;
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	return r;
}

int newfile_write(const char *path, const char *text, const struct stat *like,
		  struct nic_err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	int r = fd < 0 ? -errno : fill(fd, text, like);

	if (fd >= 0 && close(fd) < 0 && r == 0)
		r = -errno;
	if (fd >= 0 && r < 0)
		(void)unlink(path);
	return r < 0 ? nic_err_set(err, r, "cannot write '%s': %s", path, nic_strerror(r))
		     : 0;
}

static int sync_parent(const char *path, struct nic_err *err)
{
	const char *slash = strrchr(path, '/');
	char parent[PATH_MAX] = ".";

	if (slash)
		(void)snprintf(parent, sizeof(parent), "%.*s",
			       slash == path ? 1 : (int)(slash - path), path);
	return newfile_sync_folder(parent, err);
}

int newfile_make_folder(const char *path, struct nic_err *err)
{
	if (mkdir(path, 0755) == 0 && chmod(path, 0755) == 0) /* whatever the umask is */
		return sync_parent(path, err);
	if (errno == EEXIST)
		return 0;
	return nic_err_set(err, -errno, "cannot make the folder '%s': %s", path,
			   nic_strerror(errno));
}

int newfile_sync_folder(const char *path, struct nic_err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = fd < 0 || fsync(fd) < 0 ? -errno : 0;

	if (fd >= 0)
		(void)close(fd); /* nothing was written */
	return r < 0 ? nic_err_set(err, r, "cannot bring the folder '%s' to the disk: %s",
				   path, nic_strerror(r))
		     : 0;
}
