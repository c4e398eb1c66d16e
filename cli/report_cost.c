/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text report: ports and RDMA devices, and what modprobe would have done to them. */
#include "report_text.h"

#include "table.h"

static void put_ports(const struct text *text, const struct report *report,
		      const struct report_ports *ports)
{
	struct table table = {.arena = report->arena, .columns = 4};

	for (size_t i = 0; i < ports->n; i++) {
		const struct report_port *port = &ports->items[i];
		const char *cells[] = {
			text_join(report->arena, &port->netdevs, "(no interface)"),
			port->address,
			port->driver,
			port->protection ? "PROTECTED (see below)" : "",
		};

		table_add(&table, cells);
	}
	table_print(&table, text, 4);
}

/* People trust the tool for this comparison: it stands out, and is never left out. */
void report_text_comparison(const struct text *text, const struct report *report)
{
	const struct report_comparison *comparison = &report->modprobe_comparison;
	const char *command =
		arena_printf(report->arena, "modprobe -r %s",
			     text_join(report->arena, &report->removed, ""));

	if (!report->steps.n || report->beside || !command)
		return;
	text_heading(text, "Compared with modprobe -r");
	if (!comparison->modules.n) {
		text_put(text, TEXT_PLAIN, "  ",
			 "'modprobe -r' would have removed nothing more here.");
		return;
	}
	text_put(text, TEXT_BAD, "  !! ",
		 "'modprobe -r' of the same modules would also have removed %s",
		 text_join(report->arena, &comparison->modules, "none"));
	text_put(text, TEXT_PLAIN, "     ",
		 "(it takes every module along that they needed and nothing else holds)");
	if (comparison->ports.n) {
		text_put(text, TEXT_BAD, "  !! ", "and %s would have gone down with %s:",
			 report_count(report, comparison->ports.n, "port"),
			 comparison->modules.n == 1 ? "it" : "them");
		put_ports(text, report, &comparison->ports);
	} else {
		text_put(text, TEXT_PLAIN, "     ", "but no further port with %s",
			 comparison->modules.n == 1 ? "it" : "them");
	}
	text_put(text, TEXT_GOOD, "  ok ", "nicctl does not touch %s",
		 comparison->modules.n == 1 ? "it" : "any of them");
}

void report_text_ports(const struct text *text, const struct report *report)
{
	if (!report->steps.n)
		return;
	text_heading(text, "Ports that would go down and come back");
	if (report->ports.n)
		put_ports(text, report, &report->ports);
	else
		text_line(text, "  none");
	if (!report->rdma.n)
		return;
	if (report->lost.n)
		text_heading(text,
			     "RDMA devices that would vanish; not all come back, %s is "
			     "lost",
			     text_join(report->arena, &report->lost, ""));
	else
		text_heading(text,
			     report->beside
				     ? "RDMA devices that would vanish"
				     : "RDMA devices that would vanish and come back");
	for (size_t i = 0; i < report->rdma.n; i++) {
		const struct report_rdma *rdma = &report->rdma.items[i];

		text_line(text, "    %s  %s%s%s", rdma->name,
			  rdma->port ? rdma->port : "-", rdma->state ? "  " : "",
			  rdma->state ? rdma->state : "");
	}
}

void report_text_protections(const struct text *text, const struct report *report)
{
	if (!report->protections.n)
		return;
	text_heading(text, "Protected ports");
	for (size_t i = 0; i < report->protections.n; i++) {
		const struct report_protection *item = &report->protections.items[i];

		if (!item->port)
			text_put(text, TEXT_ALERT, "  ?     ",
				 "%s: ends at no known port", item->chain);
		else if (item->goes_down)
			text_put(text, TEXT_BAD, "  DOWN  ", "%s", item->chain);
		else
			text_put(text, TEXT_GOOD, "  kept  ", "%s", item->chain);
	}
	for (size_t i = 0; i < report->advice.n; i++) {
		text_put(text, TEXT_PLAIN, "  note  ", "%s",
			 report->advice.items[i].text);
		text_put(text, TEXT_PLAIN, "        safer: ", "%s",
			 report->advice.items[i].remedy);
	}
}
