/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text report: which strategy was taken, and what the other would have cost. */
#include "report_text.h"

/* Four columns for the words below the label. */
#define BLANK "           "

static const char *port_names(const struct report *report,
			      const struct report_ports *ports)
{
	const char *words = NULL;

	for (size_t i = 0; i < ports->n; i++)
		words = arena_printf(report->arena, "%s%s%s (%s)", words ? words : "",
				     words ? ", " : "",
				     text_join(report->arena, &ports->items[i].netdevs,
					       "no interface"),
				     ports->items[i].address);
	return words ? words : "no port";
}

static void put_concerns(const struct text *text, const struct report_option *other)
{
	for (size_t i = 0; i < other->concerns.n; i++) {
		const struct verdict *verdict = &other->concerns.items[i];
		bool is_refusal = verdict->level == VERDICT_REFUSE;

		if (is_refusal == other->would_proceed)
			continue; /* what a refused change would warn of is no matter */
		text_put(text, TEXT_PLAIN, BLANK, "%s: %s",
			 is_refusal ? "refused" : "warning", verdict->message);
		if (is_refusal && verdict->remedy)
			text_put(text, TEXT_PLAIN, BLANK "  remedy: ", "%s",
				 verdict->remedy);
	}
}

void report_text_strategy(const struct text *text, const struct report *report)
{
	const struct report_option *other = &report->strategy.other;

	if (!report->steps.n && !other->ports.n)
		return;
	text_heading(text, "Strategy");
	text_put(text, TEXT_PLAIN, "  taken    ", "%s: %s", report->strategy.taken,
		 report->strategy.reason);
	text_put(text, TEXT_PLAIN, "  instead  ", "%s would %s; it would take down %s",
		 other->strategy, other->would_proceed ? "be possible" : "be refused",
		 port_names(report, &other->ports));
	if (other->rdma.n)
		text_put(text, TEXT_PLAIN, BLANK, "and the RDMA device%s %s",
			 other->rdma.n == 1 ? "" : "s",
			 text_join(report->arena, &other->rdma, "none"));
	put_concerns(text, other);
}
