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

/* The bytes of a section; NULL and 0 when there is no such section. */
struct elfpart {
	const uint8_t *bytes;
	size_t n;
};

/* The symbol table. */
struct elfsymtab {
	struct elfpart symbols, strings;
	size_t n;
	bool is_64bit;
};

struct elfsymbol {
	const char *name; /* NULL: out of bounds or without end */
	uint64_t value;
	unsigned int section; /* SHN_UNDEF, SHN_ABS or an index */
	unsigned int bind;    /* STB_LOCAL, STB_GLOBAL, STB_WEAK */
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

/* The section called @name. */
struct elfpart elffile_section(const struct elffile *file, const char *name);

/* The section with index @index and its name (NULL: has none). */
struct elfpart elffile_section_at(const struct elffile *file, size_t index,
				  const char **ret_name);

/* The text at @offset of a section; NULL when it is out of bounds or has no end. */
const char *elfpart_string(const struct elfpart *part, uint64_t offset);

/* The symbol table; false when there is none. */
bool elffile_symtab(const struct elffile *file, struct elfsymtab *ret_table);

/* The symbol number @index, which is below table->n. */
void elffile_symbol(const struct elfsymtab *table, size_t index,
		    struct elfsymbol *ret_symbol);

#endif
