/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the text report: its sections, each with its heading, or nothing at all. */
#ifndef NICCTL_REPORT_TEXT_H
#define NICCTL_REPORT_TEXT_H

#include "report.h"
#include "text.h"

/* report_steps.c */
void report_text_files(const struct text *text, const struct report *report,
		       bool is_verbose);
void report_text_steps(const struct text *text, const struct report *report);
void report_text_undo(const struct text *text, const struct report *report);

/* report_settings.c; those that were skipped are told of in the end. */
void report_text_settings(const struct text *text, const struct report *report);
void report_text_skipped(const struct text *text, const struct report *report);
size_t report_settings_count(const struct report *report);

/* report_strategy.c */
void report_text_strategy(const struct text *text, const struct report *report);

/* report_cost.c */
void report_text_comparison(const struct text *text, const struct report *report);
void report_text_ports(const struct text *text, const struct report *report);
void report_text_protections(const struct text *text, const struct report *report);

/* report_checks.c; the concerns are refusals, warnings and hooks that are not run. */
void report_text_checks(const struct text *text, const struct report *report,
			bool is_verbose);
void report_text_concerns(const struct text *text, const struct report *report);
void report_text_hooks(const struct text *text, const struct report *report);

/* Why there is nothing to do. Taken from the report's arena; never NULL. */
const char *report_unchanged(const struct report *report);

/* "1 port", "2 ports". Taken from the report's arena; never NULL. */
const char *report_count(const struct report *report, size_t n, const char *noun);

#endif
