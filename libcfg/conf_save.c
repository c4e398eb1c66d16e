/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Line by line: what is not about the keys is copied. */
#include "conf_save.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf_file.h"
#include "newfile.h"
#include "textfile.h"

#define BLANKS " \t\r"
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define TEMP_END ".nicctl-" /* no profile ends so */

struct editor {
	const struct conf_overrides *overrides;
	char *text; /* room for all of it */
	size_t bytes;
	bool is_in_driver, has_driver;
	bool *is_written; /* by position in overrides */
};

static void add(struct editor *editor, const char *text, size_t bytes)
{
	memcpy(editor->text + editor->bytes, text, bytes);
	editor->bytes += bytes;
	editor->text[editor->bytes] = '\0';
}

static void add_line(struct editor *editor, const char *line, size_t bytes)
{
	add(editor, line, bytes);
	add(editor, "\n", 1);
}

/* Lists stand in as many lines as they were named. */
static void add_key(struct editor *editor, const struct conf_key *key)
{
	for (size_t i = 0; i < editor->overrides->n; i++) {
		const struct conf_override *override = &editor->overrides->items[i];

		if (override->key != key || editor->is_written[i])
			continue;
		editor->is_written[i] = true;
		add(editor, key->name, strlen(key->name));
		add(editor, " = ", 3);
		add_line(editor, override->text, strlen(override->text));
	}
}

static void add_rest(struct editor *editor)
{
	for (size_t i = 0; i < editor->overrides->n; i++)
		add_key(editor, editor->overrides->items[i].key);
}

/* The key that the line assigns, if it is one of these; NULL: another line. */
static const struct conf_key *key_of(const struct editor *editor, const char *line,
				     size_t bytes)
{
	size_t name = strcspn(line, "=:\n");

	if (name >= bytes)
		return NULL;
	while (name && strchr(BLANKS, line[name - 1]))
		name--;
	for (size_t i = 0; i < editor->overrides->n; i++) {
		const struct conf_key *key = editor->overrides->items[i].key;

		if (strlen(key->name) == name && strncmp(key->name, line, name) == 0)
			return key;
	}
	return NULL;
}

/* What is not there yet comes last; blank lines before the next section stay behind it.
 */
static void end_driver(struct editor *editor)
{
	size_t blank = 0;

	while (editor->bytes > blank + 1 &&
	       editor->text[editor->bytes - blank - 1] == '\n' &&
	       editor->text[editor->bytes - blank - 2] == '\n')
		blank++;
	editor->bytes -= blank;
	add_rest(editor);
	for (; blank; blank--)
		add(editor, "\n", 1);
}

static void take_line(struct editor *editor, const char *line, size_t bytes)
{
	size_t indent = strspn(line, BLANKS);
	const struct conf_key *key = NULL;

	if (indent < bytes && line[indent] == '[') {
		if (editor->is_in_driver)
			end_driver(editor);
		editor->is_in_driver =
			strncmp(line + indent, "[driver]", strlen("[driver]")) == 0;
		editor->has_driver |= editor->is_in_driver;
	} else if (editor->is_in_driver && indent < bytes) {
		key = key_of(editor, line + indent, bytes - indent);
	}
	if (key)
		add_key(editor, key);
	else
		add_line(editor, line, bytes);
}

static void edit(struct editor *editor, const char *text, size_t bytes)
{
	const char *end = text + bytes;

	if (strncmp(text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0) {
		add(editor, text, strlen(BYTE_ORDER_MARK));
		text += strlen(BYTE_ORDER_MARK);
	}
	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t line = (size_t)((stop ? stop : end) - text);

		take_line(editor, text, line);
		text += line + (stop ? 1 : 0);
	}
	if (editor->is_in_driver)
		end_driver(editor);
	if (!editor->has_driver) {
		if (editor->bytes)
			add(editor, "\n", 1);
		add_line(editor, "[driver]", strlen("[driver]"));
		add_rest(editor);
	}
}

/* Reads what was written as any command will, and compares. */
static int check(const struct conf_overrides *overrides, const char *path,
		 const char *text, struct arena *arena, struct nic_err *err)
{
	struct conf_driver found = {0}, wanted = {0};
	struct conf_problems problems = {0};
	struct conf_file file = {path, CONF_DRIVER, &found, &problems, arena};

	if (conf_file_parse(&file, text, strlen(text)) < 0)
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (problems.n)
		return nic_err_set(err, -EINVAL, "'%s' cannot be written: line %u: %s",
				   path, problems.items[0].line,
				   problems.items[0].message);
	if (conf_override_apply(overrides, &wanted, arena, err) < 0)
		return -EINVAL;
	for (size_t i = 0; i < overrides->n; i++) {
		const struct conf_key *key = overrides->items[i].key;
		const struct strv *a = &conf_keys_setting(key, &found.settings)->items;
		const struct strv *b = &conf_keys_setting(key, &wanted.settings)->items;
		bool same = a->n == b->n;

		for (size_t k = 0; k < b->n && same; k++)
			same = strcmp(a->items[k], b->items[k]) == 0;
		if (!same)
			return nic_err_set(err, -EINVAL,
					   "'%s' cannot be written: '%s' would not be "
					   "read from it as it was asked for",
					   path, key->name);
	}
	return 0;
}

/* Returns 0 with @ret_st, 1 when nothing is there, or a negative errno. */
static int look(const char *path, struct stat *ret_st, struct nic_err *err)
{
	const char *what = NULL;

	if (lstat(path, ret_st) < 0)
		return errno == ENOENT || errno == ENOTDIR
			       ? 1
			       : nic_err_set(err, -errno, "cannot look at '%s': %s", path,
					     nic_strerror(errno));
	if (S_ISLNK(ret_st->st_mode))
		what = "a symbolic link";
	else if (!S_ISREG(ret_st->st_mode))
		what = "no regular file";
	else if (ret_st->st_uid != 0 && ret_st->st_uid != geteuid())
		what = "another user's";
	if (!what)
		return 0;
	(void)nic_err_set(err, -EPERM, "'%s' is not written: it is %s", path, what);
	nic_err_hint(err, "write the settings there yourself, or move it away");
	return -EPERM;
}

static int make(const struct conf_overrides *overrides, const char *path,
		struct arena *arena, const char *before, const char **ret_text,
		struct nic_err *err)
{
	struct editor editor = {.overrides = overrides};
	/* a line's end, the section, a blank line */
	size_t room = strlen(before) + strlen("\n\n[driver]\n") + 1;
	int r;

	for (size_t i = 0; i < overrides->n; i++)
		room += strlen(overrides->items[i].key->name) +
			strlen(overrides->items[i].text) + strlen(" = \n");
	editor.text = arena_alloc(arena, room);
	editor.is_written = arena_alloc(arena, overrides->n + 1);
	if (!editor.text || !editor.is_written)
		return nic_err_set(err, -ENOMEM, "out of memory");
	edit(&editor, before, strlen(before));
	r = check(overrides, path, editor.text, arena, err);
	if (r == 0)
		*ret_text = editor.text;
	return r;
}

static int read_before(const char *path, struct arena *arena, struct stat *ret_st,
		       const char **ret_before, struct nic_err *err)
{
	char *text = NULL;
	size_t bytes;
	int r = look(path, ret_st, err);

	*ret_before = "";
	if (r != 0)
		return r;
	r = textfile_read(path, CONF_FILE_MAX_BYTES, &text, &bytes, err);
	if (r == 0)
		*ret_before = arena_strndup(arena, text, bytes);
	free(text);
	return r == 0 && !*ret_before ? nic_err_set(err, -ENOMEM, "out of memory") : r;
}

int conf_save_make(const struct conf_overrides *overrides, const char *path,
		   struct arena *arena, const char **ret_text, struct nic_err *err)
{
	const char *before;
	struct stat st;
	int r = read_before(path, arena, &st, &before, err);

	return r < 0 ? r : make(overrides, path, arena, before, ret_text, err);
}

static int make_folders(const char *path, struct arena *arena, const char **ret_folder,
			struct nic_err *err)
{
	const char *slash = strrchr(path, '/');
	const char *folder =
		arena_strndup(arena, path, slash ? (size_t)(slash - path) : 0);
	const char *above = folder ? strrchr(folder, '/') : NULL;
	const char *parent = NULL;
	int r = 0;

	if (above)
		parent = arena_strndup(arena, folder, (size_t)(above - folder));
	if (!folder || (above && !parent))
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (parent && *parent)
		r = newfile_make_folder(parent, err);
	*ret_folder = *folder ? folder : ".";
	return r == 0 ? newfile_make_folder(*ret_folder, err) : r;
}

static int replace(const char *path, const char *text, const struct stat *like,
		   struct arena *arena, struct nic_err *err)
{
	const char *temp = arena_printf(arena, "%s" TEMP_END "%ld", path, (long)getpid());
	const char *folder = NULL;
	int r = make_folders(path, arena, &folder, err);

	if (!temp)
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (r == 0)
		r = newfile_write(temp, text, like, err);
	if (r < 0)
		return r;
	if (rename(temp, path) < 0) {
		r = nic_err_set(err, -errno, "cannot replace '%s': %s", path,
				nic_strerror(errno));
		(void)unlink(temp);
		return r;
	}
	return newfile_sync_folder(folder, err);
}

int conf_save_write(const struct conf_overrides *overrides, const char *path,
		    struct arena *arena, bool *ret_changed, struct nic_err *err)
{
	const char *before, *text = NULL;
	struct stat st;
	int is_new = read_before(path, arena, &st, &before, err);
	int r = is_new < 0 ? is_new : make(overrides, path, arena, before, &text, err);

	if (r < 0)
		return r;
	*ret_changed = is_new || strcmp(before, text) != 0;
	return *ret_changed ? replace(path, text, is_new ? NULL : &st, arena, err) : 0;
}
