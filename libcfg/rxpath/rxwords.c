/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was found on the receive path, in words. */
#include "rxwords.h"

#include <inttypes.h>

static void put(const struct rxfinding *finding, struct strv *list, const char *text)
{
	if (text)
		(void)strv_push(finding->arena, list, text); /* the arena remembers */
}

static void put_loss(const struct rxfinding *finding, uint64_t per_s, const char *what)
{
	if (per_s > 0)
		put(finding, &finding->report->evidence,
		    arena_printf(finding->arena, "%" PRIu64 " packets/s %s", per_s,
				 what));
}

static void put_busiest(const struct rxfinding *finding)
{
	const struct rxreport_cpu *cpu = finding->busiest;

	if (!cpu)
		return;
	put(finding, &finding->report->evidence,
	    arena_printf(
		    finding->arena,
		    "CPU %u: %u.%u %% of its time in softirqs, %u.%u %% idle, %" PRIu64
		    " time squeezes/s",
		    cpu->id, cpu->soft_permille / 10, cpu->soft_permille % 10,
		    cpu->idle_permille / 10, cpu->idle_permille % 10,
		    cpu->squeezed_per_s));
	if (cpu->has_ksoftirqd && cpu->ksoftirqd_permille >= 10)
		put(finding, &finding->report->evidence,
		    arena_printf(finding->arena, "ksoftirqd/%u runs %u.%u %% of the time",
				 cpu->id, cpu->ksoftirqd_permille / 10,
				 cpu->ksoftirqd_permille % 10));
}

static void put_evidence(const struct rxfinding *finding)
{
	const struct rxreport *report = finding->report;
	const struct rxreport_losses *losses = &report->losses;
	const struct rxreport_queue *queue = finding->only_queue;

	put_loss(finding, losses->missed_per_s, "lost in the card (its memory was full)");
	put_loss(finding, losses->no_buffer_per_s,
		 "found no free descriptor in the ring");
	put_loss(finding, losses->no_memory_per_s, "had no memory for a buffer");
	put_loss(finding, losses->driver_per_s, "thrown away by the driver");
	put_loss(finding, losses->backlog_per_s, "dropped at the input queue of a CPU");
	put_loss(finding, losses->socket_per_s, "dropped at sockets (of any device)");
	if (report->limit != RXLIMIT_NOTHING || report->packets_per_s > 0)
		put_busiest(finding);
	if (queue)
		put(finding, &finding->report->evidence,
		    arena_printf(finding->arena,
				 "queue %u takes %u.%u %% of the packets, of %zu queues",
				 queue->index, queue->share_permille / 10,
				 queue->share_permille % 10, report->queues.n));
}

static const char *sentence(const struct rxfinding *finding)
{
	unsigned int cpu = finding->busiest ? finding->busiest->id : 0;
	const struct rxreport *report = finding->report;

	switch (report->limit) {
	case RXLIMIT_HARDWARE:
		return "the card loses packets although the ring has room and the CPUs have "
		       "time: PCIe, the card's memory or its firmware limits";
	case RXLIMIT_RING:
		return arena_printf(finding->arena,
				    "the receive ring of %u descriptors is too small for "
				    "the bursts that come in; the CPUs have time",
				    report->ring_descriptors);
	case RXLIMIT_MEMORY:
		return "the driver gets no memory to fill the ring";
	case RXLIMIT_DRIVER:
		return "the driver throws packets away";
	case RXLIMIT_ONE_QUEUE:
		return arena_printf(finding->arena,
				    "CPU %u is at its limit, because one queue takes "
				    "nearly all packets",
				    cpu);
	case RXLIMIT_ONE_CPU:
		return arena_printf(finding->arena,
				    "CPU %u is at its limit, because the interrupts of "
				    "all queues go to it",
				    cpu);
	case RXLIMIT_REMOTE_CPU:
		return arena_printf(finding->arena,
				    "CPU %u is at its limit, and it is not on the port's "
				    "NUMA node",
				    cpu);
	case RXLIMIT_CPU:
		return arena_printf(finding->arena,
				    "CPU %u is at its limit with softirqs", cpu);
	case RXLIMIT_BACKLOG:
		return "the input queue of a CPU overflows: packets that RPS or a driver "
		       "without NAPI hands over come faster than they are taken";
	case RXLIMIT_SOCKET:
		return "an application reads its socket too slowly";
	case RXLIMIT_NOTHING:
		break;
	}
	if (!report->is_up)
		return "the device is down: nothing is received";
	if (!report->has_carrier)
		return "the link has no carrier: nothing is received";
	return report->packets_per_s > 0 ? "nothing limits now: no stage loses packets"
					 : "nothing is received now, and nothing is lost";
}

static void advise_spread(const struct rxfinding *finding)
{
	const struct rxreport *report = finding->report;
	struct strv *advice = &finding->report->advice;

	if (report->queues.n < 2 && report->cpus.n > 1)
		put(finding, advice,
		    arena_printf(finding->arena,
				 "more queues: ethtool -L %s combined N, or RPS when the "
				 "card has only one",
				 report->ifname));
	put(finding, advice,
	    arena_printf(finding->arena,
			 "take the packets past the stack: AF_XDP zero-copy (nicctl "
			 "zc-check %s)",
			 report->ifname));
}

static void put_advice(const struct rxfinding *finding)
{
	const struct rxreport *report = finding->report;
	struct strv *advice = &finding->report->advice;

	switch (report->limit) {
	case RXLIMIT_HARDWARE:
		put(finding, advice,
		    "look at the PCIe link (lspci -vv: LnkSta), the firmware (nicctl "
		    "compat) and flow control (ethtool -a)");
		break;
	case RXLIMIT_RING:
		put(finding, advice,
		    report->ring_descriptors < report->ring_max_descriptors
			    ? arena_printf(finding->arena,
					   "a larger ring: ethtool -G %s rx %u",
					   report->ifname, report->ring_max_descriptors)
			    : "the ring is at its maximum: more queues, or let "
			      "interrupts come sooner (ethtool -C: rx-usecs)");
		break;
	case RXLIMIT_MEMORY:
		put(finding, advice,
		    "look for a shortage of memory on the port's NUMA node "
		    "(/proc/buddyinfo, vm.min_free_kbytes)");
		break;
	case RXLIMIT_DRIVER:
		put(finding, advice,
		    arena_printf(finding->arena, "ethtool -S %s tells which kind",
				 report->ifname));
		break;
	case RXLIMIT_ONE_QUEUE:
		put(finding, advice,
		    arena_printf(
			    finding->arena,
			    "spread the packets: ethtool -x %s shows the RSS table; "
			    "one flow, or tunnels hashed by their outer header, need "
			    "another hash (ethtool -N rx-flow-hash) or filter rules",
			    report->ifname));
		advise_spread(finding);
		break;
	case RXLIMIT_ONE_CPU:
		put(finding, advice,
		    "spread the interrupts: one CPU of the port's node for each of "
		    "/proc/irq/N/smp_affinity_list, or irqbalance");
		break;
	case RXLIMIT_REMOTE_CPU:
		put(finding, advice,
		    arena_printf(finding->arena,
				 "move the interrupts to CPUs of node %d "
				 "(/proc/irq/N/smp_affinity_list)",
				 report->node));
		advise_spread(finding);
		break;
	case RXLIMIT_CPU:
		advise_spread(finding);
		break;
	case RXLIMIT_BACKLOG:
		put(finding, advice,
		    "net.core.netdev_max_backlog, or more CPUs in rps_cpus");
		break;
	case RXLIMIT_SOCKET:
		put(finding, advice,
		    "ss -uampn names the socket (d is its drops); give it more buffer "
		    "(SO_RCVBUF, net.core.rmem_max) or its program more CPU");
		break;
	case RXLIMIT_NOTHING:
		break;
	}
}

static void put_notes(const struct rxfinding *finding)
{
	const struct rxreport *report = finding->report;
	struct strv *notes = &finding->report->notes;
	const struct rxreport_queue *queue = finding->only_queue;

	if (report->limit == RXLIMIT_NOTHING && queue)
		put(finding, notes,
		    arena_printf(finding->arena,
				 "queue %u takes nearly all packets: the first to "
				 "overflow when there are more",
				 queue->index));
	if (report->limit == RXLIMIT_NOTHING && finding->is_one_cpu)
		put(finding, notes,
		    arena_printf(finding->arena,
				 "CPU %u takes all interrupts of the port",
				 finding->busiest->id));
	if (report->limit != RXLIMIT_REMOTE_CPU && finding->is_remote)
		put(finding, notes,
		    arena_printf(finding->arena,
				 "interrupts go to CPU %u, which is not on the port's "
				 "NUMA node %d",
				 finding->busiest->id, report->node));
	if (!report->losses.has_missed && !report->losses.has_no_buffer)
		put(finding, notes, "the driver has no counter for losses in the card");
	if (report->losses.errors_per_s > 0)
		put(finding, notes,
		    "damaged frames come in: cable, module or the other end");
	if (report->transmit.qdisc_dropped_per_s > 0)
		put(finding, notes,
		    arena_printf(finding->arena,
				 "transmit: %" PRIu64
				 " packets/s are dropped by the queueing discipline %s, "
				 "which is fuller than its limit allows (tc -s qdisc)",
				 report->transmit.qdisc_dropped_per_s,
				 report->transmit.qdisc));
	if (report->transmit.timeouts > 0)
		put(finding, notes,
		    "transmit: a queue was stuck, and the driver resets the card: see the "
		    "kernel log (NETDEV WATCHDOG)");
	if (report->is_threaded)
		put(finding, notes,
		    "NAPI runs in threads: its time is theirs, not the softirqs'");
	if (report->has_irqbalance)
		put(finding, notes,
		    "irqbalance runs: what is set in smp_affinity_list may not last");
}

void rxwords_put(const struct rxfinding *finding)
{
	finding->report->verdict = sentence(finding);
	put_evidence(finding);
	put_advice(finding);
	put_notes(finding);
}
