/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text report: the settings that follow the driver, or are all there is to do. */
#include <string.h>

#include "report_text.h"

/* Hash keys and tables are long. */
#define VALUE_BYTES 40

static const char *shown(const struct report *report, const char *value)
{
	const char *words;

	if (!value)
		return "-";
	if (strlen(value) <= VALUE_BYTES)
		return value;
	words = arena_printf(report->arena, "%.*s...", VALUE_BYTES - 3, value);
	return words ? words : "?";
}

size_t report_settings_count(const struct report *report)
{
	size_t n = 0;

	for (size_t i = 0; i < report->steps.n; i++)
		n += report->steps.items[i].setting != NULL;
	return n;
}

void report_text_settings(const struct text *text, const struct report *report)
{
	if (!report_settings_count(report))
		return;
	text_heading(text, "Settings of ports that would follow, in this order");
	for (size_t i = 0; i < report->steps.n; i++) {
		const struct report_step *step = &report->steps.items[i];
		const char *label = arena_printf(report->arena, "%4zu. ", i + 1);

		if (step->setting)
			text_put(text, TEXT_PLAIN, label ? label : "?",
				 "%s: %s %s -> %s, %s", step->netdev, step->setting,
				 shown(report, step->from), shown(report, step->to),
				 step->reason);
	}
}

/* Those that the driver has refused, and that may be missing. */
void report_text_skipped(const struct text *text, const struct report *report)
{
	for (size_t i = 0; i < report->steps.n; i++) {
		const struct report_step *step = &report->steps.items[i];

		if (step->setting && step->note)
			text_put(text, TEXT_ALERT, "  note    ", "%s", step->note);
	}
}
