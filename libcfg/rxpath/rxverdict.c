/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which stage of the receive path limits. A loss says where packets end, the load of the
 * CPUs that serve the port says why: a ring overflows as well when nobody has the time to
 * empty it. */
#include "rxverdict.h"

#include "rxwords.h"

/* A CPU is at its limit when it does nothing but softirqs (ticks are samples: 80 % is as
 * near to all as they get beside a program that reads the packets), when ksoftirqd, which
 * only runs what softirqs could not finish, takes it, or when it is never idle with
 * softirqs taking most of it. */
#define SATURATED_PERMILLE 800
#define IDLE_PERMILLE 50
#define BUSY_PERMILLE 500

/* One queue, or one CPU, that takes this much takes nearly all. */
#define NEARLY_ALL_PERMILLE 800

/* Below this, how packets spread says nothing. */
#define SPREAD_MIN_PER_S 100

static bool is_at_limit(const struct rxreport_cpu *cpu)
{
	return cpu->soft_permille >= SATURATED_PERMILLE ||
	       (cpu->has_ksoftirqd && cpu->ksoftirqd_permille >= SATURATED_PERMILLE) ||
	       (cpu->idle_permille <= IDLE_PERMILLE &&
		cpu->soft_permille >= BUSY_PERMILLE);
}

static void find_busiest(struct rxfinding *finding)
{
	const struct rxreport *report = finding->report;

	for (size_t i = 0; i < report->cpus.n; i++) {
		const struct rxreport_cpu *cpu = &report->cpus.items[i];

		if (cpu->serves && (!finding->busiest ||
				    cpu->soft_permille > finding->busiest->soft_permille))
			finding->busiest = cpu;
	}
	finding->is_saturated = finding->busiest && is_at_limit(finding->busiest);
}

/* The queue that takes nearly all packets although there are others; NULL: none. */
static const struct rxreport_queue *only_queue(const struct rxreport *report)
{
	for (size_t i = 0; i < report->queues.n && report->queues.n > 1; i++) {
		const struct rxreport_queue *queue = &report->queues.items[i];

		if (queue->has_packets && queue->packets_per_s >= SPREAD_MIN_PER_S &&
		    queue->share_permille >= NEARLY_ALL_PERMILLE)
			return queue;
	}
	return NULL;
}

/* Do several queues have packets? Where the driver does not count by queue, all do. */
static bool several_queues_work(const struct rxreport *report)
{
	size_t working = 0;

	for (size_t i = 0; i < report->queues.n; i++)
		working += !report->queues.items[i].has_packets ||
			   report->queues.items[i].packets_per_s >= SPREAD_MIN_PER_S / 10;
	return working > 1;
}

/* Do all of the port's vectors go to the busiest CPU, although there are others? */
static bool all_on_one_cpu(const struct rxfinding *finding)
{
	const struct rxreport *report = finding->report;

	return finding->busiest && report->cpus.n > 1 && report->vectors.n > 1 &&
	       finding->busiest->port_vectors == report->vectors.n &&
	       several_queues_work(report);
}

static bool is_remote(const struct rxfinding *finding)
{
	return finding->busiest && finding->busiest->has_node &&
	       finding->report->has_node &&
	       finding->busiest->node != finding->report->node;
}

static enum rxlimit cpu_limit(const struct rxfinding *finding)
{
	if (finding->only_queue)
		return RXLIMIT_ONE_QUEUE;
	if (finding->is_one_cpu)
		return RXLIMIT_ONE_CPU;
	return finding->is_remote ? RXLIMIT_REMOTE_CPU : RXLIMIT_CPU;
}

static enum rxlimit find_limit(const struct rxfinding *finding)
{
	const struct rxreport_losses *losses = &finding->report->losses;

	if (losses->no_memory_per_s > 0)
		return RXLIMIT_MEMORY;
	if (finding->is_saturated)
		return cpu_limit(finding);
	if (losses->no_buffer_per_s > 0)
		return RXLIMIT_RING;
	if (losses->missed_per_s > 0)
		return RXLIMIT_HARDWARE;
	if (losses->driver_per_s > 0)
		return RXLIMIT_DRIVER;
	if (losses->backlog_per_s > 0)
		return RXLIMIT_BACKLOG;
	return losses->socket_per_s > 0 ? RXLIMIT_SOCKET : RXLIMIT_NOTHING;
}

void rxverdict_find(struct rxreport *report, struct arena *arena)
{
	struct rxfinding finding = {.report = report, .arena = arena};

	find_busiest(&finding);
	finding.only_queue = only_queue(report);
	finding.is_one_cpu = all_on_one_cpu(&finding);
	finding.is_remote = is_remote(&finding);
	report->limit = find_limit(&finding);
	rxwords_put(&finding);
}
