/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The book of what nicctl has reserved: huge pages of each kind, and mounts. It is what
 * may be released again; all else is somebody else's. It holds until the machine is
 * started anew, as do the pages.
 *
 * A change is entered before it is made and closed afterwards; one that was broken off is
 * settled by what there is then. */
#ifndef NICCTL_PAGEBOOK_H
#define NICCTL_PAGEBOOK_H

#include <stdint.h>

#include "arena.h"
#include "err.h"

/* Pages of one kind. */
struct pagebook_entry {
	const char *name; /* "node0.2M" */
	uint64_t own;
	/* How many there were after nicctl's last change: of this kind, and of this size
	 * on all nodes. 0: not known. */
	uint64_t level, level_all;
	bool is_changing; /* the number of all pages of this kind goes from @from to @to
			   */
	uint64_t from, to;
};

struct pagebook_mount {
	const char *path;
	const char *size; /* "2M" */
	bool made_folder; /* by nicctl: it goes with the mount */
};

struct pagebook {
	const char *boot_id;
	struct {
		struct pagebook_entry *items;
		size_t n;
	} pages;
	struct {
		struct pagebook_mount *items;
		size_t n;
	} mounts;
};

/* Reads the book of the folder @state_dir; it is empty when there is none, or it is of
 * another boot than @boot_id. Returns 0, -EINVAL (damaged: nothing in it is believed),
 * another errno of the read, or -ENOMEM. All in @ret is taken from @arena. */
int pagebook_read(const char *state_dir, const char *boot_id, struct arena *arena,
		  struct pagebook *ret, struct nic_err *err);

/* Writes it; the old or the new one is there whatever happens, on stable storage when
 * this returns 0. The folder is made if need be. */
int pagebook_write(const char *state_dir, const struct pagebook *book,
		   struct nic_err *err);

/* Is there a file at all? */
bool pagebook_exists(const char *state_dir);

/* The entry of that kind; NULL: none. pagebook_entry_for() makes one; NULL: memory is
 * out. */
struct pagebook_entry *pagebook_entry(const struct pagebook *book, const char *name);
struct pagebook_entry *pagebook_entry_for(struct pagebook *book, struct arena *arena,
					  const char *name);

/* Settles a change that was begun, and what others have taken away, now that there are
 * @there pages of this kind. */
void pagebook_settle(struct pagebook_entry *entry, uint64_t there);

/* The mount at @path; NULL: it is not nicctl's. */
struct pagebook_mount *pagebook_mount_at(const struct pagebook *book, const char *path);
void pagebook_drop_mount(struct pagebook *book, const char *path);

#endif
