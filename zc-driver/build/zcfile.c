/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies, renames, removes and sums up files and folders. */
#include "zcfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FNV_BEGIN UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)
#define MAX_DEPTH 16

static int fail(struct nic_err *err, const char *what, const char *path)
{
	return nic_err_set(err, -errno, "cannot %s '%s': %s", what, path,
			   nic_strerror(errno));
}

int zcfile_make_folder(const char *path, struct nic_err *err)
{
	char part[PATH_MAX];

	if (strlen(path) >= sizeof(part))
		return nic_err_set(err, -ENAMETOOLONG, "the path '%s' is too long", path);
	(void)snprintf(part, sizeof(part), "%s", path);
	for (char *end = part + 1;; end++) {
		bool is_last = *end == '\0';

		if (*end != '/' && !is_last)
			continue;
		*end = '\0';
		if (mkdir(part, 0755) < 0 && errno != EEXIST)
			return fail(err, "make the folder", part);
		if (is_last)
			return 0;
		*end = '/';
	}
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

int zcfile_remove_tree(const char *path, struct nic_err *err)
{
	if (nftw(path, remove_one, MAX_DEPTH, FTW_DEPTH | FTW_PHYS) < 0 &&
	    errno != ENOENT)
		return fail(err, "remove", path);
	return 0;
}

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t put = write(fd, bytes, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return -1;
		bytes += put;
		n -= (size_t)put;
	}
	return 0;
}

static int copy_bytes(int in_fd, int out_fd)
{
	char bytes[65536];
	ssize_t got;

	for (;;) {
		got = read(in_fd, bytes, sizeof(bytes));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return (int)got;
		if (write_all(out_fd, bytes, (size_t)got) < 0)
			return -1;
	}
}

int zcfile_copy(const char *from, const char *to, struct nic_err *err)
{
	int in_fd = open(from, O_RDONLY | O_CLOEXEC), out_fd, r = 0;

	if (in_fd < 0)
		return fail(err, "open", from);
	out_fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (out_fd < 0) {
		r = fail(err, "write", to);
	} else {
		/* some file systems tell of a full disk only when it is closed */
		if (copy_bytes(in_fd, out_fd) < 0 || fsync(out_fd) < 0)
			r = fail(err, "write", to);
		if (close(out_fd) < 0 && r == 0)
			r = fail(err, "write", to);
	}
	close(in_fd);
	return r;
}

static int sync_folder_of(const char *path)
{
	char folder[PATH_MAX], *slash;
	int fd, r;

	(void)snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	r = fsync(fd);
	close(fd);
	return r;
}

int zcfile_rename(const char *from, const char *to, struct nic_err *err)
{
	if (rename(from, to) < 0)
		return fail(err, "write", to);
	if (sync_folder_of(to) < 0)
		return fail(err, "write the folder of", to);
	return 0;
}

int zcfile_write(const char *to, const char *text, struct nic_err *err)
{
	char temp[PATH_MAX];
	int fd, r = 0;

	if ((size_t)snprintf(temp, sizeof(temp), "%s.new", to) >= sizeof(temp))
		return nic_err_set(err, -ENAMETOOLONG, "the path '%s' is too long", to);
	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return fail(err, "write", temp);
	if (write_all(fd, text, strlen(text)) < 0 || fsync(fd) < 0)
		r = fail(err, "write", temp);
	close(fd);
	if (r == 0)
		r = zcfile_rename(temp, to, err);
	if (r < 0)
		(void)unlink(temp); /* the cause is in err already */
	return r;
}

static void add(uint64_t *sum, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		*sum = (*sum ^ (unsigned char)bytes[i]) * FNV_PRIME;
}

static int sum_file(const char *path, uint64_t *sum, struct nic_err *err)
{
	char bytes[65536];
	ssize_t got;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail(err, "open", path);
	while ((got = read(fd, bytes, sizeof(bytes))) > 0)
		add(sum, bytes, (size_t)got);
	close(fd);
	return got < 0 ? fail(err, "read", path) : 0;
}

static int sum_any(const char *path, int depth, uint64_t *sum, struct nic_err *err);

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int sum_folder(const char *path, int depth, uint64_t *sum, struct nic_err *err)
{
	struct dirent **entries = NULL;
	int n = scandir(path, &entries, is_visible, alphasort), r = 0;

	if (n < 0)
		return fail(err, "read the folder", path);
	for (int i = 0; i < n; i++) {
		char below[PATH_MAX];

		if (r == 0 && snprintf(below, sizeof(below), "%s/%s", path,
				       entries[i]->d_name) < (int)sizeof(below)) {
			add(sum, entries[i]->d_name, strlen(entries[i]->d_name) + 1);
			r = sum_any(below, depth + 1, sum, err);
		}
		free(entries[i]);
	}
	free(entries);
	return r;
}

static int sum_any(const char *path, int depth, uint64_t *sum, struct nic_err *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return fail(err, "look at", path);
	if (!S_ISDIR(st.st_mode))
		return S_ISREG(st.st_mode) ? sum_file(path, sum, err) : 0;
	if (depth > MAX_DEPTH)
		return nic_err_set(err, -ELOOP, "'%s' lies too deep", path);
	return sum_folder(path, depth, sum, err);
}

int zcfile_sum(const char *path, uint64_t *ret_sum, struct nic_err *err)
{
	uint64_t sum = FNV_BEGIN;
	int r = sum_any(path, 0, &sum, err);

	if (r == 0)
		*ret_sum = sum;
	return r;
}

uint64_t zcfile_sum_text(const char *text)
{
	uint64_t sum = FNV_BEGIN;

	add(&sum, text, strlen(text));
	return sum;
}
