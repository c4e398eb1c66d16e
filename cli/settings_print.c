/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings as text and as JSON. */
#include <string.h>

#include "fields.h"
#include "json_parts.h"
#include "pages.h"
#include "settings.h"
#include "table.h"

/* Hash keys and tables are long. */
#define VALUE_BYTES 24

static const struct jfield row_fields[] = {
	FIELD(settings_row, port, J_STRING),  FIELD(settings_row, netdev, J_STRING),
	FIELD(settings_row, key, J_STRING),   FIELD(settings_row, group, J_STRING),
	FIELD(settings_row, name, J_STRING),  FIELD(settings_row, wanted, J_STRING),
	FIELD(settings_row, now, J_STRING),   FIELD(settings_row, origin, J_STRING),
	FIELD(settings_row, is_met, J_BOOL),  FIELD(settings_row, problem, J_STRING),
	FIELD(settings_row, state, J_STRING), FIELD(settings_row, note, J_STRING),
};
static const struct jtype row_type = JTYPE(struct settings_row, row_fields);

static const struct jfield fields[] = {
	FIELD(settings, driver, J_STRING),
	FIELD(settings, source, J_STRING),
	FIELD(settings, ports, J_U32),
	FIELD_OF(settings, settings, J_LIST, row_type),
	FIELD(settings, to_change, J_U32),
	FIELD_OF(settings, verdicts, J_LIST, json_parts_verdict),
	FIELD(settings, would_proceed, J_BOOL),
	FIELD(settings, outcome, J_STRING),
	FIELD(settings, transaction, J_STRING),
	FIELD(settings, message, J_STRING),
	FIELD(settings, hint, J_STRING),
	FIELD(settings, differences, J_STRV),
	FIELD(settings, warnings, J_STRV),
	FIELD(settings, network, J_STRV),
};
const struct jtype settings_json = JTYPE(struct settings, fields);

static const char *shown(struct arena *arena, const char *value)
{
	if (!value)
		return "-";
	if (strlen(value) <= VALUE_BYTES)
		return value;
	return arena_printf(arena, "%.*s...", VALUE_BYTES - 3, value);
}

static void add_row(struct table *table, const struct settings_row *row)
{
	struct arena *arena = table->arena;
	const char *cells[] = {
		row->netdev,
		arena_printf(arena, "%s %s", row->group, row->name),
		arena_printf(arena, "%s -> %s", shown(arena, row->now),
			     shown(arena, row->wanted)),
		arena_printf(arena, "%s (%s)", row->key ? row->key : "-",
			     row->origin ? row->origin : "-"),
	};

	table_add(table, cells);
}

static void print_concerns(const struct text *text, const struct settings *settings)
{
	for (size_t i = 0; i < settings->verdicts.n; i++) {
		const struct verdict *verdict = &settings->verdicts.items[i];
		bool is_refusal = verdict->level == VERDICT_REFUSE;

		if (verdict->level == VERDICT_PASS)
			continue;
		text_put(text, is_refusal ? TEXT_BAD : TEXT_ALERT,
			 is_refusal ? "  REFUSE  " : "  warn    ", "%s [%s]",
			 verdict->message, verdict->rule);
		if (verdict->remedy)
			text_put(text, TEXT_PLAIN, "          remedy: ", "%s",
				 verdict->remedy);
	}
}

void settings_print_plan(struct arena *arena, const struct settings *settings)
{
	struct text text = text_on(stdout);
	struct table table = {.arena = arena, .columns = 4};
	size_t met = 0;

	if (strcmp(settings->driver, PAGES_DEVICE) == 0)
		text_line(&text, "huge pages");
	else
		text_line(&text, "%s: %u %s", settings->driver, settings->ports,
			  settings->ports == 1 ? "port" : "ports");
	if (settings->source)
		text_line(&text, "  the driver itself: %s", settings->source);
	for (size_t i = 0; i < settings->settings.n; i++) {
		const struct settings_row *row = &settings->settings.items[i];

		met += row->is_met;
		if (!row->is_met && !row->problem)
			add_row(&table, row);
	}
	table_print(&table, &text, 2);
	if (met)
		text_line(&text, "  %zu %s as configured", met,
			  met == 1 ? "setting is" : "settings are");
	print_concerns(&text, settings);
}

static void print_list(const struct text *text, const char *label,
		       const struct strv *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		text_put(text, TEXT_ALERT, label, "%s", lines->items[i]);
}

void settings_print_result(struct arena *arena, const struct settings *settings)
{
	struct text text = text_on(stdout);

	(void)arena;
	for (size_t i = 0; i < settings->settings.n; i++) {
		const struct settings_row *row = &settings->settings.items[i];

		if (row->note)
			text_put(&text, TEXT_ALERT, "  note    ", "%s", row->note);
	}
	print_list(&text, "  warn    ", &settings->warnings);
	print_list(&text, "  DIFFERS ", &settings->differences);
	print_list(&text, "  network ", &settings->network);
	if (settings->message)
		text_put(&text, TEXT_BAD, "  because ", "%s", settings->message);
	if (settings->hint)
		text_put(&text, TEXT_PLAIN, "  next: ", "%s", settings->hint);
}
