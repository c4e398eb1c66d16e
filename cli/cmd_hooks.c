/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl hooks: which of the administrator's scripts would run, and which never. */
#include "args.h"
#include "fields.h"
#include "hooks.h"
#include "json.h"
#include "message.h"
#include "paths.h"
#include "table.h"

struct hooks_document {
	uint32_t schema;
	const char *dir, *driver;
	struct hook_list hooks;
};

static const struct jfield hook_fields[] = {
	FIELD(hook, path, J_STRING),
	FIELD_ENUM(hook, kind, hook_kind_name),
	FIELD(hook, refusal, J_STRING),
};
static const struct jtype hook_type = JTYPE(struct hook, hook_fields);

static const struct jfield document_fields[] = {
	FIELD_AS("nicctl_hooks", hooks_document, schema, J_U32),
	FIELD(hooks_document, dir, J_STRING),
	FIELD(hooks_document, driver, J_STRING),
	FIELD_OF(hooks_document, hooks, J_LIST, hook_type),
};
static const struct jtype document_type = JTYPE(struct hooks_document, document_fields);

static void add_kind(struct table *table, const struct hook_list *hooks,
		     enum hook_kind kind)
{
	for (size_t i = 0; i < hooks->n; i++) {
		const struct hook *hook = &hooks->items[i];
		const char *cells[] = {hook_kind_name((int)kind),
				       hook->refusal ? "never" : "runs", hook->path};

		if (hook->kind == kind)
			table_add(table, cells);
	}
}

static void print_text(struct arena *arena, const struct hooks_document *document)
{
	struct table table = {.arena = arena, .columns = 3};
	const char *const head[] = {"KIND", "STATE", "FILE"};
	struct text text = text_on(stdout);

	if (!document->hooks.n) {
		text_line(&text, "no hooks in %s", document->dir);
		return;
	}
	table_add(&table, head);
	add_kind(&table, &document->hooks, HOOK_PRE);
	add_kind(&table, &document->hooks, HOOK_POST);
	add_kind(&table, &document->hooks, HOOK_ROLLBACK);
	table_print(&table, &text, 0);
	for (size_t i = 0; i < document->hooks.n; i++) {
		const struct hook *hook = &document->hooks.items[i];

		if (hook->refusal)
			text_put(&text, TEXT_ALERT, "never run: ", "%s: %s", hook->path,
				 hook->refusal);
	}
}

static enum exit_code run(struct args *args)
{
	const char *dir = args_value(args, "hooks-dir");
	struct hooks_document document = {.schema = 1,
					  .dir = dir ? dir : NICCTL_HOOKS_DIR};
	struct nic_err err = {0};

	if (args->operands.n) {
		document.driver = paths_module_name(args, 0);
		if (!document.driver)
			return EXIT_CODE_USAGE;
	}
	if (hooks_list(document.dir, document.driver, args->arena, &document.hooks,
		       &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	if (args_has(args, "json"))
		return json_print(&document_type, &document) < 0 ? EXIT_CODE_FAILED
								 : EXIT_CODE_DONE;
	print_text(args->arena, &document);
	return EXIT_CODE_DONE;
}

static const struct cmd_option options[] = {
	{"hooks-dir", "DIR", false, "look here instead of " NICCTL_HOOKS_DIR},
	{"json", NULL, false, "write JSON"},
};

const struct cmd cmd_hooks = {
	.name = "hooks",
	.operands = "[DRIVER]",
	.max_operands = 1,
	.summary = "Lists the hooks in the order of their run",
	.details =
		"With DRIVER: those that run when that driver is configured; else all. "
		"See nicctl.d(5).",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
