/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sorted table of all symbols known on the machine, and the comparison with needs. */
#include "symbols.h"

#include <stdlib.h>
#include <string.h>

struct symbol_table {
	const struct symbol **items;
	size_t n;
};

static int compare_symbols(const void *a, const void *b)
{
	const struct symbol *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static int add_list(struct symbol_table *table, const struct symbol_list *list,
		    bool only_with_crc, struct arena *arena)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct symbol **slot;

		if (only_with_crc && !list->items[i].has_crc)
			continue;
		slot = ARENA_PUSH(arena, table);
		if (!slot)
			return -1;
		*slot = &list->items[i];
	}
	return 0;
}

/* A file that is not what is loaded says nothing about the running kernel. */
static bool speaks_for_kernel(const struct module *module, const struct modfile *file)
{
	if (module->path_is_proven)
		return true;
	return !module->build_id || !file->build_id ||
	       strcmp(module->build_id, file->build_id) == 0;
}

static int add_loaded(struct symbol_table *table, const struct host *host,
		      const struct strv *without, struct arena *arena)
{
	for (size_t i = 0; i < host->modules.n; i++) {
		const struct module *module = &host->modules.items[i];
		const struct modfile *file = host_file_of(host, module);

		if (!file || file->problem || !speaks_for_kernel(module, file))
			continue;
		/* What a loaded module needs is offered with that CRC: the kernel
		 * checked. */
		if (add_list(table, &file->needs, true, arena) < 0)
			return -1;
		if (without && strv_has(without, module->name))
			continue;
		if (add_list(table, &file->offers, false, arena) < 0)
			return -1;
	}
	return 0;
}

/* A need met only by a module in @without must not count as known; drop those names. */
static void drop_offers_of(struct symbol_table *table, const struct host *host,
			   const struct strv *without)
{
	for (size_t w = 0; without && w < without->n; w++) {
		const struct module *module = host_module(host, without->items[w]);
		const struct modfile *file = module ? host_file_of(host, module) : NULL;
		size_t kept = 0;

		for (size_t i = 0; file && i < table->n; i++) {
			if (!symbols_offered(file, table->items[i]->name))
				table->items[kept++] = table->items[i];
		}
		if (file)
			table->n = kept;
	}
}

struct symbol_table *symbols_table(const struct host *host, const struct strv *without,
				   const struct modfile *const *with, size_t n_with,
				   struct arena *arena)
{
	struct symbol_table *table = arena_alloc(arena, sizeof(*table));

	if (!table || add_loaded(table, host, without, arena) < 0 ||
	    add_list(table, &host->kernel_symbols, false, arena) < 0)
		return NULL;
	drop_offers_of(table, host, without);
	for (size_t i = 0; i < n_with; i++) {
		if (add_list(table, &with[i]->offers, false, arena) < 0)
			return NULL;
	}
	if (table->n)
		qsort(table->items, table->n, sizeof(*table->items), compare_symbols);
	return table;
}

enum symbol_fit symbols_fit(const struct symbol_table *table, const struct symbol *need,
			    uint32_t *ret_crc)
{
	const struct symbol **found = NULL;

	if (table->n)
		found = bsearch(&need, table->items, table->n, sizeof(*table->items),
				compare_symbols);
	if (!found)
		return SYMBOL_UNCHECKED;
	if (!need->has_crc || !(*found)->has_crc || need->crc == (*found)->crc)
		return SYMBOL_FITS;
	if (ret_crc)
		*ret_crc = (*found)->crc;
	return SYMBOL_DIFFERS;
}

const struct symbol *symbols_offered(const struct modfile *file, const char *name)
{
	for (size_t i = 0; i < file->offers.n; i++) {
		if (strcmp(file->offers.items[i].name, name) == 0)
			return &file->offers.items[i];
	}
	return NULL;
}

size_t symbols_unchecked(const struct host *host, const struct modfile *file)
{
	struct arena *arena = arena_new();
	struct symbol_table *table =
		arena ? symbols_table(host, NULL, NULL, 0, arena) : NULL;
	size_t unchecked = 0;

	for (size_t i = 0; i < file->needs.n; i++) {
		if (!table ||
		    symbols_fit(table, &file->needs.items[i], NULL) != SYMBOL_FITS)
			unchecked++;
	}
	arena_free(arena);
	return unchecked;
}
