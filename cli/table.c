/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Aligned columns. */
#include "table.h"

#include <string.h>

#define GAP 2

void table_add(struct table *table, const char *const *cells)
{
	struct table_row *row = ARENA_PUSH(table->arena, table);

	for (size_t i = 0; row && i < table->columns; i++) {
		char *cell = arena_strdup(table->arena, cells[i] ? cells[i] : "-");

		if (cell)
			text_clean(cell);
		row->cells[i] = cell ? cell : "?";
	}
}

static size_t column_width(const struct table *table, size_t column)
{
	size_t widest = 0;

	for (size_t i = 0; i < table->n; i++) {
		size_t width = text_width(table->items[i].cells[column]);

		widest = width > widest ? width : widest;
	}
	return widest;
}

/* All cells but the last, padded to their columns. */
static const char *left_side(const struct table *table, const struct table_row *row,
			     const size_t *widths, size_t indent)
{
	char *left = arena_printf(table->arena, "%*s", (int)indent, "");

	for (size_t i = 0; left && i + 1 < table->columns; i++) {
		size_t pad = widths[i] - text_width(row->cells[i]) + GAP;

		left = arena_printf(table->arena, "%s%s%*s", left, row->cells[i],
				    (int)pad, "");
	}
	return left ? left : "?";
}

/* Without blanks at the end, where the last cells are empty. */
static void put_row(const struct table *table, const struct text *text, const char *left,
		    const char *last)
{
	char *row = arena_printf(table->arena, "%s%s", left, last);
	size_t bytes = row ? strlen(row) : 0;

	while (bytes && row[bytes - 1] == ' ')
		bytes--;
	text_line(text, "%.*s", (int)bytes, row ? row : "");
}

void table_print(const struct table *table, const struct text *text, size_t indent)
{
	size_t widths[TABLE_COLUMNS_MAX] = {0};

	for (size_t i = 0; i < table->columns; i++)
		widths[i] = column_width(table, i);
	for (size_t i = 0; i < table->n; i++) {
		const struct table_row *row = &table->items[i];
		const char *left = left_side(table, row, widths, indent);
		const char *last = row->cells[table->columns - 1];

		if (text_width(left) + text_width(last) <= TEXT_COLUMNS)
			put_row(table, text, left, last);
		else
			text_put(text, TEXT_PLAIN, left, "%s", last);
	}
}
