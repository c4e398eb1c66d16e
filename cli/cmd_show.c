/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl show: one transaction: what was asked for, its steps, and its log. */
#include "args.h"
#include "fields.h"
#include "history.h"
#include "json.h"
#include "message.h"
#include "statedir.h"
#include "text.h"

struct show_step {
	const char *op, *module, *path, *params;
	const struct step_setting *setting; /* NULL: another kind of step */
};

struct show {
	uint32_t schema;
	const char *id, *began, *driver, *replacement, *state, *note, *boot_id;
	struct strv params; /* asked for */
	struct {
		struct show_step *items;
		size_t n;
	} steps;
	struct {
		struct journal_record *items;
		size_t n;
	} log;
	uint32_t damaged; /* records that cannot be read */
	bool is_cut;
};

static const struct jfield setting_fields[] = {
	FIELD(step_setting, port, J_STRING),   FIELD(step_setting, netdev, J_STRING),
	FIELD(step_setting, group, J_STRING),  FIELD(step_setting, name, J_STRING),
	FIELD(step_setting, before, J_STRING), FIELD(step_setting, value, J_STRING),
	FIELD(step_setting, key, J_STRING),    FIELD(step_setting, origin, J_STRING),
};
static const struct jtype setting_type = JTYPE(struct step_setting, setting_fields);

static const struct jfield step_fields[] = {
	FIELD(show_step, op, J_STRING),
	FIELD(show_step, module, J_STRING),
	FIELD(show_step, path, J_STRING),
	FIELD(show_step, params, J_STRING),
	FIELD_OF(show_step, setting, J_POINTER, setting_type),
};
static const struct jtype step_type = JTYPE(struct show_step, step_fields);

static const struct jfield show_fields[] = {
	FIELD_AS("nicctl_transaction", show, schema, J_U32),
	FIELD(show, id, J_STRING),
	FIELD(show, began, J_STRING),
	FIELD(show, driver, J_STRING),
	FIELD(show, replacement, J_STRING),
	FIELD(show, params, J_STRV),
	FIELD(show, state, J_STRING),
	FIELD(show, note, J_STRING),
	FIELD(show, boot_id, J_STRING),
	FIELD_OF(show, steps, J_LIST, step_type),
	FIELD_OF(show, log, J_LIST, journal_record_type),
	FIELD(show, damaged, J_U32),
	FIELD(show, is_cut, J_BOOL),
};
static const struct jtype show_type = JTYPE(struct show, show_fields);

static void add_plan(struct show *show, const struct journal_entry *entry)
{
	if (!entry->plan)
		return;
	show->replacement = entry->plan->replacement;
	show->params = entry->request->params;
	for (size_t i = 0; i < entry->plan->steps.n; i++) {
		const struct step *step = &entry->plan->steps.items[i];
		struct show_step *slot = ARENA_PUSH(entry->arena, &show->steps);

		if (!slot)
			return;
		slot->op = step_op_name((int)step->op);
		slot->module = step->module;
		slot->path = step->path;
		slot->params = step->params.text;
		slot->setting = step->setting;
	}
}

static void print_setting(const struct text *text, size_t i,
			  const struct step_setting *setting)
{
	text_line(text, "  %zu. %s: %s %s", i + 1, setting->netdev, setting->group,
		  setting->name);
	text_put(text, TEXT_PLAIN, "     ", "%s -> %s",
		 setting->before ? setting->before : "-", setting->value);
}

static void print_steps(const struct text *text, const struct show *show)
{
	if (show->steps.n)
		text_heading(text, "Steps");
	for (size_t i = 0; i < show->steps.n; i++) {
		const struct show_step *step = &show->steps.items[i];

		if (step->setting) {
			print_setting(text, i, step->setting);
			continue;
		}
		text_line(text, "  %zu. %s %s", i + 1, step->op, step->module);
		if (step->path)
			text_put(text, TEXT_PLAIN, "     ", "%s %s", step->path,
				 step->params ? step->params : "");
	}
}

static void print_log(const struct text *text, const struct show *show)
{
	text_heading(text, "Log");
	for (size_t i = 0; i < show->log.n; i++) {
		const struct journal_record *record = &show->log.items[i];
		char step[32] = "";

		if (record->has_step)
			(void)snprintf(step, sizeof(step), " step %d",
				       (int)record->step + 1);
		text_put(text, TEXT_PLAIN, "  ", "%s %s%s%s%s", record->time,
			 record->event, step, record->text ? ": " : "",
			 record->text ? record->text : "");
	}
	if (show->is_cut)
		text_line(text, "  the last record is cut short: its writer was stopped");
	if (show->damaged)
		text_line(text, "  %u of its records cannot be read", show->damaged);
}

static void print_text(const struct show *show)
{
	struct text text = text_on(stdout);

	text_line(&text, "Transaction %s: %s", show->id, show->state);
	if (show->note)
		text_put(&text, TEXT_PLAIN, "  ", "%s", show->note);
	if (show->driver)
		text_put(&text, TEXT_PLAIN, "  driver       ", "%s", show->driver);
	if (show->replacement)
		text_put(&text, TEXT_PLAIN, "  replacement  ", "%s", show->replacement);
	print_steps(&text, show);
	print_log(&text, show);
}

static enum exit_code show_entry(struct args *args, struct journal_entry *entry)
{
	struct history_row row = history_row_of(entry);
	struct show show = {
		.schema = 1,
		.id = row.id,
		.began = row.began,
		.driver = row.driver,
		.state = row.state,
		.note = row.note,
		.boot_id = journal_boot_id(entry),
		.log = {entry->log.records.items, entry->log.records.n},
		.damaged = (uint32_t)entry->log.damaged,
		.is_cut = entry->log.is_cut,
	};

	add_plan(&show, entry);
	if (args_has(args, "json"))
		return json_print(&show_type, &show) < 0 ? EXIT_CODE_FAILED
							 : EXIT_CODE_DONE;
	print_text(&show);
	return EXIT_CODE_DONE;
}

static enum exit_code run(struct args *args)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	const char *dir = args_value(args, "state-dir"), *id;
	struct nic_err err = {0};

	if (!dir)
		dir = NICCTL_STATE_DIR;
	if (statedir_read(dir, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	id = history_choose(dir, &args->operands, args->arena);
	if (!id)
		return EXIT_CODE_FAILED;
	if (journal_load(dir, id, false, &entry, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	return show_entry(args, entry);
}

static const struct cmd_option options[] = {
	{"json", NULL, false, "write JSON"},
	{"state-dir", "DIR", false, "look here instead of " NICCTL_STATE_DIR},
};

const struct cmd cmd_show = {
	.name = "show",
	.operands = "[ID]",
	.max_operands = 1,
	.summary = "Shows one change: its steps and its log",
	.details = "Without an ID, the last one.",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
