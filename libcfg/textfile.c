/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens, checks and reads one file. */
#include "textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* O_NONBLOCK: opening a FIFO must not wait for a writer; it is refused right after. */
static int open_regular(const char *path, int *ret_fd, struct nic_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int r;

	if (fd < 0)
		return nic_err_set(err, -errno, "cannot open '%s': %s", path,
				   nic_strerror(errno));
	if (fstat(fd, &st) < 0)
		r = nic_err_set(err, -errno, "cannot look at '%s': %s", path,
				nic_strerror(errno));
	else if (S_ISDIR(st.st_mode))
		r = nic_err_set(err, -EISDIR, "'%s' is a directory, not a file", path);
	else if (!S_ISREG(st.st_mode))
		r = nic_err_set(err, -EINVAL, "'%s' is not a regular file", path);
	else
		r = 0;
	if (r < 0)
		close(fd);
	else
		*ret_fd = fd;
	return r;
}

static int read_all(int fd, const char *path, size_t max_bytes, char **ret_text,
		    size_t *ret_bytes, struct nic_err *err)
{
	size_t room = 64 * 1024, used = 0;
	char *text = malloc(room), *grown;
	ssize_t got;

	while (text && used <= max_bytes) {
		if (used + 1 == room) {
			room *= 2;
			grown = realloc(text, room);
			if (!grown)
				break;
			text = grown;
		}
		got = read(fd, text + used, room - used - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			free(text);
			return nic_err_set(err, -errno, "cannot read '%s': %s", path,
					   nic_strerror(errno));
		}
		if (got == 0) {
			text[used] = '\0';
			*ret_text = text;
			*ret_bytes = used;
			return 0;
		}
		used += (size_t)got;
	}
	free(text);
	if (used > max_bytes)
		return nic_err_set(err, -EFBIG, "'%s' is larger than %zu bytes", path,
				   max_bytes);
	return nic_err_set(err, -ENOMEM, "out of memory");
}

int textfile_read(const char *path, size_t max_bytes, char **ret_text, size_t *ret_bytes,
		  struct nic_err *err)
{
	int fd = STDIN_FILENO;
	int r;

	if (strcmp(path, "-") == 0)
		return read_all(fd, "standard input", max_bytes, ret_text, ret_bytes,
				err);
	r = open_regular(path, &fd, err);
	if (r < 0)
		return r;
	r = read_all(fd, path, max_bytes, ret_text, ret_bytes, err);
	close(fd);
	return r;
}
