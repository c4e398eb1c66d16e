/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hands the lines to libinih, and what it finds to the table of keys.
 *
 * What libinih does with leading blanks, with lines that are too long, with what stands
 * behind a section's ']' and with sections without keys depends on how a distribution
 * built it, or is silence. These are dealt with here, before it sees the line. */
#include "conf_file.h"

#include <errno.h>
#include <ini.h>
#include <string.h>

#define BLANKS " \t\r"
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

struct parser {
	const struct conf_file *file;
	const char *rest;
	size_t rest_bytes;
	unsigned int line;
	const char *section;	/* NULL: none yet, or an unknown one */
	struct conf_port *port; /* of [port NAME]; NULL: in another section */
	bool has_section;
};

int conf_file_problem(const struct conf_file *file, unsigned int line,
		      const char *message, const char *hint)
{
	struct conf_problem *problem = ARENA_PUSH(file->arena, file->problems);

	if (!problem || !message)
		return -ENOMEM;
	*problem = (struct conf_problem){file->path, line, message, hint};
	return 0;
}

/* Memory that is out is seen at the end, by the arena. */
static void complain(struct parser *parser, const char *message, const char *hint)
{
	(void)conf_file_problem(parser->file, parser->line, message, hint);
}

static const char *did_you_mean(struct arena *arena, const char *word)
{
	return word ? arena_printf(arena, "did you mean '%s'?", word) : NULL;
}

/* The port that [port NAME] is about; NULL: its name is none, which is said. */
static struct conf_port *find_port(struct parser *parser, const char *name)
{
	struct arena *arena = parser->file->arena;
	struct conf_driver *driver = parser->file->holder;
	struct conf_port *port;

	if (!*name) {
		complain(parser, "[port] names no port", "write [port NAME]");
		return NULL;
	}
	if (strpbrk(name, BLANKS) || !conf_types_port.is_valid(name)) {
		complain(parser,
			 arena_printf(arena, "[port %s]: '%s' is not %s", name, name,
				      conf_types_port.expects),
			 NULL);
		return NULL;
	}
	for (size_t i = 0; i < driver->ports.n; i++) {
		if (strcmp(driver->ports.items[i].name, name) == 0)
			return &driver->ports.items[i];
	}
	port = ARENA_PUSH(arena, &driver->ports);
	if (!port)
		return NULL;
	port->name = arena_strdup(arena, name);
	port->origin = arena_printf(arena, "%s:%u", parser->file->path, parser->line);
	return port;
}

/* A name behind a section's own makes it one of a port. Returns false: it is not. */
static bool enter_port(struct parser *parser, const char *section)
{
	const char *name = parser->file->scope == CONF_DRIVER
				   ? conf_keys_port_of_section(section)
				   : NULL;

	if (!name)
		return false;
	parser->port = find_port(parser, name);
	parser->section = parser->port ? section : NULL;
	return true;
}

/* "[section]" and nothing behind it. */
static void enter_section(struct parser *parser, const char *line)
{
	struct arena *arena = parser->file->arena;
	const char *end = strchr(line, ']');
	const char *name;

	parser->has_section = true;
	parser->section = NULL;
	parser->port = NULL;
	if (!end)
		return; /* libinih says so */
	name = arena_strndup(arena, line + 1, (size_t)(end - line - 1));
	end += 1 + strspn(end + 1, BLANKS);
	if (*end && *end != ';' && *end != '#')
		complain(parser,
			 arena_printf(arena, "'%s' stands behind the section", end),
			 "begin a new line for it");
	if (name && enter_port(parser, name))
		return;
	if (!name || conf_keys_has_section(parser->file->scope, name))
		parser->section = name;
	else
		complain(parser, arena_printf(arena, "there is no section [%s]", name),
			 did_you_mean(arena,
				      conf_keys_near_section(parser->file->scope, name)));
}

static bool is_text(const char *line, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		unsigned char c = (unsigned char)line[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

/* Can libinih be given this line? @room: bytes of its buffer. */
static bool is_usable(struct parser *parser, const char *line, size_t bytes, size_t room)
{
	struct arena *arena = parser->file->arena;
	bool is_long = bytes > CONF_LINE_MAX_BYTES || bytes + 2 > room;

	if (is_long)
		complain(parser,
			 arena_printf(arena, "the line is longer than %d bytes",
				      CONF_LINE_MAX_BYTES),
			 "a list goes on when its key is assigned again in a new line");
	else if (!is_text(line, bytes))
		complain(parser,
			 "a NUL byte or another control character is in this line", NULL);
	else
		return true;
	return false;
}

/* The next line without its end and the blanks around it. */
static const char *take_line(struct parser *parser, size_t *ret_bytes)
{
	const char *line = parser->rest;
	const char *end = memchr(line, '\n', parser->rest_bytes);
	size_t bytes = end ? (size_t)(end - line) : parser->rest_bytes;

	parser->rest += bytes + (end ? 1 : 0);
	parser->rest_bytes -= bytes + (end ? 1 : 0);
	parser->line++;
	while (bytes && line[bytes - 1] && strchr(BLANKS, line[bytes - 1]))
		bytes--;
	while (bytes && *line && strchr(BLANKS, *line)) {
		line++;
		bytes--;
	}
	*ret_bytes = bytes;
	return line;
}

/* As fgets(); a line that may not be used is an empty one. */
static char *next_line(char *buffer, int room, void *stream)
{
	struct parser *parser = stream;
	const char *line;
	size_t bytes;

	if (!parser->rest_bytes || room < 2)
		return NULL;
	line = take_line(parser, &bytes);
	if (!is_usable(parser, line, bytes, (size_t)room))
		bytes = 0;
	memcpy(buffer, line, bytes);
	buffer[bytes] = '\0';
	if (buffer[0] == '[')
		enter_section(parser, buffer);
	buffer[bytes] = '\n';
	buffer[bytes + 1] = '\0';
	return buffer;
}

static void add_item(struct parser *parser, const struct conf_key *key,
		     struct conf_value *value, const char *item)
{
	struct arena *arena = parser->file->arena;

	if (!item)
		return;
	if (!key->type->is_valid(item))
		complain(parser,
			 arena_printf(arena, "%s: '%s' is not %s", key->name, item,
				      key->type->expects),
			 NULL);
	(void)strv_push(arena, &value->items, item);
	(void)strv_push(arena, &value->origins, value->origin);
}

static void assign(struct parser *parser, const struct conf_key *key, const char *text)
{
	struct conf_value *value =
		parser->port ? conf_keys_setting(key, &parser->port->settings)
			     : conf_keys_value(key, parser->file->holder);
	struct arena *arena = parser->file->arena;

	value->origin = arena_printf(arena, "%s:%u", parser->file->path, parser->line);
	if (!*text || !key->is_list) {
		value->items = (struct strv){0};
		value->origins = (struct strv){0};
	}
	if (*text && !key->is_list) {
		add_item(parser, key, value, arena_strdup(arena, text));
		return;
	}
	while (*(text += strspn(text, BLANKS))) {
		size_t bytes = strcspn(text, BLANKS);

		add_item(parser, key, value, arena_strndup(arena, text, bytes));
		text += bytes;
	}
}

/* The key of that name in the section, and the nearest one there. */
static const struct conf_key *find_key(const struct parser *parser, const char *name,
				       const char **ret_near)
{
	enum conf_scope scope = parser->file->scope;

	if (parser->port) {
		*ret_near = conf_keys_near_setting(name);
		return conf_keys_find_setting(name);
	}
	*ret_near = conf_keys_near(scope, parser->section, name);
	return conf_keys_find(scope, parser->section, name);
}

/* Always content: a "no" would be mistaken for an error of syntax. */
static int on_key(void *user, const char *ini_section, const char *name,
		  const char *value)
{
	struct parser *parser = user;
	struct arena *arena = parser->file->arena;
	const struct conf_key *key;
	const char *near;

	(void)ini_section; /* may be cut */
	if (!name || !value)
		return 1;
	if (!parser->section) {
		if (!parser->has_section)
			complain(parser,
				 arena_printf(arena,
					      "'%s' stands before the first [section]",
					      name),
				 NULL);
		return 1;
	}
	key = find_key(parser, name, &near);
	if (key)
		assign(parser, key, value);
	else
		complain(parser,
			 arena_printf(arena, "[%s] has no key '%s'", parser->section,
				      name),
			 did_you_mean(arena, near));
	return 1;
}

int conf_file_parse(const struct conf_file *file, const char *text, size_t bytes)
{
	struct parser parser = {.file = file, .rest = text, .rest_bytes = bytes};
	size_t mark = strlen(BYTE_ORDER_MARK);
	int r;

	if (bytes >= mark && memcmp(text, BYTE_ORDER_MARK, mark) == 0) {
		parser.rest += mark;
		parser.rest_bytes -= mark;
	}
	r = ini_parse_stream(next_line, &parser, on_key, &parser);
	if (r > 0) {
		parser.line = (unsigned int)r;
		complain(&parser,
			 "this is neither 'KEY = VALUE' nor '[SECTION]' nor a comment",
			 "comments begin with '#' or ';' and have a line of their own");
	}
	return r < 0 || arena_failed(file->arena) ? -ENOMEM : 0;
}
