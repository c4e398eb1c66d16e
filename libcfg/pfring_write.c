/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the configuration that came from PF_RING's; never over a file that is there. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pfring.h"

#define TEMP_END ".import-" /* no file of nicctl.conf.d ends so */

static int make_folder(const char *path, struct nic_err *err)
{
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return nic_err_set(err, -errno, "cannot make the folder '%s': %s", path,
				   nic_strerror(errno));
	return 0;
}

static int write_temp(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	size_t left = strlen(text);
	int r = 0;

	if (fd < 0)
		return -errno;
	while (r == 0 && left) {
		ssize_t n = write(fd, text, left);

		if (n < 0 && errno != EINTR)
			r = -errno;
		text += n > 0 ? n : 0;
		left -= n > 0 ? (size_t)n : 0;
	}
	/* whatever the umask is */
	if (r == 0 && (fchmod(fd, 0644) < 0 || fsync(fd) < 0))
		r = -errno;
	if (close(fd) < 0 && r == 0)
		r = -errno;
	if (r < 0)
		(void)unlink(path);
	return r;
}

/* link() replaces nothing, and a name is there with its whole text or not at all. */
static int write_file(const char *path, const char *temp, const char *text,
		      struct nic_err *err)
{
	int r = write_temp(temp, text);

	if (r == 0) {
		r = link(temp, path) < 0 ? -errno : 0;
		(void)unlink(temp); /* the file is there, or never will be */
	}
	if (r < 0)
		return nic_err_set(err, r, "cannot write '%s': %s", path,
				   nic_strerror(r));
	return 0;
}

static int check_absent(const char *path, struct nic_err *err)
{
	struct stat st;

	if (lstat(path, &st) == 0) {
		(void)nic_err_set(err, -EEXIST, "'%s' is there already", path);
		nic_err_hint(err,
			     "write elsewhere with --output DIR and compare, or move "
			     "the file away");
		return -EEXIST;
	}
	if (errno == ENOENT)
		return 0;
	return nic_err_set(err, -errno, "cannot look at '%s': %s", path,
			   nic_strerror(errno));
}

static int write_below(const struct pfring_file *file, const char *dir,
		       struct arena *arena, struct nic_err *err)
{
	const char *slash = strchr(file->path, '/');
	const char *folder = arena_printf(
		arena, "%s/%.*s", dir, slash ? (int)(slash - file->path) : 0, file->path);
	const char *path = arena_printf(arena, "%s/%s", dir, file->path);
	const char *temp = arena_printf(arena, "%s" TEMP_END "%ld", path ? path : "",
					(long)getpid());
	int r;

	if (!folder || !path || !temp)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = make_folder(folder, err);
	return r < 0 ? r : write_file(path, temp, file->text, err);
}

int pfring_write(const struct pfring *pfring, const char *dir, struct arena *arena,
		 struct nic_err *err)
{
	size_t done = 0;
	int r = 0;

	for (size_t i = 0; r == 0 && i < pfring->files.n; i++) {
		const char *path =
			arena_printf(arena, "%s/%s", dir, pfring->files.items[i].path);

		r = path ? check_absent(path, err) : -ENOMEM;
	}
	if (r == 0)
		r = make_folder(dir, err);
	for (; r == 0 && done < pfring->files.n; done++) {
		r = write_below(&pfring->files.items[done], dir, arena, err);
		if (r < 0)
			break;
	}
	for (size_t i = 0; r < 0 && i < done; i++) {
		const char *path =
			arena_printf(arena, "%s/%s", dir, pfring->files.items[i].path);

		if (path)
			(void)unlink(path); /* of this very run */
	}
	return r;
}
