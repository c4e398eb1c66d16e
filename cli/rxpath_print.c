/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report on the receive path for people: stage by stage, in the order in which a
 * packet meets them, then the verdict. */
#include "rxpath_print.h"

#include <inttypes.h>
#include <unistd.h>

#include "table.h"

#define BAR_CELLS 20

struct printer {
	struct text text;
	struct arena *arena;
	bool has_bars; /* on a terminal */
};

static const char *count(const struct printer *printer, bool has, uint64_t per_s)
{
	return has ? arena_printf(printer->arena, "%" PRIu64, per_s) : NULL;
}

static const char *percent(const struct printer *printer, bool has, uint32_t permille)
{
	return has ? arena_printf(printer->arena, "%u.%u", permille / 10, permille % 10)
		   : NULL;
}

/* "#####..............." on a terminal, nothing elsewhere. */
static const char *bar(const struct printer *printer, uint32_t permille)
{
	size_t full = ((size_t)permille * BAR_CELLS + 500) / 1000;
	char cells[BAR_CELLS + 1];

	if (!printer->has_bars)
		return "";
	for (size_t i = 0; i < BAR_CELLS; i++)
		cells[i] = i < full ? '#' : '.';
	cells[BAR_CELLS] = '\0';
	return arena_strdup(printer->arena, cells);
}

static void put_loss(const struct printer *printer, const char *label, bool has,
		     uint64_t per_s)
{
	if (has)
		text_put(&printer->text, per_s ? TEXT_ALERT : TEXT_PLAIN, label,
			 "%" PRIu64 " packets/s", per_s);
	else
		text_put(&printer->text, TEXT_PLAIN, label, "not counted by this driver");
}

static void put_card(const struct printer *printer, const struct rxreport *report)
{
	const struct rxreport_losses *losses = &report->losses;
	const struct text *text = &printer->text;

	text_heading(text, "Card and DMA");
	text_put(text, TEXT_PLAIN, "  received           ",
		 "%" PRIu64 " packets/s, %" PRIu64 " bytes/s", report->packets_per_s,
		 report->bytes_per_s);
	put_loss(printer, "  lost in the card   ", losses->has_missed,
		 losses->missed_per_s);
	put_loss(printer, "  no free descriptor ", losses->has_no_buffer,
		 losses->no_buffer_per_s);
	if (losses->errors_per_s > 0)
		put_loss(printer, "  damaged            ", true, losses->errors_per_s);
	if (!report->has_ring)
		return;
	if (report->has_ring_us)
		text_put(text, TEXT_PLAIN, "  ring               ",
			 "%u of at most %u descriptors a queue; all rings last %" PRIu64
			 " us at this rate",
			 report->ring_descriptors, report->ring_max_descriptors,
			 report->ring_us);
	else
		text_put(text, TEXT_PLAIN, "  ring               ",
			 "%u of at most %u descriptors a queue", report->ring_descriptors,
			 report->ring_max_descriptors);
}

static void put_vectors(const struct printer *printer, const struct rxreport *report)
{
	static const char *const head[] = {"IRQ", "NAME",    "RATE/S",
					   "CPU", "ALLOWED", "NODE"};
	struct table table = {.arena = printer->arena, .columns = NIC_ARRAY_SIZE(head)};

	text_heading(&printer->text, "Interrupts");
	table_add(&table, head);
	for (size_t i = 0; i < report->vectors.n; i++) {
		const struct rxreport_vector *vector = &report->vectors.items[i];
		const char *const cells[] = {
			count(printer, true, vector->irq),
			vector->name,
			count(printer, true, vector->per_s),
			count(printer, vector->has_cpu, vector->cpu),
			vector->allowed,
			vector->is_remote ? "remote" : NULL,
		};

		table_add(&table, cells);
	}
	if (report->vectors.n)
		table_print(&table, &printer->text, 2);
	else
		text_line(&printer->text, "  none is known");
}

/* CPUs that have to do with the port, or with any softirqs at all. */
static bool is_shown(const struct rxreport_cpu *cpu)
{
	return cpu->serves || cpu->net_rx_per_s > 0 || cpu->dropped_per_s > 0;
}

static void put_cpus(const struct printer *printer, const struct rxreport *report)
{
	static const char *const head[] = {"CPU",	"%SOFT",    "%IDLE",
					   "KSOFTIRQD", "NET_RX/S", "SQUEEZED/S",
					   "DROPPED/S", ""};
	struct table table = {.arena = printer->arena, .columns = NIC_ARRAY_SIZE(head)};
	size_t shown = 0;

	text_heading(&printer->text, "Softirqs");
	table_add(&table, head);
	for (size_t i = 0; i < report->cpus.n; i++) {
		const struct rxreport_cpu *cpu = &report->cpus.items[i];
		const char *const cells[] = {
			arena_printf(printer->arena, "%u%s", cpu->id,
				     cpu->serves ? "*" : ""),
			percent(printer, true, cpu->soft_permille),
			percent(printer, true, cpu->idle_permille),
			percent(printer, cpu->has_ksoftirqd, cpu->ksoftirqd_permille),
			count(printer, true, cpu->net_rx_per_s),
			count(printer, true, cpu->squeezed_per_s),
			count(printer, true, cpu->dropped_per_s),
			bar(printer, cpu->soft_permille),
		};

		if (!is_shown(cpu))
			continue;
		table_add(&table, cells);
		shown++;
	}
	if (shown)
		table_print(&table, &printer->text, 2);
	text_line(&printer->text,
		  shown ? "  * serves this port" : "  no CPU received anything");
}

static void put_queues(const struct printer *printer, const struct rxreport *report)
{
	static const char *const head[] = {"QUEUE", "PACKETS/S", "%", "RSS %", "RPS", ""};
	struct table table = {.arena = printer->arena, .columns = NIC_ARRAY_SIZE(head)};

	if (!report->queues.n)
		return;
	text_heading(&printer->text, "Queues");
	table_add(&table, head);
	for (size_t i = 0; i < report->queues.n; i++) {
		const struct rxreport_queue *queue = &report->queues.items[i];
		const char *const cells[] = {
			count(printer, true, queue->index),
			count(printer, queue->has_packets, queue->packets_per_s),
			percent(printer, queue->has_packets, queue->share_permille),
			percent(printer, queue->has_weight, queue->weight_permille),
			queue->rps_cpus,
			queue->has_packets ? bar(printer, queue->share_permille) : "",
		};

		table_add(&table, cells);
	}
	table_print(&table, &printer->text, 2);
}

static void put_stack(const struct printer *printer, const struct rxreport *report)
{
	const struct rxreport_losses *losses = &report->losses;

	text_heading(&printer->text, "Driver, stack and sockets");
	if (losses->has_no_memory)
		put_loss(printer, "  no memory          ", true, losses->no_memory_per_s);
	if (losses->has_driver)
		put_loss(printer, "  driver             ", true, losses->driver_per_s);
	put_loss(printer, "  dropped or unknown ", true, losses->stack_per_s);
	put_loss(printer, "  CPU input queues   ", true, losses->backlog_per_s);
	if (losses->has_socket || losses->socket_per_s)
		put_loss(printer, "  sockets            ", true, losses->socket_per_s);
	else
		text_put(&printer->text, TEXT_PLAIN, "  sockets            ",
			 "not readable");
	for (size_t i = 0; i < report->threads.n; i++)
		text_put(&printer->text, TEXT_PLAIN, "  NAPI thread        ",
			 "%s: %u.%u %% of a CPU", report->threads.items[i].name,
			 report->threads.items[i].busy_permille / 10,
			 report->threads.items[i].busy_permille % 10);
	if (report->busy_poll_us)
		text_put(&printer->text, TEXT_PLAIN, "  busy polling       ",
			 "%" PRIu64 " us", report->busy_poll_us);
}

static void put_transmit(const struct printer *printer, const struct rxreport *report)
{
	const struct rxreport_transmit *transmit = &report->transmit;
	const struct text *text = &printer->text;

	text_heading(text, "Transmit");
	text_put(text, TEXT_PLAIN, "  sent               ",
		 "%" PRIu64 " packets/s, %" PRIu64 " bytes/s", transmit->packets_per_s,
		 transmit->bytes_per_s);
	put_loss(printer, "  dropped below      ", true, transmit->dropped_per_s);
	if (transmit->qdisc) {
		text_put(text, TEXT_PLAIN, "  waiting            ",
			 "%u packets, %u bytes in the queueing discipline %s",
			 transmit->backlog_packets, transmit->backlog_bytes,
			 transmit->qdisc);
		put_loss(printer, "  dropped by it      ", true,
			 transmit->qdisc_dropped_per_s);
		put_loss(printer, "  put back into it   ", true,
			 transmit->qdisc_requeued_per_s);
	}
	if (transmit->has_stopped)
		text_put(text, transmit->stopped_per_s ? TEXT_ALERT : TEXT_PLAIN,
			 "  rings full         ", "%" PRIu64 " times/s",
			 transmit->stopped_per_s);
	if (transmit->timeouts)
		text_put(text, TEXT_BAD, "  timeouts           ",
			 "%" PRIu64 " queues were stuck", transmit->timeouts);
	if (report->has_xps)
		text_put(text, TEXT_PLAIN, "  XPS                ",
			 "transmit queues are tied to CPUs");
}

static void put_list(const struct printer *printer, const char *label,
		     const struct strv *list)
{
	for (size_t i = 0; i < list->n; i++)
		text_put(&printer->text, TEXT_PLAIN, label, "%s", list->items[i]);
}

void rxpath_print_text(const struct rxreport *report, struct arena *arena)
{
	struct printer printer = {text_on(stdout), arena, isatty(STDOUT_FILENO) == 1};
	enum text_style style = report->limit == RXLIMIT_NOTHING ? TEXT_GOOD : TEXT_ALERT;

	text_put(&printer.text, TEXT_BOLD, "", "%s (%s), %" PRIu64 ".%" PRIu64 " s%s%s",
		 report->ifname, report->driver ? report->driver : "driver unknown",
		 report->interval_ms / 1000, report->interval_ms % 1000 / 100,
		 report->is_up ? "" : ", down",
		 report->is_up && !report->has_carrier ? ", no carrier" : "");
	put_card(&printer, report);
	put_vectors(&printer, report);
	put_cpus(&printer, report);
	put_queues(&printer, report);
	put_stack(&printer, report);
	put_transmit(&printer, report);
	text_heading(&printer.text, "Verdict");
	text_put(&printer.text, style, "  ", "%s", report->verdict);
	put_list(&printer, "  seen: ", &report->evidence);
	put_list(&printer, "  do:   ", &report->advice);
	put_list(&printer, "  note: ", &report->notes);
}
