/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which file of a driver an initramfs has: that is loaded before the root file system is
 * there, whatever lies on it. */
#ifndef NICCTL_KMOD_INITRAMFS_H
#define NICCTL_KMOD_INITRAMFS_H

#include "arena.h"
#include "err.h"

struct initramfs {
	const char *path; /* of the module inside, without "usr/"; NULL: it has none */
	const char *build_id; /* NULL: it has none, or it cannot be read */
	bool has_ddp;	      /* a package for ice is in it, too */
};

/* The image of @release below @root, as Debian and RHEL name it; NULL: none. From @arena.
 */
const char *initramfs_find(const char *root, const char *release, struct arena *arena);

/* Looks through the image at @path for the module @name of @release. Reads all of it:
 * some ten milliseconds to some seconds. @limit_ms: it may take this long, 0: as long as
 * it takes. Texts are taken from @arena. Returns 0, -ENOMEM, -ETIME (the limit), or the
 * errno of why it cannot be read; @err completes "the file …" then. */
int initramfs_read(const char *path, const char *release, const char *name, int limit_ms,
		   struct arena *arena, struct initramfs *ret, struct nic_err *err);

#endif
