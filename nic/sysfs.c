/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small reads below /sys and /proc. */
#include "sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "macro.h"

int sysfs_read(int dirfd, const char *path, char *ret_text, size_t bytes)
{
	NIC_CLEANUP(sysfs_closep) int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC);
	ssize_t length;

	if (fd < 0)
		return -errno;
	length = read(fd, ret_text, bytes - 1);
	if (length < 0)
		return -errno;
	if (length > 0 && ret_text[length - 1] == '\n')
		length--;
	ret_text[length] = '\0';
	return (int)length;
}

int sysfs_number(int dirfd, const char *path, int64_t *ret_number)
{
	char text[32], *end;
	long long number;
	int r;

	r = sysfs_read(dirfd, path, text, sizeof(text));
	if (r < 0)
		return r;
	errno = 0;
	number = strtoll(text, &end, 0);
	if (errno || end == text || *end != '\0')
		return -EINVAL;
	*ret_number = number;
	return 0;
}

const char *sysfs_take_number(const char *text, uint64_t *ret_number)
{
	unsigned long long number;
	char *end;

	if (*text < '0' || *text > '9') /* strtoull() would take blanks and signs */
		return NULL;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno)
		return NULL;
	*ret_number = number;
	return end;
}

int sysfs_link_name(int dirfd, const char *path, char *ret_name, size_t bytes)
{
	char target[PATH_MAX];
	const char *name;
	ssize_t length;

	length = readlinkat(dirfd, path, target, sizeof(target) - 1);
	if (length < 0)
		return -errno;
	target[length] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	if (strlen(name) >= bytes)
		return -ENAMETOOLONG;
	memcpy(ret_name, name, strlen(name) + 1);
	return 0;
}

bool sysfs_exists(int dirfd, const char *path)
{
	return faccessat(dirfd, path, F_OK, 0) == 0;
}

DIR *sysfs_opendir(int dirfd, const char *path)
{
	int fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir;

	if (fd < 0)
		return NULL;
	dir = fdopendir(fd);
	if (!dir)
		sysfs_closep(&fd);
	return dir;
}

void sysfs_closedirp(DIR **dir)
{
	int saved_errno = errno;

	if (*dir)
		(void)closedir(*dir); /* only read from: nothing can be lost */
	errno = saved_errno;
}

void sysfs_closep(const int *fd)
{
	int saved_errno = errno;

	if (*fd >= 0)
		(void)close(*fd); /* only read from: nothing can be lost */
	errno = saved_errno;
}
