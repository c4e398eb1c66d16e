/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Aligned columns. */
#ifndef NICCTL_TABLE_H
#define NICCTL_TABLE_H

#include "text.h"

#define TABLE_COLUMNS_MAX 8

struct table_row {
	const char *cells[TABLE_COLUMNS_MAX];
};

struct table {
	struct arena *arena; /* borrowed */
	size_t columns;
	struct table_row *items;
	size_t n;
};

/* Adds a row of table->columns cells, made safe to print; NULL is shown as "-". When
 * memory is out the arena remembers it. */
void table_add(struct table *table, const char *const *cells);

/* Prints all rows, @indent columns from the left. Where a row is wider than the page, its
 * last cell is wrapped. */
void table_print(const struct table *table, const struct text *text, size_t indent);

#endif
