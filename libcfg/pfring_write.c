/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the configuration that came from PF_RING's; never over a file that is there. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "newfile.h"
#include "pfring.h"
#include "textfile.h"

#define TEMP_END ".import-" /* no file of nicctl.conf.d ends so */

/* link() replaces nothing, and a name is there with its whole text or not at all. */
static int write_file(const char *path, const char *temp, const char *text,
		      struct nic_err *err)
{
	int r = newfile_write(temp, text, NULL, err);

	if (r < 0)
		return r;
	r = link(temp, path) < 0 ? -errno : 0;
	(void)unlink(temp); /* the file is there, or never will be */
	if (r < 0)
		return nic_err_set(err, r, "cannot write '%s': %s", path,
				   nic_strerror(r));
	return 0;
}

/* The same text is as good as its own. */
static bool is_same(const char *path, const struct stat *st, const char *text)
{
	struct nic_err ignored;
	char *found = NULL;
	size_t bytes;
	bool same;

	if (!S_ISREG(st->st_mode) ||
	    textfile_read(path, strlen(text), &found, &bytes, &ignored) < 0)
		return false;
	same = bytes == strlen(text) && memcmp(found, text, bytes) == 0;
	free(found);
	return same;
}

/* Returns 1: it is there with this very text. */
static int check_absent(const char *path, const char *text, struct nic_err *err)
{
	struct stat st;

	if (lstat(path, &st) == 0) {
		if (is_same(path, &st, text))
			return 1;
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
	r = newfile_make_folder(folder, err);
	if (r == 0)
		r = write_file(path, temp, file->text, err);
	if (r < 0)
		return r;
	r = newfile_sync_folder(folder, err);
	if (r < 0)
		(void)unlink(path); /* just made */
	return r;
}

static void remove_written(const struct pfring *pfring, const bool *is_written,
			   const char *dir, struct arena *arena)
{
	for (size_t i = 0; i < pfring->files.n; i++) {
		const char *path =
			arena_printf(arena, "%s/%s", dir, pfring->files.items[i].path);

		if (path && is_written[i])
			(void)unlink(path); /* of this very run */
	}
}

static int write_missing(const struct pfring *pfring, const char *dir,
			 struct arena *arena, bool *is_missing, struct nic_err *err)
{
	bool *is_written = arena_alloc(arena, pfring->files.n + 1);
	int r = is_written ? newfile_make_folder(dir, err) : -ENOMEM;

	for (size_t i = 0; i < pfring->files.n && r == 0; i++) {
		if (!is_missing[i])
			continue;
		r = write_below(&pfring->files.items[i], dir, arena, err);
		is_written[i] = r == 0;
	}
	if (r < 0 && is_written)
		remove_written(pfring, is_written, dir, arena);
	return r;
}

int pfring_write(const struct pfring *pfring, const char *dir, struct arena *arena,
		 size_t *ret_written, struct nic_err *err)
{
	bool *is_missing = arena_alloc(arena, pfring->files.n + 1);
	size_t n = 0;
	int r = is_missing ? 0 : -ENOMEM;

	for (size_t i = 0; r >= 0 && i < pfring->files.n; i++) {
		const struct pfring_file *file = &pfring->files.items[i];
		const char *path = arena_printf(arena, "%s/%s", dir, file->path);

		r = path ? check_absent(path, file->text, err) : -ENOMEM;
		is_missing[i] = r == 0;
		n += r == 0;
	}
	if (r >= 0)
		r = n ? write_missing(pfring, dir, arena, is_missing, err) : 0;
	if (r == -ENOMEM)
		return nic_err_set(err, r, "out of memory");
	if (r == 0)
		*ret_written = n;
	return r;
}
