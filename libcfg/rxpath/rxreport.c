/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From two samples to rates. */
#include "rxreport.h"

#include <errno.h>
#include <string.h>

#include "rxmeaning.h"
#include "rxverdict.h"

#define RXREPORT_SCHEMA_VERSION 1

struct maker {
	const struct rxsample *from, *to;
	struct arena *arena;
	struct rxreport *report;
	uint64_t ms; /* between the two, at least 1 */
};

const char *rxlimit_name(int limit)
{
	static const char *const names[] = {
		"hardware",   "ring", "memory",	 "driver", "one-queue", "one-cpu",
		"remote-cpu", "cpu",  "backlog", "socket", "nothing"};

	_Static_assert(NIC_ARRAY_SIZE(names) == RXLIMIT_NOTHING + 1, "one name each");
	return limit >= 0 && limit <= RXLIMIT_NOTHING ? names[limit] : NULL;
}

static uint64_t risen(uint64_t from, uint64_t to)
{
	return to > from ? to - from : 0;
}

/* @n events in the interval, by the second, rounded. One that happened at all is never
 * rounded to none. */
static uint64_t rate(const struct maker *maker, uint64_t n)
{
	uint64_t per_s = (n * 1000 + maker->ms / 2) / maker->ms;

	return per_s == 0 && n > 0 ? 1 : per_s;
}

static uint32_t permille(uint64_t part, uint64_t whole)
{
	return whole ? (uint32_t)((part * 1000 + whole / 2) / whole) : 0;
}

/* A thread's share of the time that went by: its ticks come from the scheduler's clock,
 * so they are right even where the CPU's own are samples. */
static uint32_t busy(const struct maker *maker, uint64_t from, uint64_t to)
{
	return permille(risen(from, to) * 1000, maker->ms * maker->to->ticks_per_s);
}

static uint64_t counter_rate(const struct maker *maker, const char *name)
{
	uint64_t from = 0, to = 0;

	if (!rxsample_counter(maker->to, name, &to) ||
	    !rxsample_counter(maker->from, name, &from))
		return 0;
	return rate(maker, risen(from, to));
}

static uint64_t meaning_rate(const struct maker *maker, enum rxmeaning meaning,
			     bool *ret_has)
{
	uint64_t from, to;

	*ret_has = rxmeaning_sum(maker->to, meaning, &to) &&
		   rxmeaning_sum(maker->from, meaning, &from);
	return *ret_has ? rate(maker, risen(from, to)) : 0;
}

static void count_losses(const struct maker *maker)
{
	struct rxreport_losses *losses = &maker->report->losses;

	losses->missed_per_s = meaning_rate(maker, RXMEANING_MISSED, &losses->has_missed);
	losses->no_buffer_per_s =
		meaning_rate(maker, RXMEANING_NO_BUFFER, &losses->has_no_buffer);
	losses->no_memory_per_s =
		meaning_rate(maker, RXMEANING_NO_MEMORY, &losses->has_no_memory);
	losses->driver_per_s = meaning_rate(maker, RXMEANING_DRIVER, &losses->has_driver);
	losses->errors_per_s = counter_rate(maker, "link.rx_crc_errors") +
			       counter_rate(maker, "link.rx_frame_errors") +
			       counter_rate(maker, "link.rx_length_errors");
	losses->stack_per_s = counter_rate(maker, "link.rx_dropped") +
			      counter_rate(maker, "link.rx_nohandler");
	losses->has_socket = maker->from->has_socket_drops && maker->to->has_socket_drops;
	if (losses->has_socket)
		losses->socket_per_s = rate(
			maker, risen(maker->from->socket_drops, maker->to->socket_drops));
	if (losses->socket_per_s == 0) /* a socket that is gone took its count along */
		losses->socket_per_s = rate(maker, risen(maker->from->udp_buffer_errors,
							 maker->to->udp_buffer_errors));
}

/* Interrupts of @vector on @cpu since the first sample. */
static uint64_t irqs_on(const struct rxsample *from, const struct rxvector *vector,
			const struct rxvector_count *count)
{
	for (size_t i = 0; i < from->vectors.n; i++) {
		const struct rxvector *was = &from->vectors.items[i];

		if (was->irq != vector->irq)
			continue;
		for (size_t k = 0; k < was->counts.n; k++) {
			if (was->counts.items[k].cpu == count->cpu)
				return risen(was->counts.items[k].count, count->count);
		}
	}
	return 0;
}

static struct rxreport_cpu *find_cpu(const struct rxreport *report, uint32_t id)
{
	for (size_t i = 0; i < report->cpus.n; i++) {
		if (report->cpus.items[i].id == id)
			return &report->cpus.items[i];
	}
	return NULL;
}

/* The first CPU of a list such as "0-3"; false when there is none. */
static bool first_cpu(const char *list, uint32_t *ret_cpu)
{
	uint32_t cpu = 0;

	if (!list || *list < '0' || *list > '9')
		return false;
	for (; *list >= '0' && *list <= '9' && cpu < 1000000; list++)
		cpu = cpu * 10 + (uint32_t)(*list - '0');
	*ret_cpu = cpu;
	return true;
}

/* Adds up the interrupts by CPU; the one that took most of them serves the vector. */
static void count_irqs(const struct maker *maker, const struct rxvector *vector,
		       struct rxreport_vector *row)
{
	uint64_t most = 0, all = 0;

	for (size_t i = 0; i < vector->counts.n; i++) {
		const struct rxvector_count *count = &vector->counts.items[i];
		uint64_t n = irqs_on(maker->from, vector, count);
		struct rxreport_cpu *cpu = find_cpu(maker->report, count->cpu);

		all += n;
		if (cpu)
			cpu->port_irqs_per_s += rate(maker, n);
		if (n <= most)
			continue;
		most = n;
		row->has_cpu = true;
		row->cpu = count->cpu;
	}
	row->per_s = rate(maker, all);
}

/* Under load NAPI polls on and on, and no interrupt comes: then the CPU that they would
 * go to is the one that polls. */
static void add_vector(const struct maker *maker, const struct rxvector *vector)
{
	const struct rxreport *report = maker->report;
	struct rxreport_vector *row = ARENA_PUSH(maker->arena, &maker->report->vectors);
	struct rxreport_cpu *cpu;

	if (!row)
		return;
	row->irq = vector->irq;
	row->name = vector->name;
	row->allowed = vector->allowed;
	row->effective = vector->effective;
	count_irqs(maker, vector, row);
	if (!row->has_cpu)
		row->has_cpu = first_cpu(vector->effective, &row->cpu);
	cpu = row->has_cpu ? find_cpu(report, row->cpu) : NULL;
	if (!cpu)
		return;
	cpu->serves = true;
	cpu->port_vectors++;
	row->is_remote = cpu->has_node && report->has_node && cpu->node != report->node;
}

static void add_cpu(const struct maker *maker, const struct rxcpu *now)
{
	const struct rxcpu *was = rxsample_cpu(maker->from, now->id);
	struct rxreport_cpu *row;
	uint64_t ticks;

	if (!was) /* came on line in between */
		return;
	row = ARENA_PUSH(maker->arena, &maker->report->cpus);
	if (!row)
		return;
	ticks = risen(was->total_ticks, now->total_ticks);
	row->id = now->id;
	row->has_node = now->has_node;
	row->node = now->node;
	row->soft_permille =
		permille(risen(was->softirq_ticks, now->softirq_ticks), ticks);
	row->irq_permille = permille(risen(was->irq_ticks, now->irq_ticks), ticks);
	row->idle_permille = permille(risen(was->idle_ticks, now->idle_ticks), ticks);
	row->has_ksoftirqd = was->has_ksoftirqd && now->has_ksoftirqd;
	if (row->has_ksoftirqd)
		row->ksoftirqd_permille =
			busy(maker, was->ksoftirqd_ticks, now->ksoftirqd_ticks);
	row->net_rx_per_s = rate(maker, risen(was->net_rx, now->net_rx));
	row->packets_per_s = rate(maker, risen(was->processed, now->processed));
	row->squeezed_per_s = rate(maker, risen(was->squeezed, now->squeezed));
	row->dropped_per_s = rate(maker, risen(was->dropped, now->dropped));
	row->rps_per_s = rate(maker, risen(was->rps, now->rps));
	row->serves = maker->report->has_rps && row->rps_per_s > 0;
	maker->report->losses.backlog_per_s += row->dropped_per_s;
}

static const struct rxqueue *queue_before(const struct rxsample *from, uint32_t index)
{
	for (size_t i = 0; i < from->queues.n; i++) {
		if (from->queues.items[i].index == index)
			return &from->queues.items[i];
	}
	return NULL;
}

static void add_queues(const struct maker *maker)
{
	const struct rxsample *to = maker->to;
	struct rxreport *report = maker->report;
	uint64_t packets = 0, weights = 0;

	for (size_t i = 0; i < to->queues.n; i++) {
		const struct rxqueue *now = &to->queues.items[i];
		const struct rxqueue *was = queue_before(maker->from, now->index);
		struct rxreport_queue *row = ARENA_PUSH(maker->arena, &report->queues);

		if (!row)
			return;
		row->index = now->index;
		row->rps_cpus = now->rps_cpus;
		row->has_weight = now->has_weight;
		weights += now->weight;
		row->has_packets = now->has_packets && was && was->has_packets;
		if (row->has_packets)
			row->packets_per_s =
				rate(maker, risen(was->packets, now->packets));
		packets += row->packets_per_s;
	}
	for (size_t i = 0; i < report->queues.n; i++) {
		struct rxreport_queue *row = &report->queues.items[i];

		row->share_permille = permille(row->packets_per_s, packets);
		row->weight_permille = permille(to->queues.items[i].weight, weights);
	}
}

static void add_threads(const struct maker *maker)
{
	const struct rxsample *from = maker->from, *to = maker->to;

	for (size_t i = 0; i < to->threads.n; i++) {
		struct rxreport_thread *row =
			ARENA_PUSH(maker->arena, &maker->report->threads);

		if (!row)
			return;
		row->name = to->threads.items[i].name;
		for (size_t k = 0; k < from->threads.n; k++) {
			if (strcmp(from->threads.items[k].name, row->name) != 0)
				continue;
			row->busy_permille = busy(maker, from->threads.items[k].ticks,
						  to->threads.items[i].ticks);
		}
	}
}

/* Is there a bit set in a mask such as "00000000,0000000f"? */
static bool has_bits(const char *mask)
{
	return mask && mask[strspn(mask, "0,")] != '\0';
}

static void copy_settings(const struct maker *maker)
{
	const struct rxsample *to = maker->to;
	struct rxreport *report = maker->report;

	report->ifname = to->ifname;
	report->driver = to->driver;
	report->is_up = to->is_up;
	report->has_carrier = to->has_carrier;
	report->has_node = to->has_node;
	report->node = to->node;
	report->has_speed = to->has_speed;
	report->speed_mbps = to->speed_mbps;
	report->has_ring = to->has_ring;
	report->ring_descriptors = to->ring;
	report->ring_max_descriptors = to->ring_max;
	report->is_threaded = to->is_threaded;
	report->has_irqbalance = to->has_irqbalance;
	report->has_xps = to->has_xps;
	report->busy_poll_us = to->busy_poll_us;
	report->budget_packets = to->budget;
	report->budget_us = to->budget_us;
	report->defer_hard_irqs = to->defer_hard_irqs;
	report->gro_flush_ns = to->gro_flush_ns;
	for (size_t i = 0; i < to->queues.n; i++)
		report->has_rps =
			report->has_rps || has_bits(to->queues.items[i].rps_cpus);
}

/* Another queueing discipline than before counts from zero. */
static void count_transmit(const struct maker *maker)
{
	struct rxreport_transmit *transmit = &maker->report->transmit;
	const struct rxsample *from = maker->from, *to = maker->to;

	transmit->packets_per_s = counter_rate(maker, "link.tx_packets");
	transmit->bytes_per_s = counter_rate(maker, "link.tx_bytes");
	transmit->dropped_per_s = counter_rate(maker, "link.tx_dropped");
	transmit->stopped_per_s =
		meaning_rate(maker, RXMEANING_TX_STOPPED, &transmit->has_stopped);
	transmit->timeouts = risen(from->tx_timeouts, to->tx_timeouts);
	transmit->qdisc = to->qdisc;
	transmit->qdisc_dropped_per_s =
		rate(maker, risen(from->qdisc_dropped, to->qdisc_dropped));
	transmit->qdisc_requeued_per_s =
		rate(maker, risen(from->qdisc_requeued, to->qdisc_requeued));
	transmit->backlog_packets = to->qdisc_backlog_packets;
	transmit->backlog_bytes = to->qdisc_backlog_bytes;
}

static void copy_rates(const struct maker *maker)
{
	struct rxreport *report = maker->report;

	report->packets_per_s = counter_rate(maker, "link.rx_packets");
	report->bytes_per_s = counter_rate(maker, "link.rx_bytes");
	if (!report->has_ring || report->packets_per_s == 0 || report->queues.n == 0)
		return;
	report->has_ring_us = true;
	report->ring_us = (uint64_t)report->ring_descriptors * report->queues.n *
			  1000000 / report->packets_per_s;
}

int rxreport_make(const struct rxsample *from, const struct rxsample *to,
		  struct arena *arena, struct rxreport *ret_report, struct nic_err *err)
{
	struct rxreport report = {.schema = RXREPORT_SCHEMA_VERSION};
	struct maker maker = {from, to, arena, &report, 0};

	if (to->at_us < from->at_us + 1000)
		return nic_err_set(err, -ESTALE,
				   "%s: no time went by between two samples", to->ifname);
	maker.ms = (uint64_t)(to->at_us - from->at_us + 500) / 1000;
	report.interval_ms = maker.ms;
	copy_settings(&maker);
	count_losses(&maker);
	count_transmit(&maker);
	for (size_t i = 0; i < to->cpus.n; i++)
		add_cpu(&maker, &to->cpus.items[i]);
	for (size_t i = 0; i < to->vectors.n; i++)
		add_vector(&maker, &to->vectors.items[i]);
	add_queues(&maker);
	add_threads(&maker);
	copy_rates(&maker);
	rxverdict_find(&report, arena);
	if (arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret_report = report;
	return 0;
}
