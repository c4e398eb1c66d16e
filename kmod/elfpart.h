/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is in an open module file: sections by name or index, texts in them, symbols. */
#ifndef NICCTL_KMOD_ELFPART_H
#define NICCTL_KMOD_ELFPART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elffile.h"

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

/* The section called @name. */
struct elfpart elfpart_section(const struct elffile *file, const char *name);

/* The section with index @index and its name (NULL: has none). */
struct elfpart elfpart_section_at(const struct elffile *file, size_t index,
				  const char **ret_name);

/* The text at @offset of a section; NULL when it is out of bounds or has no end. */
const char *elfpart_string(const struct elfpart *part, uint64_t offset);

/* The symbol table; false when there is none. */
bool elfpart_symtab(const struct elffile *file, struct elfsymtab *ret_table);

/* The symbol number @index, which is below table->n. */
void elfpart_symbol(const struct elfsymtab *table, size_t index,
		    struct elfsymbol *ret_symbol);

#endif
