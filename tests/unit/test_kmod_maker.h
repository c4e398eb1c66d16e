/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes module files and fake machines for the tests of kmod/. */
#ifndef NICCTL_TEST_KMOD_MAKER_H
#define NICCTL_TEST_KMOD_MAKER_H

#include <stddef.h>
#include <stdint.h>

#include "macro.h"

/* The machine and byte order that made files are for. */
#define MAKER_MACHINE "x86_64"

/* An ELF file in the making. */
struct maker;

struct maker *maker_new(void);
void maker_freep(struct maker **maker);

/* Appends a section and returns its index; @bytes are copied. */
unsigned int maker_section(struct maker *maker, const char *name, unsigned int type,
			   const void *bytes, size_t n);

/* Adds to .modinfo / __versions / the symbol table; the sections are made at the end. */
void maker_info(struct maker *maker, const char *line);
void maker_version(struct maker *maker, const char *name, uint32_t crc);
void maker_symbol(struct maker *maker, const char *name, unsigned int bind,
		  unsigned int section, uint64_t value);

/* The note section of the linker's build id, 20 times @byte. */
void maker_build_id(struct maker *maker, uint8_t byte);

/* Text behind the section table, e.g. a signature. */
void maker_tail(struct maker *maker, const void *bytes, size_t n);

/* The finished file; the caller frees it. */
uint8_t *maker_finish(struct maker *maker, size_t *ret_n);

/* A new empty folder in $TMPDIR or /tmp, and its removal with all that is in it. */
char *maker_folder(void);
void maker_remove_folder(char *folder);

/* Writes a file (folders on the way are made). */
void maker_write(const char *folder, const char *path, const void *bytes, size_t n);
void maker_text(const char *folder, const char *path, const char *text);

/* Finishes the module, writes it and frees the maker. */
void maker_module(const char *folder, const char *path, struct maker *maker);

/* Runs a program; returns its exit status, 127 when there is none. */
int maker_run(const char *const argv[]);

#endif
