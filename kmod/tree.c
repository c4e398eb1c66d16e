/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading small files of /proc and /sys: one open, as few reads as the file needs. */
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* sysfs shows at most one page; twice the usual page leaves room for the NUL. */
#define TEXT_BYTES 8192

/* /proc/modules of a host with every module loaded is below 1 MiB. */
#define SLURP_MAX_BYTES ((size_t)16 * 1024 * 1024)

NIC_PRINTF(3, 0)
static int path_make(char path[PATH_MAX], const char *root, const char *fmt, va_list args)
{
	int used = snprintf(path, PATH_MAX, "%s", root);
	int more;

	if (used < 0 || used >= PATH_MAX)
		return -ENAMETOOLONG;
	more = vsnprintf(path + used, PATH_MAX - (size_t)used, fmt, args);
	return more < 0 || more >= PATH_MAX - used ? -ENAMETOOLONG : 0;
}

/* Reads until the end of the file or until @room is used up. */
static ssize_t read_all(int fd, char *buffer, size_t room)
{
	size_t used = 0;
	ssize_t n;

	while (used < room) {
		n = read(fd, buffer + used, room - used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		used += (size_t)n;
	}
	return (ssize_t)used;
}

static ssize_t read_path(const char *path, char *buffer, size_t buffer_bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read_all(fd, buffer, buffer_bytes);
	(void)close(fd); /* nothing was written */
	if (n >= 0 && (size_t)n == buffer_bytes)
		return -EFBIG;
	if (n < 0)
		return n;
	buffer[n] = '\0';
	return n;
}

ssize_t tree_bytes(const char *root, void *buffer, size_t buffer_bytes, const char *fmt,
		   ...)
{
	char path[PATH_MAX];
	va_list args;
	int r;

	va_start(args, fmt);
	r = path_make(path, root, fmt, args);
	va_end(args);
	return r < 0 ? r : read_path(path, buffer, buffer_bytes);
}

const char *tree_text(const char *root, struct arena *arena, int *ret_errno,
		      const char *fmt, ...)
{
	char path[PATH_MAX], text[TEXT_BYTES];
	const char *copy = NULL;
	va_list args;
	ssize_t n;

	va_start(args, fmt);
	n = path_make(path, root, fmt, args);
	va_end(args);
	if (n == 0)
		n = read_path(path, text, sizeof(text));
	if (n > 0 && text[n - 1] == '\n')
		n--;
	if (n > 0)
		copy = arena_strndup(arena, text, (size_t)n);
	if (ret_errno)
		*ret_errno = n < 0 ? (int)n : 0;
	return copy;
}

static int slurp_fd(int fd, char **ret_text)
{
	size_t room = (size_t)64 * 1024, used = 0;
	char *text = NULL, *grown;
	ssize_t n;

	for (;; room *= 2) {
		grown = room > SLURP_MAX_BYTES ? NULL : realloc(text, room);
		if (!grown) {
			free(text);
			return room > SLURP_MAX_BYTES ? -EFBIG : -ENOMEM;
		}
		text = grown;
		n = read_all(fd, text + used, room - used - 1);
		if (n < 0) {
			free(text);
			return (int)n;
		}
		used += (size_t)n;
		if (used < room - 1)
			break;
	}
	text[used] = '\0';
	*ret_text = text;
	return 0;
}

int tree_slurp(const char *root, const char *path, char **ret_text)
{
	char full[PATH_MAX];
	int fd, r;

	r = snprintf(full, sizeof(full), "%s%s", root, path);
	if (r < 0 || r >= (int)sizeof(full))
		return -ENAMETOOLONG;
	fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -errno;
	r = slurp_fd(fd, ret_text);
	(void)close(fd); /* nothing was written */
	return r;
}

static int by_name(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

int tree_list(const char *root, struct arena *arena, struct strv *ret_names,
	      const char *fmt, ...)
{
	struct strv names = {0};
	const struct dirent *entry;
	char path[PATH_MAX];
	va_list args;
	DIR *folder;
	int r;

	va_start(args, fmt);
	r = path_make(path, root, fmt, args);
	va_end(args);
	folder = r < 0 ? NULL : opendir(path);
	if (!folder)
		return 0;
	while (r == 0 && (entry = readdir(folder))) {
		if (entry->d_name[0] != '.')
			r = strv_push(arena, &names, entry->d_name);
	}
	(void)closedir(folder); /* nothing was written */
	if (names.n > 1)
		qsort(names.items, names.n, sizeof(names.items[0]), by_name);
	if (r == 0)
		*ret_names = names;
	return r;
}

ino_t tree_inode(const char *root, const char *fmt, ...)
{
	char path[PATH_MAX];
	struct stat st;
	va_list args;
	int r;

	va_start(args, fmt);
	r = path_make(path, root, fmt, args);
	va_end(args);
	return r < 0 || stat(path, &st) < 0 ? 0 : st.st_ino;
}
