/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wrapping, colour, and making strings safe for a terminal. */
#include "text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A label that leaves less room than this for the text stands on a line of its own. */
#define ROOM_MIN 30
#define DEEP_INDENT 8

struct text text_on(FILE *out)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	struct text text = {out, false};

	text.has_color = (!no_color || !no_color[0]) && term &&
			 strcmp(term, "dumb") != 0 && isatty(fileno(out));
	return text;
}

/* Bytes of the UTF-8 character at @at that is fit to print; 0: there is none. */
static size_t printable(const unsigned char *at)
{
	size_t bytes = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	uint32_t c = at[0];

	if (bytes == 1)
		return c >= 0x20 && c != 0x7f;
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	c &= 0x7fU >> bytes;
	for (size_t i = 1; i < bytes; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0; /* the NUL at the end, too */
		c = c << 6 | (at[i] & 0x3f);
	}
	if (c < 0xa0 || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
		return 0;
	if ((bytes == 3 && (c < 0x800 || (c >= 0xd800 && c <= 0xdfff))) ||
	    (bytes == 4 && (c < 0x10000 || c > 0x10ffff)))
		return 0;
	return bytes;
}

void text_clean(char *line)
{
	unsigned char *at = (unsigned char *)line;

	while (*at) {
		size_t bytes = printable(at);

		if (!bytes)
			*at = '?';
		at += bytes ? bytes : 1;
	}
}

size_t text_width(const char *line)
{
	size_t columns = 0;

	for (; *line; line++)
		columns += (*line & 0xc0) != 0x80;
	return columns;
}

static const char *style_code(enum text_style style)
{
	switch (style) {
	case TEXT_PLAIN:
		break;
	case TEXT_BOLD:
		return "\033[1m";
	case TEXT_GOOD:
		return "\033[32m";
	case TEXT_ALERT:
		return "\033[1;33m";
	case TEXT_BAD:
		return "\033[1;31m";
	}
	return "";
}

/* A failed write is found when the program ends: see main.c. */
static void put_styled(const struct text *text, enum text_style style, const char *words)
{
	bool has_color = text->has_color && style != TEXT_PLAIN;

	(void)fprintf(text->out, "%s%s%s", has_color ? style_code(style) : "", words,
		      has_color ? "\033[0m" : "");
}

/* Formats and cleans; the caller frees. */
static char *format(const char *fmt, va_list args) NIC_PRINTF(1, 0);

static char *format(const char *fmt, va_list args)
{
	char *line = NULL;

	if (vasprintf(&line, fmt, args) < 0)
		return NULL;
	text_clean(line);
	return line;
}

/* Writes the words of @line, starting in column @indent of the present line. */
static void put_wrapped(const struct text *text, char *line, size_t indent)
{
	size_t column = indent;
	char *rest = NULL;

	for (char *word = strtok_r(line, " ", &rest); word;
	     word = strtok_r(NULL, " ", &rest)) {
		size_t width = text_width(word);

		if (column > indent && column + 1 + width > TEXT_COLUMNS) {
			(void)fprintf(text->out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			(void)fputc(' ', text->out);
			column++;
		}
		(void)fputs(word, text->out);
		column += width;
	}
	(void)fputc('\n', text->out);
}

/* Writes the label; returns the column after it. */
static size_t put_label(const struct text *text, enum text_style style, const char *label)
{
	char *clean = strdup(label);
	size_t indent;

	if (!clean)
		return 0;
	text_clean(clean);
	indent = text_width(clean);
	put_styled(text, style, clean);
	free(clean);
	if (indent <= TEXT_COLUMNS - ROOM_MIN)
		return indent;
	(void)fprintf(text->out, "\n%*s", DEEP_INDENT, "");
	return DEEP_INDENT;
}

void text_put(const struct text *text, enum text_style style, const char *label,
	      const char *fmt, ...)
{
	va_list args;
	char *line;

	va_start(args, fmt);
	line = format(fmt, args);
	va_end(args);
	if (!line)
		return;
	put_wrapped(text, line, put_label(text, style, label));
	free(line);
}

/* The end of the first @columns characters. */
static char *after_columns(char *line, size_t columns)
{
	for (; *line; line++) {
		if ((*line & 0xc0) != 0x80 && columns-- == 0)
			break;
	}
	return line;
}

void text_put_cut(const struct text *text, enum text_style style, const char *label,
		  const char *fmt, ...)
{
	size_t room;
	va_list args;
	char *line;

	va_start(args, fmt);
	line = format(fmt, args);
	va_end(args);
	if (!line)
		return;
	room = TEXT_COLUMNS - put_label(text, style, label);
	if (text_width(line) > room) {
		*after_columns(line, room - 3) = '\0';
		(void)fprintf(text->out, "%s...\n", line);
	} else {
		(void)fprintf(text->out, "%s\n", line);
	}
	free(line);
}

void text_heading(const struct text *text, const char *fmt, ...)
{
	va_list args;
	char *line;

	va_start(args, fmt);
	line = format(fmt, args);
	va_end(args);
	(void)fputc('\n', text->out);
	put_styled(text, TEXT_BOLD, line ? line : "?");
	(void)fputc('\n', text->out);
	free(line);
}

static void put_line(const struct text *text, const char *end, const char *fmt,
		     va_list args) NIC_PRINTF(3, 0);

static void put_line(const struct text *text, const char *end, const char *fmt,
		     va_list args)
{
	char *line = format(fmt, args);

	(void)fprintf(text->out, "%s%s", line ? line : "?", end);
	free(line);
}

void text_line(const struct text *text, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_line(text, "\n", fmt, args);
	va_end(args);
}

void text_blank(const struct text *text)
{
	(void)fputc('\n', text->out);
}

void text_begin_line(const struct text *text, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_line(text, "", fmt, args);
	va_end(args);
}

const char *text_join(struct arena *arena, const struct strv *names, const char *if_none)
{
	const char *joined = "";

	for (size_t i = 0; i < names->n && joined; i++)
		joined = arena_printf(arena, "%s%s%s", joined, i ? ", " : "",
				      names->items[i]);
	if (!joined)
		return "?";
	return names->n ? joined : if_none;
}

const char *text_ms(struct arena *arena, int64_t us)
{
	const char *words = arena_printf(arena, "%lld.%lld ms", (long long)(us / 1000),
					 (long long)(us % 1000 / 100));

	return words ? words : "?";
}
