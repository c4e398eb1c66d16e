/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads symbol versions in each of the forms that kernels since 4.18 write them.
 * Sources: kernel include/linux/export-internal.h, kernel/module/version.c,
 * scripts/mod/modpost.c, and the files of Debian's 6.1 and 6.12. */
#include "elfsyms.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elfpart.h"

/* struct modversion_info: an unsigned long with the CRC, then the name; 64 bytes. */
#define VERSION_BYTES 64

static int by_name(const void *a, const void *b)
{
	const struct symbol *left = a, *right = b;

	return strcmp(left->name, right->name);
}

void elfsyms_sort(struct symbol_list *symbols)
{
	if (symbols->n > 1)
		qsort(symbols->items, symbols->n, sizeof(symbols->items[0]), by_name);
}

struct symbol *elfsyms_find(const struct symbol_list *sorted, const char *name)
{
	struct symbol key = {.name = name};

	if (sorted->n == 0)
		return NULL;
	return bsearch(&key, sorted->items, sorted->n, sizeof(key), by_name);
}

static int add(struct arena *arena, struct symbol_list *list, const char *name,
	       size_t name_bytes, const uint32_t *crc, bool is_weak)
{
	struct symbol *symbol = ARENA_PUSH(arena, list);

	if (!symbol)
		return -ENOMEM;
	symbol->name = arena_strndup(arena, name, name_bytes);
	symbol->has_crc = crc != NULL;
	symbol->crc = crc ? *crc : 0;
	symbol->is_weak = is_weak;
	return symbol->name ? 0 : -ENOMEM;
}

static uint32_t crc_at(const uint8_t *bytes)
{
	uint32_t crc;

	memcpy(&crc, bytes, sizeof(crc));
	return crc;
}

static int add_versions(const struct elffile *file, struct arena *arena,
			struct symbol_list *list)
{
	struct elfpart table = elfpart_section(file, "__versions");
	size_t crc_bytes = file->image[EI_CLASS] == ELFCLASS64 ? 8 : 4;
	bool is_big = file->image[EI_DATA] == ELFDATA2MSB;
	const uint8_t *entry;
	const char *name;
	size_t length;
	uint32_t crc;
	int r = 0;

	for (size_t i = 0; i < table.n / VERSION_BYTES && r == 0; i++) {
		entry = table.bytes + i * VERSION_BYTES;
		name = (const char *)entry + crc_bytes;
		length = strnlen(name, VERSION_BYTES - crc_bytes);
		crc = crc_at(entry + (is_big ? crc_bytes - sizeof(crc) : 0));
		if (length > 0 && length < VERSION_BYTES - crc_bytes)
			r = add(arena, list, name, length, &crc, false);
	}
	return r;
}

/* Kernels since 6.14 may write two sections, which have room for names of any length:
 * 32 bit CRCs, and as many names one behind the other. */
static int add_extended_versions(const struct elffile *file, struct arena *arena,
				 struct symbol_list *list)
{
	struct elfpart crcs = elfpart_section(file, "__version_ext_crcs");
	struct elfpart names = elfpart_section(file, "__version_ext_names");
	const char *name;
	size_t at = 0;
	uint32_t crc;
	int r = 0;

	for (size_t i = 0; i < crcs.n / sizeof(crc) && r == 0; i++) {
		name = elfpart_string(&names, at);
		if (!name)
			break;
		crc = crc_at(crcs.bytes + i * sizeof(crc));
		at += strlen(name) + 1;
		if (name[0] != '\0')
			r = add(arena, list, name, strlen(name), &crc, false);
	}
	return r;
}

/* Marks the weak ones, and adds those that the version tables do not have. */
static int add_undefined(const struct elffile *file, struct arena *arena,
			 struct symbol_list *list)
{
	struct symbol_list versions = *list;
	struct elfsymtab table;
	struct elfsymbol symbol;
	struct symbol *known;
	int r = 0;

	if (!elfpart_symtab(file, &table))
		return 0;
	for (size_t i = 1; i < table.n && r == 0; i++) {
		elfpart_symbol(&table, i, &symbol);
		if (symbol.section != SHN_UNDEF || !symbol.name ||
		    symbol.name[0] == '\0' ||
		    strcmp(symbol.name, "_GLOBAL_OFFSET_TABLE_") == 0)
			continue; /* the kernel's loader makes up the last one, too */
		known = elfsyms_find(&versions, symbol.name);
		if (known)
			known->is_weak = symbol.bind == STB_WEAK;
		else
			r = add(arena, list, symbol.name, strlen(symbol.name), NULL,
				symbol.bind == STB_WEAK);
		/* The list may have moved to a larger place; the sorted part is the
		 * same there. */
		versions.items = list->items;
	}
	return r;
}

int elfsyms_needed(const struct elffile *file, struct arena *arena,
		   struct symbol_list *ret_symbols)
{
	struct symbol_list list = {0};
	int r;

	r = add_extended_versions(file, arena, &list);
	if (r == 0 && list.n == 0)
		r = add_versions(file, arena, &list);
	if (r == 0) {
		elfsyms_sort(&list);
		r = add_undefined(file, arena, &list);
	}
	if (r == 0)
		*ret_symbols = list;
	return r;
}

/* The value of __crc_X: the CRC itself up to 5.18, later the place where it lies. */
static bool crc_of_symbol(const struct elffile *file, const struct elfsymbol *symbol,
			  uint32_t *ret_crc)
{
	struct elfpart part;

	if (symbol->section == SHN_ABS) {
		*ret_crc = (uint32_t)symbol->value;
		return true;
	}
	part = elfpart_section_at(file, symbol->section, NULL);
	if (part.n < sizeof(*ret_crc) || symbol->value > part.n - sizeof(*ret_crc))
		return false;
	*ret_crc = crc_at(part.bytes + symbol->value);
	return true;
}

static int add_crc_symbols(const struct elffile *file, const struct elfsymtab *table,
			   struct arena *arena, struct symbol_list *list)
{
	static const char prefix[] = "__crc_";
	const size_t skip = sizeof(prefix) - 1;
	struct elfsymbol symbol;
	uint32_t crc;
	int r = 0;

	for (size_t i = 1; i < table->n && r == 0; i++) {
		elfpart_symbol(table, i, &symbol);
		if (symbol.section == SHN_UNDEF || !symbol.name ||
		    strncmp(symbol.name, prefix, skip) != 0 ||
		    symbol.name[skip] == '\0' || !crc_of_symbol(file, &symbol, &crc))
			continue;
		r = add(arena, list, symbol.name + skip, strlen(symbol.name + skip), &crc,
			false);
	}
	return r;
}

/* Kernels of which the files have no __crc_ symbols (seen on 6.12): the CRCs of the
 * exports in section __ksymtab_gpl lie in __kcrctab_gpl, in the same order. */
struct crc_table {
	unsigned int section; /* the one it belongs to; SHN_UNDEF: none was looked up */
	struct elfpart crcs;
	size_t entry_bytes; /* of the section it belongs to; 0: there are no CRCs */
};

static void crc_table_load(const struct elffile *file, unsigned int section,
			   struct crc_table *table)
{
	static const char prefix[] = "__ksymtab";
	const char *name = NULL;
	struct elfpart exports;
	char other[64];

	exports = elfpart_section_at(file, section, &name);
	table->section = section;
	table->entry_bytes = 0;
	if (!name || strncmp(name, prefix, sizeof(prefix) - 1) != 0)
		return;
	name += sizeof(prefix) - 1;
	(void)snprintf(other, sizeof(other), ".rela__kcrctab%s", name);
	if (elfpart_section(file, other).n > 0)
		return; /* the bytes are no CRCs before they are relocated */
	(void)snprintf(other, sizeof(other), "__kcrctab%s", name);
	table->crcs = elfpart_section(file, other);
	if (table->crcs.n >= sizeof(uint32_t))
		table->entry_bytes = exports.n / (table->crcs.n / sizeof(uint32_t));
}

static const uint32_t *crc_table_get(const struct crc_table *table, uint64_t offset,
				     uint32_t *crc)
{
	uint64_t index;

	if (table->entry_bytes == 0)
		return NULL;
	index = offset / table->entry_bytes;
	if (index >= table->crcs.n / sizeof(*crc))
		return NULL;
	*crc = crc_at(table->crcs.bytes + index * sizeof(*crc));
	return crc;
}

/* Adds the exports that have no __crc_ symbol. */
static int add_exports(const struct elffile *file, const struct elfsymtab *table,
		       struct arena *arena, struct symbol_list *list)
{
	static const char prefix[] = "__ksymtab_";
	const size_t skip = sizeof(prefix) - 1;
	struct symbol_list with_crc = *list;
	struct crc_table crcs = {0};
	struct elfsymbol symbol;
	uint32_t crc;
	int r = 0;

	for (size_t i = 1; i < table->n && r == 0; i++) {
		elfpart_symbol(table, i, &symbol);
		if (symbol.section == SHN_UNDEF || !symbol.name ||
		    strncmp(symbol.name, prefix, skip) != 0 ||
		    symbol.name[skip] == '\0' ||
		    elfsyms_find(&with_crc, symbol.name + skip))
			continue;
		if (crcs.section != symbol.section)
			crc_table_load(file, symbol.section, &crcs);
		r = add(arena, list, symbol.name + skip, strlen(symbol.name + skip),
			crc_table_get(&crcs, symbol.value, &crc), false);
		with_crc.items = list->items; /* may have moved, see above */
	}
	return r;
}

int elfsyms_offered(const struct elffile *file, struct arena *arena,
		    struct symbol_list *ret_symbols)
{
	struct symbol_list list = {0};
	struct elfsymtab table;
	int r;

	if (!elfpart_symtab(file, &table))
		return 0;
	r = add_crc_symbols(file, &table, arena, &list);
	if (r == 0) {
		elfsyms_sort(&list);
		r = add_exports(file, &table, arena, &list);
	}
	if (r == 0)
		*ret_symbols = list;
	return r;
}
