/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as text for people: its order, and its last line. */
#include "report_text.h"

#include "next_boot.h"
#include "report_probes.h"

const char *report_count(const struct report *report, size_t n, const char *noun)
{
	const char *words =
		arena_printf(report->arena, "%zu %s%s", n, noun, n == 1 ? "" : "s");

	return words ? words : "?";
}

const char *report_unchanged(const struct report *report)
{
	const char *words;

	if (report->beside)
		words = arena_printf(report->arena, "the ports are driven by %s already",
				     report->request.to_stock ? report->driver
							      : report->beside);
	else
		words = arena_printf(report->arena,
				     "the loaded %s is the replacement already",
				     report->driver);
	return words ? words : "?";
}

/* The ports of a change that is about nothing else. */
static const char *setting_cost(const struct report *report)
{
	const char *words = arena_printf(report->arena, "%s of %s",
					 report_count(report, report->steps.n, "setting"),
					 report_count(report, report->ports.n, "port"));

	return words ? words : "?";
}

static size_t count_level(const struct report *report, enum verdict_level level)
{
	size_t n = 0;

	for (size_t i = 0; i < report->verdicts.n; i++)
		n += report->verdicts.items[i].level == level;
	return n;
}

/* @pointer: to where the other reasons are. */
static void put_would_refuse(const struct text *text, const struct report *report,
			     const char *pointer)
{
	size_t refusals = count_level(report, VERDICT_REFUSE);

	text_put(text, TEXT_BAD, "would refuse: ", "because %s%s",
		 guard_refusal(&report->verdicts)->message,
		 refusals == 1
			 ? ""
			 : arena_printf(report->arena, " (and %s%s)",
					report_count(report, refusals - 1, "more reason"),
					pointer));
}

/* "2 ports and 1 RDMA device down for a moment". */
static const char *cost(const struct report *report)
{
	const char *words;

	if (!report->ports.n)
		return "no port goes down";
	words = arena_printf(
		report->arena, "%s%s%s down for a moment%s%s",
		report_count(report, report->ports.n, "port"),
		report->rdma.n ? " and " : "",
		report->rdma.n ? report_count(report, report->rdma.n, "RDMA device") : "",
		report->lost.n ? ", not coming back: " : "",
		report->lost.n ? text_join(report->arena, &report->lost, "") : "");
	return words ? words : "?";
}

static void put_would_proceed(const struct text *text, const struct report *report)
{
	size_t warnings = count_level(report, VERDICT_WARN);

	if (report->sets_only)
		text_put(text, TEXT_GOOD, "would proceed: ", "%s; %s%s%s",
			 setting_cost(report), report_unchanged(report),
			 warnings ? ", " : "",
			 warnings ? report_count(report, warnings, "warning") : "");
	else
		text_put(text, TEXT_GOOD, "would proceed: ", "%s, %s%s%s",
			 report_count(report, report->steps.n, "step"), cost(report),
			 warnings ? ", " : "",
			 warnings ? report_count(report, warnings, "warning") : "");
}

static void put_last_line(const struct text *text, const struct report *report,
			  const char *pointer)
{
	if (!report->would_proceed)
		put_would_refuse(text, report, pointer);
	else if (report->is_unchanged)
		text_put(text, TEXT_GOOD, "would do nothing: ", "%s",
			 report_unchanged(report));
	else
		put_would_proceed(text, report);
}

static void put_title(const struct text *text, const struct report *report)
{
	const char *host = report->hostname ? report->hostname : "this machine";

	if (report->sets_only)
		text_put(text, TEXT_BOLD, "Settings of ",
			 "the ports of %s on %s, kernel %s", report->driver, host,
			 report->kernel);
	else if (!report->beside)
		text_put(text, TEXT_BOLD, "Reload of ", "%s on %s, kernel %s",
			 report->driver, host, report->kernel);
	else if (report->request.to_stock)
		text_put(text, TEXT_BOLD, "Handover from ",
			 "%s back to %s on %s, kernel %s", report->beside, report->driver,
			 host, report->kernel);
	else
		text_put(text, TEXT_BOLD, "Handover from ", "%s to %s on %s, kernel %s",
			 report->driver, report->beside, host, report->kernel);
}

void report_print_text(const struct report *report, bool is_verbose)
{
	struct text text = text_on(stdout);

	put_title(&text, report);
	if (!report->sets_only)
		report_text_strategy(&text, report);
	report_text_files(&text, report, is_verbose);
	report_text_steps(&text, report);
	report_text_settings(&text, report);
	if (!report->sets_only) {
		report_text_comparison(&text, report);
		report_text_ports(&text, report);
	}
	report_text_protections(&text, report);
	report_probes_text(&text, report);
	report_text_checks(&text, report, is_verbose);
	if (!report->sets_only)
		report_text_hooks(&text, report);
	report_text_undo(&text, report);
	if (report->next_boot)
		next_boot_print(&text, report->next_boot);
	text_blank(&text);
	put_last_line(&text, report, ", see above");
}

void report_print_last_line(const struct report *report)
{
	struct text text = text_on(stdout);

	put_last_line(&text, report, "");
}

void report_print_concerns(const struct report *report)
{
	struct text text = text_on(stdout);

	report_text_concerns(&text, report);
}
