/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for people: wrapped at 80 columns, coloured on a terminal, safe to print. */
#ifndef NICCTL_TEXT_H
#define NICCTL_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "arena.h"

#define TEXT_COLUMNS 80

enum text_style { TEXT_PLAIN, TEXT_BOLD, TEXT_GOOD, TEXT_ALERT, TEXT_BAD };

struct text {
	FILE *out;
	bool has_color;
};

/* Text on @out (borrowed). Colour: on a terminal that is not dumb, unless NO_COLOR is set
 * to anything but "" (https://no-color.org). */
struct text text_on(FILE *out);

/* @label in @style, then the formatted text; further lines stand below its first
 * character. */
void text_put(const struct text *text, enum text_style style, const char *label,
	      const char *fmt, ...) NIC_PRINTF(4, 5);

/* The same on one line: what has no room is cut off and shown as "...". */
void text_put_cut(const struct text *text, enum text_style style, const char *label,
		  const char *fmt, ...) NIC_PRINTF(4, 5);

/* An empty line, then a heading. */
void text_heading(const struct text *text, const char *fmt, ...) NIC_PRINTF(2, 3);

/* One line as it is; made safe, not wrapped. */
void text_line(const struct text *text, const char *fmt, ...) NIC_PRINTF(2, 3);

/* An empty line. */
void text_blank(const struct text *text);

/* As text_line(), but without the newline. */
void text_begin_line(const struct text *text, const char *fmt, ...) NIC_PRINTF(2, 3);

/* Makes a string safe for a terminal, in place: control characters, characters that
 * reverse the direction of writing and what is not UTF-8 become '?'. */
void text_clean(char *line);

/* Columns a string takes: characters, not bytes. */
size_t text_width(const char *line);

/* "a, b, c"; @if_none when the list is empty. Taken from @arena; never NULL. */
const char *text_join(struct arena *arena, const struct strv *names, const char *if_none);

/* "12.3 ms". Taken from @arena; never NULL. */
const char *text_ms(struct arena *arena, int64_t us);

#endif
