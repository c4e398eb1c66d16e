/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text report: the guard's verdicts, and the hooks. */
#include "report_text.h"

#include <string.h>

static void put_concern(const struct text *text, const struct verdict *verdict)
{
	bool is_refusal = verdict->level == VERDICT_REFUSE;

	text_put(text, is_refusal ? TEXT_BAD : TEXT_ALERT,
		 is_refusal ? "  REFUSE  " : "  warn    ", "%s [%s]", verdict->message,
		 verdict->rule);
	if (verdict->remedy)
		text_put(text, TEXT_PLAIN, "          remedy: ", "%s", verdict->remedy);
}

/* Shown as the proof beside its step already? */
static bool is_shown(const struct verdict *verdict, const struct report *report)
{
	return strcmp(verdict->rule, "holders-return") == 0 && report->removed.n > 1;
}

static void put_pass(const struct text *text, const struct verdict *verdict,
		     bool is_verbose)
{
	if (is_verbose)
		text_put(text, TEXT_GOOD, "  ok      ", "%s [%s]", verdict->message,
			 verdict->rule);
	else
		text_put_cut(text, TEXT_GOOD, "  ok      ", "%s", verdict->message);
}

void report_text_checks(const struct text *text, const struct report *report,
			bool is_verbose)
{
	text_heading(text, "Checks");
	for (size_t i = 0; i < report->verdicts.n; i++) {
		const struct verdict *verdict = &report->verdicts.items[i];

		if (verdict->level != VERDICT_PASS)
			put_concern(text, verdict);
		else if (is_verbose || !is_shown(verdict, report))
			put_pass(text, verdict, is_verbose);
	}
	for (size_t i = 0; i < report->not_read.n; i++)
		text_put(text, TEXT_ALERT, "  unread  ", "%s", report->not_read.items[i]);
}

void report_text_concerns(const struct text *text, const struct report *report)
{
	if (report->beside || !report->would_proceed)
		report_text_strategy(text, report);
	if (report->replaces && report->would_proceed)
		text_put(text, TEXT_ALERT, "  replaces ", "%s", report->replaces);
	for (size_t i = 0; i < report->verdicts.n; i++) {
		if (report->verdicts.items[i].level != VERDICT_PASS)
			put_concern(text, &report->verdicts.items[i]);
	}
	for (size_t i = 0; i < report->hooks.n; i++) {
		const struct report_hook *hook = &report->hooks.items[i];

		if (hook->refusal)
			text_put(text, TEXT_ALERT, "  warn    ",
				 "hook '%s' is not run: %s", hook->path, hook->refusal);
	}
}

void report_text_hooks(const struct text *text, const struct report *report)
{
	if (!report->steps.n)
		return;
	text_heading(text, "Hooks that would run");
	if (!report->hooks_dir)
		text_line(text, "  not known: a snapshot does not hold them");
	else if (!report->hooks.n)
		text_line(text, "  none in %s", report->hooks_dir);
	for (size_t i = 0; i < report->hooks.n; i++) {
		const struct report_hook *hook = &report->hooks.items[i];
		char *label = arena_printf(report->arena, "  %-9s ", hook->kind);

		text_put(text, TEXT_PLAIN, label ? label : "?", "%s", hook->path);
		if (hook->refusal)
			text_put(text, TEXT_ALERT, "            ", "never run: %s",
				 hook->refusal);
	}
}
