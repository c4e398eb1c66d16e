/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl import-pfring: a configuration of PF_RING as one of nicctl. */
#include <errno.h>
#include <string.h>

#include "args.h"
#include "fields.h"
#include "json.h"
#include "message.h"
#include "pfring.h"
#include "text.h"

#define PFRING_DIR "/etc/pf_ring"

struct import {
	uint32_t schema;
	const char *dir, *written_to; /* NULL: nothing was written */
	bool is_unchanged;	      /* all of it is there already */
	struct pfring pfring;
};

static const struct jfield item_fields[] = {
	FIELD(pfring_item, source, J_STRING),
	FIELD(pfring_item, text, J_STRING),
	FIELD(pfring_item, target, J_STRING),
	FIELD(pfring_item, reason, J_STRING),
};
static const struct jtype item_type = JTYPE(struct pfring_item, item_fields);

static const struct jfield file_fields[] = {
	FIELD(pfring_file, path, J_STRING),
	FIELD(pfring_file, text, J_STRING),
};
static const struct jtype file_type = JTYPE(struct pfring_file, file_fields);

static const struct jfield import_fields[] = {
	FIELD_AS("nicctl_import_pfring", import, schema, J_U32),
	FIELD(import, dir, J_STRING),
	FIELD(import, written_to, J_STRING),
	FIELD_AS("unchanged", import, is_unchanged, J_BOOL),
	{.key = "items",
	 .kind = J_LIST,
	 .offset = offsetof(struct import, pfring.items),
	 .type = &item_type},
	{.key = "files",
	 .kind = J_LIST,
	 .offset = offsetof(struct import, pfring.files),
	 .type = &file_type},
};
static const struct jtype import_type = JTYPE(struct import, import_fields);

static void print_items(const struct text *text, const struct pfring *pfring,
			bool is_mapped)
{
	size_t n = 0;

	text_heading(text, is_mapped ? "Mapped" : "Not mapped");
	for (size_t i = 0; i < pfring->items.n; i++) {
		const struct pfring_item *item = &pfring->items.items[i];

		if (is_mapped != (item->target != NULL))
			continue;
		n++;
		text_put(text, TEXT_PLAIN, "  ", "%s%s%s", item->source,
			 item->text ? ": " : "", item->text ? item->text : "");
		text_put(text, TEXT_PLAIN, is_mapped ? "    -> " : "    ", "%s",
			 is_mapped ? item->target : item->reason);
	}
	if (!n)
		text_line(text, "  nothing");
}

static void print_file(const struct text *text, const struct pfring_file *file)
{
	const char *at = file->text;

	text_heading(text, "%s", file->path);
	while (*at) {
		size_t n = strcspn(at, "\n");

		if (n)
			text_line(text, "  %.*s", (int)n, at);
		else
			text_blank(text);
		at += n + (at[n] == '\n');
	}
}

static void print_text(const struct import *import)
{
	struct text text = text_on(stdout);

	text_line(&text, "PF_RING's configuration in %s", import->dir);
	print_items(&text, &import->pfring, true);
	print_items(&text, &import->pfring, false);
	for (size_t i = 0; i < import->pfring.files.n; i++)
		print_file(&text, &import->pfring.files.items[i]);
	text_blank(&text);
	if (import->written_to)
		text_line(&text, "written below %s", import->written_to);
	else if (import->is_unchanged)
		text_line(&text, "unchanged: all of it is there already");
	else
		text_line(&text, "nothing was written; --save or --output DIR does that");
}

static int read_args(const struct args *args, const char **ret_root, const char **ret_to)
{
	const char *root = args_value(args, "root"), *output = args_value(args, "output");

	*ret_root = root && strcmp(root, "/") != 0 ? root : "";
	if (output && args_has(args, "save"))
		return args_usage(args, "--output and --save exclude each other");
	if (output && !*output)
		return args_usage(args, "--output: '' is no folder");
	*ret_to = !args_has(args, "save")
			  ? output
			  : arena_printf(args->arena, "%s" NICCTL_CONFIG_DIR, *ret_root);
	return 0;
}

static enum exit_code run(struct args *args)
{
	struct import import = {.schema = 1};
	const char *root, *to = NULL;
	struct nic_err err = {0};
	size_t written = 0;
	int r;

	if (read_args(args, &root, &to) < 0)
		return EXIT_CODE_USAGE;
	import.dir = arena_printf(args->arena, "%s" PFRING_DIR, root);
	if (!import.dir || arena_failed(args->arena)) {
		message_error("out of memory");
		return EXIT_CODE_FAILED;
	}
	r = pfring_read(import.dir, args->arena, &import.pfring, &err);
	if (r == 0 && to) {
		r = pfring_write(&import.pfring, to, args->arena, &written, &err);
		args->has_changed_machine = r == 0 && written;
		import.written_to = r == 0 && written ? to : NULL;
		import.is_unchanged = r == 0 && import.pfring.files.n && !written;
	}
	if (r < 0) {
		message_nic_err(&err);
		return r == -EEXIST ? EXIT_CODE_REFUSED : EXIT_CODE_FAILED;
	}
	if (!args_has(args, "json")) {
		print_text(&import);
		return EXIT_CODE_DONE;
	}
	return json_print(&import_type, &import) < 0 ? EXIT_CODE_FAILED : EXIT_CODE_DONE;
}

static const struct cmd_option options[] = {
	{"root", "DIR", false, "both configurations are below this folder, an image"},
	{"output", "DIR", false, "write the files below this folder"},
	{"save", NULL, false, "write them to " NICCTL_CONFIG_DIR},
	{"json", NULL, false, "write JSON"},
};

const struct cmd cmd_import_pfring = {
	.name = "import-pfring",
	.operands = "",
	.summary = "Shows what PF_RING's configuration is in nicctl's",
	.details = "Reads " PFRING_DIR
		   " as data: nothing in it is run, and hooks are named, "
		   "not copied. A file that is there already is never overwritten.",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
