/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text report: how a real run ended. The last line says what state the machine is in. */
#include "report_text.h"

#include "report_probes.h"

/* Why it did not end with success; the last line stays short. */
static void put_reason(const struct text *text, const struct report *report)
{
	const struct verdict *refusal = guard_refusal(&report->verdicts);
	const char *message = refusal ? refusal->message : NULL;

	if (report->result && report->result->message)
		message = report->result->message;
	if (message)
		text_put(text, TEXT_BAD, "  because ", "%s", message);
}

static void put_list(const struct text *text, const char *label, const struct strv *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		text_put(text, TEXT_ALERT, label, "%s", lines->items[i]);
}

static void put_network(const struct text *text, const struct netrestore_result *network)
{
	for (size_t i = 0; i < network->differences.n; i++) {
		const struct netrestore_item *item = &network->differences.items[i];

		text_put(text, TEXT_ALERT, "  network ", "%s",
			 item->problem ? item->problem : item->text);
	}
}

static void put_particulars(const struct text *text, const struct report *report)
{
	const struct report_result *result = report->result;

	if (!result)
		return;
	report_text_skipped(text, report);
	put_list(text, "  warn    ", &result->warnings);
	put_list(text, "  DIFFERS ", &result->differences);
	put_network(text, &result->network);
	report_probes_outcome(text, report);
	for (size_t i = 0; i < result->hooks.n; i++) {
		const struct hook_result *hook = &result->hooks.items[i];

		if (hook->status != HOOK_SUCCEEDED)
			text_put(text, TEXT_ALERT, "  hook    ", "%s: %s%s%s", hook->path,
				 hook_status_name((int)hook->status),
				 hook->reason ? ": " : "",
				 hook->reason ? hook->reason : "");
	}
	if (result->hint)
		text_put(text, TEXT_PLAIN, "  next: ", "%s", result->hint);
}

static const char *gap(const struct report *report)
{
	const char *words = NULL;

	if (report->result && report->result->has_gap)
		words = arena_printf(report->arena, " (gap %s)",
				     text_ms(report->arena, report->result->gap_us));
	return words ? words : "";
}

/* "1 port is driven by i40e_zc now". */
static const char *handed_over(const struct report *report)
{
	const char *words =
		arena_printf(report->arena, "%s %s driven by %s now",
			     report_count(report, report->ports.n, "port"),
			     report->ports.n == 1 ? "is" : "are",
			     report->request.to_stock ? report->driver : report->beside);

	return words ? words : "?";
}

/* ", 12 settings made": without those that were skipped. */
static const char *settings_made(const struct report *report)
{
	const char *words;
	size_t n = 0;

	for (size_t i = 0; i < report->steps.n; i++)
		n += report->steps.items[i].setting && !report->steps.items[i].note;
	if (!n)
		return "";
	words = arena_printf(report->arena, ", %s made",
			     report_count(report, n, "setting"));
	return words ? words : "?";
}

static const char *what_is_done(const struct report *report)
{
	const char *words;

	if (report->sets_only) {
		words = arena_printf(report->arena, "%s is as it was%s", report->driver,
				     settings_made(report));
		return words ? words : "?";
	}
	if (report->beside)
		return handed_over(report);
	words = arena_printf(report->arena, "%s is reloaded", report->driver);
	return words ? words : "?";
}

/* One line: the file has been shown before, and is in the JSON report. */
static void put_done(const struct text *text, const struct report *report)
{
	bool has_rdma = report->rdma.n && !report->lost.n; /* who knows whose they were */
	const char *back = "";

	if (report->ports.n)
		back = arena_printf(
			report->arena, ", %s%s%s back",
			report_count(report, report->ports.n, "port"),
			has_rdma ? " and " : "",
			has_rdma ? report_count(report, report->rdma.n, "RDMA device")
				 : "");
	if (report->sets_only)
		text_put(text, TEXT_GOOD, "done: ", "%s", what_is_done(report));
	else if (report->beside)
		text_put(text, TEXT_GOOD, "done: ", "%s%s%s", handed_over(report),
			 settings_made(report), gap(report));
	else
		text_put(text, TEXT_GOOD, "done: ", "%s is reloaded%s%s%s",
			 report->driver, back ? back : "", settings_made(report),
			 gap(report));
}

void report_print_result(const struct report *report, enum outcome outcome)
{
	struct text text = text_on(stdout);

	/* These are among the particulars. */
	if (outcome != OUTCOME_HOOK_FAILED && outcome != OUTCOME_NETWORK_DIFFERS)
		put_reason(&text, report);
	put_particulars(&text, report);
	switch (outcome) {
	case OUTCOME_DONE:
		put_done(&text, report);
		break;
	case OUTCOME_UNCHANGED:
		text_put(&text, TEXT_GOOD, "unchanged: ", "nothing to do, %s",
			 report_unchanged(report));
		break;
	case OUTCOME_NOT_STARTED:
		text_put(&text, TEXT_BAD, "failed: ", "nothing was changed");
		break;
	case OUTCOME_REFUSED:
		text_put(&text, TEXT_BAD, "refused: ", "nothing was changed");
		break;
	case OUTCOME_ROLLED_BACK:
		text_put(&text, TEXT_ALERT,
			 "rolled back: ", "the machine is as it was before%s",
			 gap(report));
		break;
	case OUTCOME_ROLLBACK_INCOMPLETE:
		text_put(&text, TEXT_BAD,
			 "ROLLBACK INCOMPLETE: ", "the machine is NOT as it was before%s",
			 gap(report));
		break;
	case OUTCOME_HOOK_FAILED:
		text_put(&text, TEXT_ALERT, "done, but a hook failed: ", "%s%s",
			 what_is_done(report), gap(report));
		break;
	case OUTCOME_NETWORK_DIFFERS:
		text_put(&text, TEXT_ALERT, "done, but the network differs: ", "%s%s",
			 what_is_done(report), gap(report));
		break;
	}
}
