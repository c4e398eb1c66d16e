/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a module file says of itself, as facts. */
#ifndef NICCTL_KMOD_MODFILE_H
#define NICCTL_KMOD_MODFILE_H

#include "elffile.h"
#include "host.h"

/* Reads the module file at @path. @name: the module it should be, NULL: by the file's
 * name. @machine: as for elffile_open(). All of *@ret but the origin is filled from
 * @arena; a file that is of no use is no error, ret->problem tells. Returns 0 or
 * -ENOMEM. */
int modfile_read(struct arena *arena, const char *path, const char *name,
		 const char *machine, struct modfile *ret);

/* The build id in an opened file; NULL: none. Taken from @arena. */
const char *modfile_build_id(const struct elffile *file, struct arena *arena);

#endif
