/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Picks the lines that name drivers out of files of four syntaxes. */
#include "drivermatch_lines.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define SPACE " \t\r"
#define QUOTES "\"'"

/* For people: longer lists are cut. */
#define SAYS_BYTES 160

/* Where a file is read. */
struct reader {
	struct host *host;
	const char *file;
	uint32_t line;
	char section[32];
	/* The match that further lines add to, counted from 1; 0: none. */
	size_t open;
};

static char *trim(char *text)
{
	size_t n;

	text += strspn(text, SPACE);
	for (n = strlen(text); n > 0 && strchr(SPACE, text[n - 1]); n--)
		;
	text[n] = '\0';
	return text;
}

static struct driver_match *open_match(const struct reader *reader)
{
	return reader->open ? &reader->host->driver_matches.items[reader->open - 1]
			    : NULL;
}

/* Files hold any bytes; reports do not. */
static const char *printable(struct arena *arena, const char *text, size_t bytes)
{
	char *copy = arena_strndup(arena, text, bytes < SAYS_BYTES ? bytes : SAYS_BYTES);

	for (char *c = copy; c && *c; c++) {
		if (!isprint((unsigned char)*c))
			*c = '?';
	}
	return copy;
}

/* NULL when memory is out. */
static struct driver_match *add(struct reader *reader, const char *says, size_t bytes)
{
	struct host *host = reader->host;
	struct driver_match *match = ARENA_PUSH(host->arena, &host->driver_matches);

	if (!match)
		return NULL;
	match->file = printable(host->arena, reader->file, strlen(reader->file));
	match->line = reader->line;
	match->says = printable(host->arena, says, bytes);
	reader->open = host->driver_matches.n;
	return match;
}

static void add_driver(struct reader *reader, struct driver_match *match,
		       const char *name)
{
	struct arena *arena = reader->host->arena;

	if (match && *name)
		(void)strv_push(arena, &match->drivers,
				printable(arena, name, strlen(name)));
}

static void add_drivers(struct reader *reader, struct driver_match *match, char *list,
			const char *separators)
{
	char *rest = NULL;

	for (char *word = strtok_r(list, separators, &rest); word;
	     word = strtok_r(NULL, separators, &rest))
		add_driver(reader, match, word);
}

/* Is it a comment or the head of a section, or nothing? */
static bool take_section(struct reader *reader, const char *line)
{
	if (*line == '[') {
		(void)snprintf(reader->section, sizeof(reader->section), "%.*s",
			       (int)strcspn(line + 1, "]"), line + 1);
		reader->open = 0;
	}
	return strchr("#;[", *line) != NULL; /* which finds the NUL, too */
}

/* Lists of one section add up, "!" stands before a whole list, and an empty one begins
 * anew. */
static void read_systemd(struct reader *reader, char *line)
{
	struct driver_match *match;
	size_t bytes = strlen(line);
	bool is_inverted;
	char *value;

	if (take_section(reader, line) || strcmp(reader->section, "Match") != 0)
		return;
	value = strchr(line, '=');
	if (!value || strncmp(line, "Driver", 6) != 0 ||
	    line + 6 + strspn(line + 6, SPACE) != value)
		return;
	value = trim(value + 1);
	match = open_match(reader);
	if (!*value && match)
		match->drivers.n = 0;
	is_inverted = *value == '!';
	if (!match || match->is_inverted != is_inverted)
		match = *value ? add(reader, line, bytes) : NULL;
	if (!match)
		return;
	match->is_inverted = is_inverted;
	add_drivers(reader, match, value + is_inverted, SPACE QUOTES);
}

/* What follows "driver:", at the begin of a line or in a map on one line; NULL. */
static char *netplan_value(char *line)
{
	for (char *at = line; (at = strstr(at, "driver")); at++) {
		char *end = at + strlen("driver");
		char before = at > line ? at[-1] : ' ';

		end += strspn(end, QUOTES SPACE);
		if (*end == ':' && strchr(SPACE "{," QUOTES, before))
			return trim(end + 1);
	}
	return NULL;
}

static void cut_comment(char *line)
{
	for (char *at = line; (at = strchr(at, '#')); at++) {
		if (at == line || strchr(SPACE, at[-1])) {
			*at = '\0';
			return;
		}
	}
}

static void add_netplan_item(struct reader *reader, struct driver_match *match,
			     char *line)
{
	struct arena *arena = reader->host->arena;

	if (match->says && strlen(match->says) < SAYS_BYTES)
		match->says = arena_printf(arena, "%s %s", match->says,
					   printable(arena, line, strlen(line)));
	add_drivers(reader, match, line + 1, SPACE QUOTES);
}

/* A name, a list in brackets, or a list of which each line begins with "-". */
static void read_netplan(struct reader *reader, char *line)
{
	struct driver_match *match;
	size_t bytes;
	char *value;

	cut_comment(line);
	line = trim(line);
	if (!*line)
		return;
	bytes = strlen(line);
	value = netplan_value(line);
	if (!value) {
		match = open_match(reader);
		if (match && *line == '-')
			add_netplan_item(reader, match, line);
		else
			reader->open = 0;
		return;
	}
	match = add(reader, line, bytes);
	if (*value == '[')
		value[strcspn(value, "]")] = '\0';
	else
		value[strcspn(value, ",}")] = '\0';
	add_drivers(reader, match, value, SPACE QUOTES "[,");
}

/* One item of a list: "|driver" or "!driver" in [match], else "driver:NAME/VERSION" or
 * "except:driver:NAME". Returns the name, or NULL if it is about something else. */
static char *nm_item(const struct reader *reader, char *word, bool *ret_is_inverted)
{
	bool is_spec = strcmp(reader->section, "match") != 0;

	*ret_is_inverted = false;
	if (!is_spec) {
		word += strspn(word, "|&");
		*ret_is_inverted = *word == '!';
		return word + (*word == '!');
	}
	if (strncmp(word, "except:", 7) == 0) {
		*ret_is_inverted = true;
		word += 7;
	}
	if (strncmp(word, "driver:", 7) != 0)
		return NULL;
	word += 7;
	word[strcspn(word, "/")] = '\0';
	return word;
}

static void read_nm(struct reader *reader, char *line)
{
	size_t has[2] = {0, 0}, bytes = strlen(line); /* counted from 1, as @open */
	char *rest = NULL, *value, copy[SAYS_BYTES + 1];

	if (take_section(reader, line))
		return;
	value = strchr(line, '=');
	if (!value ||
	    (strcmp(reader->section, "match") == 0 && strncmp(line, "driver", 6) != 0))
		return;
	(void)snprintf(copy, sizeof(copy), "%s", line);
	for (char *word = strtok_r(value + 1, SPACE ",;", &rest); word;
	     word = strtok_r(NULL, SPACE ",;", &rest)) {
		struct driver_match *match;
		bool is_inverted;
		char *name = nm_item(reader, word, &is_inverted);

		if (!name)
			continue;
		reader->open = has[is_inverted];
		match = open_match(reader);
		if (!match)
			match = add(reader, copy, bytes);
		if (!match)
			return;
		has[is_inverted] = reader->open;
		match->is_inverted = is_inverted;
		add_driver(reader, match, name);
	}
}

/* KEY == "a|b" at @at, in which letters may stand before the first quotation mark.
 * Returns what follows, or NULL if that is not what stands there. */
static char *read_udev_match(struct reader *reader, char *at, const char *key)
{
	char *value = at + strlen(key), *end;
	struct driver_match *match;
	bool is_inverted;

	if (strncmp(at, key, strlen(key)) != 0)
		return NULL;
	value += strspn(value, SPACE);
	is_inverted = *value == '!';
	if ((*value != '=' && *value != '!') || value[1] != '=')
		return NULL;
	value += 2 + strspn(value + 2, SPACE "ei");
	end = *value == '"' ? strchr(value + 1, '"') : NULL;
	if (!end)
		return NULL;
	match = add(reader, at, (size_t)(end + 1 - at));
	if (match)
		match->is_inverted = is_inverted;
	*end = '\0';
	add_drivers(reader, match, value + 1, "|");
	return end + 1;
}

static void read_udev(struct reader *reader, char *line)
{
	static const char *const keys[] = {"DRIVERS", "DRIVER", "ENV{ID_NET_DRIVER}"};

	if (*line == '#')
		return;
	while (*line) {
		char *next = NULL;

		line += strspn(line, SPACE ",");
		for (size_t i = 0; i < NIC_ARRAY_SIZE(keys) && !next; i++)
			next = read_udev_match(reader, line, keys[i]);
		line = next ? next : line + strcspn(line, SPACE ",");
	}
}

/* Takes the next line off @text, with those that continue it; NULL at the end. */
static char *next_line(char **text, bool can_continue, uint32_t *ret_lines)
{
	char *line = *text, *end = line;

	*ret_lines = 1;
	if (!line)
		return NULL;
	while ((end = strchr(end, '\n')) && can_continue && end > line &&
	       end[-1] == '\\') {
		end[-1] = *end = ' ';
		++*ret_lines;
	}
	*text = end ? end + 1 : NULL;
	if (end)
		*end = '\0';
	return line;
}

void drivermatch_lines_read(struct host *host, enum drivermatch_syntax syntax,
			    const char *file, char *text)
{
	static void (*const readers[])(struct reader * reader, char *line) = {
		[DRIVERMATCH_SYSTEMD] = read_systemd,
		[DRIVERMATCH_NETPLAN] = read_netplan,
		[DRIVERMATCH_NM] = read_nm,
		[DRIVERMATCH_UDEV] = read_udev,
	};
	bool can_continue = syntax == DRIVERMATCH_SYSTEMD || syntax == DRIVERMATCH_UDEV;
	struct reader reader = {.host = host, .file = file, .line = 1};
	uint32_t lines;
	char *line;

	while ((line = next_line(&text, can_continue, &lines))) {
		readers[syntax](&reader, trim(line));
		reader.line += lines;
	}
}
