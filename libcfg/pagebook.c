/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The book as a sealed JSON file, replaced as a whole. */
#include "pagebook.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jtable.h"
#include "seal.h"
#include "textfile.h"

#define NAME "hugepages.json"
#define BYTES_MAX (256 * 1024)

#define FIELD(struct_, field_, kind_)                                                    \
	{                                                                                \
#field_, kind_, offsetof(struct struct_, field_), NULL, 0, NULL          \
	}
#define LIST(struct_, field_, type_)                                                     \
	{                                                                                \
#field_, J_LIST, offsetof(struct struct_, field_), &type_, 0, NULL       \
	}

static const struct jfield entry_fields[] = {
	FIELD(pagebook_entry, name, J_REQUIRED),
	FIELD(pagebook_entry, own, J_U64),
	FIELD(pagebook_entry, level, J_U64),
	FIELD(pagebook_entry, level_all, J_U64),
	FIELD(pagebook_entry, is_changing, J_BOOL),
	FIELD(pagebook_entry, from, J_U64),
	FIELD(pagebook_entry, to, J_U64),
};
static const struct jtype entry_type = JTYPE(struct pagebook_entry, entry_fields);

static const struct jfield mount_fields[] = {
	FIELD(pagebook_mount, path, J_REQUIRED),
	FIELD(pagebook_mount, size, J_REQUIRED),
	FIELD(pagebook_mount, made_folder, J_BOOL),
};
static const struct jtype mount_type = JTYPE(struct pagebook_mount, mount_fields);

static const struct jfield book_fields[] = {
	FIELD(pagebook, boot_id, J_REQUIRED),
	LIST(pagebook, pages, entry_type),
	LIST(pagebook, mounts, mount_type),
};
static const struct jtype book_type = JTYPE(struct pagebook, book_fields);

static void path_of(const char *state_dir, const char *name, char *ret_path)
{
	(void)snprintf(ret_path, PATH_MAX, "%s/%s", state_dir, name);
}

static int decode(const char *text, size_t bytes, const char *path, struct arena *arena,
		  struct pagebook *ret, struct nic_err *err)
{
	int r = seal_is_whole(text, bytes)
			? jtable_decode(&book_type, text, bytes, arena, ret, err)
			: nic_err_set(err, -EINVAL, "it is not as it was written");

	if (r < 0 && r != -ENOMEM) {
		nic_err_wrap(err, r, "'%s' is damaged", path);
		nic_err_hint(
			err,
			"without it nicctl releases nothing of what it has reserved; "
			"remove the file to go on so");
	}
	return r;
}

int pagebook_read(const char *state_dir, const char *boot_id, struct arena *arena,
		  struct pagebook *ret, struct nic_err *err)
{
	struct pagebook book = {0};
	char path[PATH_MAX], *text = NULL;
	size_t bytes = 0;
	int r;

	path_of(state_dir, NAME, path);
	r = textfile_read(path, BYTES_MAX, &text, &bytes, err);
	if (r == 0)
		r = decode(text, bytes, path, arena, &book, err);
	free(text);
	if (r < 0 && r != -ENOENT)
		return r;
	if (r == -ENOENT || strcmp(book.boot_id, boot_id) != 0)
		book = (struct pagebook){.boot_id = arena_strdup(arena, boot_id)};
	if (arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret = book;
	return 0;
}

static int write_all(int fd, const char *text)
{
	size_t bytes = strlen(text);

	while (bytes) {
		ssize_t n = write(fd, text, bytes);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			text += n;
			bytes -= (size_t)n;
		}
	}
	return fsync(fd) < 0 ? -errno : 0;
}

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	int r;

	if (fd < 0)
		return -errno;
	r = write_all(fd, text);
	if (close(fd) < 0 && r == 0)
		r = -errno;
	return r;
}

static int sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = fd < 0 || fsync(fd) < 0 ? -errno : 0;

	if (fd >= 0)
		(void)close(fd); /* only read from */
	return r;
}

int pagebook_write(const char *state_dir, const struct pagebook *book,
		   struct nic_err *err)
{
	char *text = seal_add(jtable_encode(&book_type, book, JSTYLE_PRETTY));
	char path[PATH_MAX], fresh[PATH_MAX];
	int r = 0;

	if (!text)
		return nic_err_set(err, -ENOMEM, "out of memory");
	path_of(state_dir, NAME, path);
	path_of(state_dir, NAME ".new", fresh);
	if (mkdir(state_dir, 0700) < 0 && errno != EEXIST)
		r = -errno;
	if (r == 0)
		r = write_file(fresh, text);
	if (r == 0 && rename(fresh, path) < 0)
		r = -errno;
	if (r == 0)
		r = sync_folder(state_dir);
	free(text);
	return r < 0 ? nic_err_set(err, r, "'%s' cannot be written: %s", path,
				   nic_strerror(r))
		     : 0;
}

bool pagebook_exists(const char *state_dir)
{
	char path[PATH_MAX];

	path_of(state_dir, NAME, path);
	return access(path, F_OK) == 0;
}

struct pagebook_entry *pagebook_entry(const struct pagebook *book, const char *name)
{
	for (size_t i = 0; i < book->pages.n; i++) {
		if (strcmp(book->pages.items[i].name, name) == 0)
			return &book->pages.items[i];
	}
	return NULL;
}

struct pagebook_entry *pagebook_entry_for(struct pagebook *book, struct arena *arena,
					  const char *name)
{
	struct pagebook_entry *entry = pagebook_entry(book, name);

	if (entry)
		return entry;
	entry = ARENA_PUSH(arena, &book->pages);
	if (entry)
		entry->name = arena_strdup(arena, name);
	return entry && entry->name ? entry : NULL;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

void pagebook_settle(struct pagebook_entry *entry, uint64_t there)
{
	if (entry->is_changing && entry->to > entry->from && there > entry->from)
		entry->own += least(there - entry->from, entry->to - entry->from);
	else if (entry->is_changing && entry->to < entry->from && there < entry->from)
		entry->own -= least(entry->own,
				    least(entry->from - there, entry->from - entry->to));
	entry->is_changing = false;
	entry->from = entry->to = 0;
	entry->own = least(entry->own, there);
}

struct pagebook_mount *pagebook_mount_at(const struct pagebook *book, const char *path)
{
	for (size_t i = 0; i < book->mounts.n; i++) {
		if (strcmp(book->mounts.items[i].path, path) == 0)
			return &book->mounts.items[i];
	}
	return NULL;
}

void pagebook_drop_mount(struct pagebook *book, const char *path)
{
	struct pagebook_mount *mount = pagebook_mount_at(book, path);

	if (mount)
		*mount = book->mounts.items[--book->mounts.n];
}
