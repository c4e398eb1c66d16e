/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folder, documents and log of one transaction. */
#include "journal_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *text, size_t bytes)
{
	while (bytes) {
		ssize_t done = write(fd, text, bytes);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		text += done;
		bytes -= (size_t)done;
	}
	return 0;
}

/* Opens the folder @name in @dir_fd, made if need be, and puts its entry on stable
 * storage. */
static int open_folder(int dir_fd, const char *name, int *ret_fd)
{
	int fd;

	if (mkdirat(dir_fd, name, 0700) < 0 && errno != EEXIST)
		return -errno;
	fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (dir_fd != AT_FDCWD && fsync(dir_fd) < 0) {
		int r = -errno;

		close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}

static int make_parents(const char *path)
{
	char *copy = strdup(path), *slash;
	int r = 0;

	if (!copy)
		return -ENOMEM;
	for (slash = strchr(copy + 1, '/'); slash && r == 0;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0755) < 0 && errno != EEXIST)
			r = -errno;
		*slash = '/';
	}
	free(copy);
	return r;
}

/* The folder of this transaction: STATE_DIR/transactions/ID. It must be a new one. */
static int open_transaction_folder(const char *state_dir, const char *id, int *ret_fd)
{
	int state_fd = -1, all_fd = -1;
	int r;

	r = make_parents(state_dir);
	if (r == 0)
		r = open_folder(AT_FDCWD, state_dir, &state_fd);
	if (r == 0)
		r = open_folder(state_fd, "transactions", &all_fd);
	if (r == 0 && mkdirat(all_fd, id, 0700) < 0)
		r = -errno;
	if (r == 0)
		r = open_folder(all_fd, id, ret_fd);
	if (all_fd >= 0)
		close(all_fd);
	if (state_fd >= 0)
		close(state_fd);
	return r;
}

int journal_files_make(struct journal_files *files, const char *state_dir, const char *id)
{
	return open_transaction_folder(state_dir, id, &files->dir_fd);
}

int journal_files_reopen(struct journal_files *files, const char *path,
			 uint64_t whole_bytes)
{
	struct stat st;

	files->dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (files->dir_fd < 0)
		return -errno;
	files->log_fd = openat(files->dir_fd, "log",
			       O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW |
				       O_NONBLOCK,
			       0600);
	if (files->log_fd < 0 || fstat(files->log_fd, &st) < 0)
		return -errno;
	if ((uint64_t)st.st_size > whole_bytes &&
	    ftruncate(files->log_fd, (off_t)whole_bytes) < 0)
		return -errno;
	return 0;
}

/* A new file, or an errno. */
static int make_file(const struct journal_files *files, const char *name, int flags)
{
	int fd = openat(files->dir_fd, name,
			O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW | flags,
			0600);

	return fd < 0 ? -errno : fd;
}

int journal_files_document(struct journal_files *files, const char *name,
			   const char *text)
{
	int fd = make_file(files, name, 0);
	int r;

	if (fd < 0)
		return fd;
	r = write_all(fd, text, strlen(text));
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	(void)close(fd); /* the sync has told of failure */
	if (r == 0 && fsync(files->dir_fd) < 0)
		r = -errno;
	return r;
}

int journal_files_open_log(struct journal_files *files)
{
	int fd = make_file(files, "log", O_APPEND);

	if (fd < 0)
		return fd;
	files->log_fd = fd;
	return fsync(files->dir_fd) < 0 ? -errno : 0;
}

int journal_files_append(struct journal_files *files, const char *line)
{
	int r = write_all(files->log_fd, line, strlen(line));

	if (r == 0 && fdatasync(files->log_fd) < 0)
		r = -errno;
	return r;
}
