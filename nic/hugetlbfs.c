/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mount(2) and umount2(2), each entered in the book before. Source: kernel
 * Documentation/admin-guide/mm/hugetlbpage.rst. */
#include "hugetlbfs.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mounts.h"
#include "pages.h"
#include "sysfs.h"
#include "trust.h"

/* What mountinfo names as the source of nicctl's mounts. */
#define SOURCE "nicctl"

static bool is_empty(const char *path)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(AT_FDCWD, path);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return false;
	}
	return dir != NULL;
}

/* The folder that @path is in. */
static const char *parent_of(const char *path, struct arena *arena)
{
	const char *slash = strrchr(path, '/');
	size_t bytes = slash && slash > path ? (size_t)(slash - path) : 1;

	return arena_strndup(arena, path, bytes);
}

const char *hugetlbfs_problem(const char *path, struct arena *arena)
{
	const char *parent = parent_of(path, arena), *problem;
	struct stat st, above;

	problem = parent ? trust_problem(parent, NULL, 0, arena) : "memory is out";
	if (problem)
		return problem;
	if (lstat(path, &st) < 0)
		return errno == ENOENT ? NULL
				       : arena_printf(arena, "'%s': %s", path,
						      nic_strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return arena_printf(arena, "'%s' is no folder", path);
	if (st.st_uid != 0)
		return arena_printf(arena, "'%s' is not owned by root", path);
	if (stat(parent, &above) == 0 && above.st_dev != st.st_dev)
		return arena_printf(arena, "something else is mounted at '%s'", path);
	if (!is_empty(path))
		return arena_printf(arena, "'%s' is not empty: its files would be hidden",
				    path);
	return NULL;
}

struct search {
	const char *path;
	bool is_mounted, is_ours;
};

/* The last one at a path is what is seen there. */
static int look(const struct mount_entry *entry, void *ctx)
{
	struct search *search = ctx;

	if (strcmp(entry->where, search->path) != 0)
		return 0;
	search->is_mounted = strcmp(entry->type, "hugetlbfs") == 0;
	search->is_ours = search->is_mounted && strcmp(entry->source, SOURCE) == 0;
	return 0;
}

static int mount_it(const char *path, const char *size, struct nic_err *err)
{
	struct pages_kind kind;
	char options[64];

	if (!pages_take_kind(size, &kind))
		return nic_err_set(err, -EINVAL, "'%s' is no size of pages", size);
	(void)snprintf(options, sizeof(options), "pagesize=%" PRIu64 "K,mode=0755",
		       kind.kib);
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return nic_err_set(err, -errno, "'%s' cannot be made: %s", path,
				   nic_strerror(errno));
	if (mount(SOURCE, path, "hugetlbfs", MS_NOSUID | MS_NODEV, options) < 0)
		return nic_err_set(err, -errno,
				   "pages of %s cannot be mounted at '%s': %s", size,
				   path, nic_strerror(errno));
	return 0;
}

static void drop(const char *path, struct pagebook *book)
{
	const struct pagebook_mount *mine = pagebook_mount_at(book, path);

	if (mine && mine->made_folder)
		(void)rmdir(path); /* somebody may have put something there */
	pagebook_drop_mount(book, path);
}

static int add(const char *state_dir, struct arena *arena, struct pagebook *book,
	       const char *path, const char *size, struct nic_err *err)
{
	const char *problem = hugetlbfs_problem(path, arena);
	struct pagebook_mount *mine;
	struct stat st;
	int r;

	if (problem)
		return nic_err_set(err, -EPERM, "nothing is mounted at '%s': %s", path,
				   problem);
	pagebook_drop_mount(book, path); /* of a mount that is not there any more */
	mine = ARENA_PUSH(arena, &book->mounts);
	if (!mine)
		return nic_err_set(err, -ENOMEM, "out of memory");
	*mine = (struct pagebook_mount){path, size, lstat(path, &st) < 0};
	r = pagebook_write(state_dir, book, err);
	if (r == 0)
		r = mount_it(path, size, err);
	if (r < 0) {
		struct nic_err ignored; /* the entry without a mount does no harm */

		drop(path, book);
		(void)pagebook_write(state_dir, book, &ignored);
	}
	return r;
}

static int take_away(const char *state_dir, struct pagebook *book,
		     const struct search *found, struct nic_err *err)
{
	if (!pagebook_mount_at(book, found->path) || !found->is_ours)
		return nic_err_set(err, -EPERM,
				   "what is mounted at '%s' is not nicctl's: it stays",
				   found->path);
	if (umount2(found->path, UMOUNT_NOFOLLOW) < 0)
		return nic_err_set(err, -errno, "'%s' cannot be unmounted: %s",
				   found->path, nic_strerror(errno));
	drop(found->path, book);
	return pagebook_write(state_dir, book, err);
}

int hugetlbfs_set(const char *root, const char *state_dir, struct arena *arena,
		  struct pagebook *book, const char *path, const char *size,
		  struct nic_err *err)
{
	struct search search = {.path = path};
	int r = mounts_each(root, look, &search, err);

	if (r < 0)
		return r;
	if (strcmp(size, PAGES_NO_MOUNT) != 0)
		return search.is_mounted ? 0
					 : add(state_dir, arena, book, path, size, err);
	if (search.is_mounted)
		return take_away(state_dir, book, &search, err);
	if (!pagebook_mount_at(book, path))
		return 0;
	drop(path, book);
	return pagebook_write(state_dir, book, err);
}
