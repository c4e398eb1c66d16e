/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text report: the files, what goes and what comes, and the way back. */
#include "report_text.h"

#include <string.h>

static void put_file(const struct text *text, const struct report *report,
		     const char *label, const struct report_file *file)
{
	const char *facts = "";

	if (file->origin)
		facts = arena_printf(report->arena, " (%s%s%s, %s)", file->origin,
				     file->version ? ", version " : "",
				     file->version ? file->version : "",
				     file->is_signed ? "signed" : "not signed");
	text_put(text, TEXT_PLAIN, label, "%s%s", file->path, facts ? facts : "");
}

static void put_detail(const struct text *text, const char *name, const char *value)
{
	if (value)
		text_put(text, TEXT_PLAIN, "               ", "%s %s", name, value);
}

static void put_details(const struct text *text, const struct report_file *file)
{
	if (!file->origin)
		return;
	put_detail(text, "vermagic", file->vermagic);
	put_detail(text, "srcversion", file->srcversion);
	put_detail(text, "build id", file->build_id);
	put_detail(text, "signer", file->signer);
	text_put(text, TEXT_PLAIN, "               ", "needs %llu symbols, offers %llu",
		 (unsigned long long)file->needs, (unsigned long long)file->offers);
}

void report_text_files(const struct text *text, const struct report *report,
		       bool is_verbose)
{
	if (report->loaded || report->replacement)
		text_blank(text);
	if (report->loaded) {
		put_file(text, report, "  loaded now   ", report->loaded);
		if (is_verbose)
			put_details(text, report->loaded);
	}
	if (report->replacement) {
		put_file(text, report, "  replacement  ", report->replacement);
		if (is_verbose)
			put_details(text, report->replacement);
	}
	if (report->source && report->replacement)
		text_put(text, TEXT_PLAIN, "  reason       ", "%s", report->source);
	if (report->replaces)
		text_put(text, TEXT_ALERT, "  replaces     ", "%s", report->replaces);
	if (report->request.params.n)
		text_put(text, TEXT_PLAIN, "  parameters   ", "%s",
			 text_join(report->arena, &report->request.params, "none"));
}

/* What the guard found about the return of @module; its sentences begin with the name. */
static void put_proofs(const struct text *text, const struct report *report,
		       const char *label, const char *module)
{
	size_t bytes = strlen(module);

	for (size_t i = 0; i < report->verdicts.n; i++) {
		const struct verdict *verdict = &report->verdicts.items[i];

		if (strcmp(verdict->rule, "holders-return") == 0 &&
		    strncmp(verdict->message, module, bytes) == 0 &&
		    verdict->message[bytes] == ' ')
			text_put(text, TEXT_PLAIN, label, "%s: %s",
				 verdict->level == VERDICT_PASS ? "proof" : "NO PROOF",
				 verdict->message);
	}
}

/* "  1. irdma  ": all of the same width. */
static const char *step_label(const struct report *report, size_t i)
{
	size_t widest = 0;
	char *label;

	for (size_t s = 0; s < report->steps.n; s++) {
		size_t width = text_width(report->steps.items[s].module);

		widest = width > widest ? width : widest;
	}
	widest -= text_width(report->steps.items[i].module);
	label = arena_printf(report->arena, "%4zu. %s%*s", i + 1,
			     report->steps.items[i].module, (int)widest + 2, "");
	return label ? label : "?";
}

static void put_step(const struct text *text, const struct report *report, size_t i)
{
	const struct report_step *step = &report->steps.items[i];
	const char *label = step_label(report, i);
	const char *blank =
		arena_printf(report->arena, "%*s", (int)text_width(label), "");

	text_put(text, TEXT_PLAIN, label, "%s", step->reason);
	if (!blank || strcmp(step->op, step_op_name(STEP_REMOVE)) == 0)
		return;
	text_put(text, TEXT_PLAIN, blank, "%s",
		 step->path ? step->path : "no file is known");
	text_put(text, TEXT_PLAIN, blank, "parameters: %s",
		 step->params && step->params[0] ? step->params : "none");
	if (strcmp(step->role, step_role_name(ROLE_HOLDER)) == 0)
		put_proofs(text, report, blank, step->module);
}

static void put_steps(const struct text *text, const struct report *report,
		      enum step_op op)
{
	for (size_t i = 0; i < report->steps.n; i++) {
		if (strcmp(report->steps.items[i].op, step_op_name((int)op)) == 0)
			put_step(text, report, i);
	}
}

/* One step of a handover: what is done, and why. */
static void put_move(const struct text *text, const struct report *report, size_t i)
{
	const struct report_step *step = &report->steps.items[i];
	const char *label = arena_printf(report->arena, "%4zu. ", i + 1);
	const char *with = step->params ? step->params : "";

	if (!label)
		label = "?";
	if (step->port)
		text_put(text, TEXT_PLAIN, label, "move %s from %s to %s: %s", step->port,
			 step->from, step->to, step->reason);
	else if (strcmp(step->op, step_op_name(STEP_INSERT)) == 0)
		text_put(text, TEXT_PLAIN, label, "insert %s from %s%s%s: %s",
			 step->module, step->path ? step->path : "no known file",
			 with[0] ? " with " : "", with, step->reason);
	else if (strcmp(step->op, step_op_name(STEP_REMOVE)) == 0)
		text_put(text, TEXT_PLAIN, label, "remove %s: %s", step->module,
			 step->reason);
	else
		text_put(text, TEXT_PLAIN, label, "set %s.%s: %s", step->module, with,
			 step->reason);
}

/* Dependencies are inserted before the first removal: the numbers tell. */
void report_text_steps(const struct text *text, const struct report *report)
{
	if (!report->steps.n || report->sets_only)
		return;
	if (report->beside) {
		text_heading(text, "Would be done, in this order");
		for (size_t i = 0; i < report->steps.n; i++) {
			if (!report->steps.items[i].setting)
				put_move(text, report, i);
		}
		return;
	}
	text_heading(text, "Would be removed, in this order");
	put_steps(text, report, STEP_REMOVE);
	text_heading(text, "Would be inserted, in this order");
	put_steps(text, report, STEP_INSERT);
}

void report_text_undo(const struct text *text, const struct report *report)
{
	if (!report->steps.n)
		return;
	text_heading(text, "How it would be undone");
	text_put(text, TEXT_PLAIN, "  ",
		 "When anything fails, the steps done so far are taken back, the last "
		 "one first:");
	for (size_t i = report->steps.n; i > 0; i--) {
		const struct report_step *step = &report->steps.items[i - 1];
		char *label = arena_printf(report->arena, "%4zu. ", i);

		text_put(text, TEXT_PLAIN, label ? label : "?", "%s",
			 step->undo ? step->undo : "cannot be undone: no file is known");
	}
}
