/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A module file opened for reading: uncompressed, of this machine, sections in bounds. */
#ifndef NICCTL_KMOD_ELFFILE_H
#define NICCTL_KMOD_ELFFILE_H

#include <libelf.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "arena.h"

struct elffile {
	int fd;
	struct stat seen; /* as it was before anything was read */
	Elf *elf;
	const uint8_t *image; /* the whole file, uncompressed; owned by @elf */
	size_t image_bytes;
	bool is_compressed; /* as it lies on the disk */
};

/* Opens the module file at @path. @machine: as `uname -m`, NULL: any that this program
 * could be loaded on. Returns NULL when the file can be used (the caller closes it), else
 * half a sentence that completes "the file '…' …" (@file is closed then, *@ret_errno a
 * fitting errno). The half sentence is constant or taken from @arena; when memory is out
 * it says so. */
const char *elffile_open(const char *path, const char *machine, struct arena *arena,
			 struct elffile *file, int *ret_errno);

/* Closes it; its bytes are gone. A file that was not opened may be closed, too. */
void elffile_close(struct elffile *file);

/* Are @bytes bytes from @offset on within the file? */
bool elffile_holds(const struct elffile *file, uint64_t offset, uint64_t bytes);

#endif
