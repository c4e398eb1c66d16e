/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of the report about the probes of the protected paths. */
#ifndef NICCTL_REPORT_PROBES_H
#define NICCTL_REPORT_PROBES_H

#include "probe.h"
#include "report_text.h"

/* Fills report->probes with what a run would look at. When memory is out, the report's
 * arena remembers it. */
void report_probes_find(struct report *report, const struct report_input *input);

/* Adds what became of them. @probes: of the transaction; none: it did not get that far.
 */
void report_probes_result(struct report *report, const struct probes *probes);

/* What would be looked at. */
void report_probes_text(const struct text *text, const struct report *report);

/* Which did not pass, and how many did; nothing if none was looked at. */
void report_probes_outcome(const struct text *text, const struct report *report);

#endif
