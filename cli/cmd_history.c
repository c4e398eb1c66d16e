/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl history: the transactions of the past. */
#include "args.h"
#include "fields.h"
#include "history.h"
#include "json.h"
#include "message.h"
#include "statedir.h"
#include "table.h"

static const struct jfield row_fields[] = {
	FIELD(history_row, id, J_STRING),     FIELD(history_row, began, J_STRING),
	FIELD(history_row, driver, J_STRING), FIELD(history_row, state, J_STRING),
	FIELD(history_row, note, J_STRING),
};
static const struct jtype row_type = JTYPE(struct history_row, row_fields);

static const struct jfield history_fields[] = {
	FIELD_AS("nicctl_history", history, schema, J_U32),
	FIELD_OF(history, transactions, J_LIST, row_type),
};
static const struct jtype history_type = JTYPE(struct history, history_fields);

static void print_text(const struct history *history, struct arena *arena)
{
	const char *const head[] = {"ID", "DRIVER", "STATE", "NOTE"};
	struct table table = {.arena = arena, .columns = NIC_ARRAY_SIZE(head)};
	struct text text = text_on(stdout);

	if (!history->transactions.n) {
		text_line(&text, "no transactions");
		return;
	}
	table_add(&table, head);
	for (size_t i = 0; i < history->transactions.n; i++) {
		const struct history_row *row = &history->transactions.items[i];
		const char *cells[] = {row->id, row->driver, row->state, row->note};

		table_add(&table, cells);
	}
	table_print(&table, &text, 0);
}

static enum exit_code run(struct args *args)
{
	const char *dir = args_value(args, "state-dir");
	struct history history = {0};
	struct nic_err err = {0};

	if (!dir)
		dir = NICCTL_STATE_DIR;
	if (statedir_read(dir, &err) < 0 ||
	    history_read(dir, args->arena, &history, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	if (args_has(args, "json"))
		return json_print(&history_type, &history) < 0 ? EXIT_CODE_FAILED
							       : EXIT_CODE_DONE;
	print_text(&history, args->arena);
	return EXIT_CODE_DONE;
}

static const struct cmd_option options[] = {
	{"json", NULL, false, "write JSON"},
	{"state-dir", "DIR", false, "look here instead of " NICCTL_STATE_DIR},
};

const struct cmd cmd_history = {
	.name = "history",
	.operands = "",
	.summary = "Lists the changes made so far, and how each ended",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
