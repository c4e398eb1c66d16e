/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happened on the receive path between two samples: rates by stage, and which stage
 * limits. Pure. Shares are in permille (of time, of packets, of interrupts). */
#ifndef NICCTL_RXREPORT_H
#define NICCTL_RXREPORT_H

#include "err.h"
#include "rxsample.h"

struct rxreport_cpu {
	uint32_t id;
	bool has_node;
	int32_t node;
	bool serves; /* takes interrupts of this port, or packets that RPS sent there */
	uint32_t port_vectors; /* vectors of the port that it serves */
	uint32_t soft_permille, irq_permille, idle_permille; /* as mpstat has them */
	bool has_ksoftirqd;
	uint32_t ksoftirqd_permille;
	uint64_t port_irqs_per_s;
	uint64_t net_rx_per_s;	/* NET_RX softirqs */
	uint64_t packets_per_s; /* of all devices */
	uint64_t squeezed_per_s, dropped_per_s, rps_per_s;
};

struct rxreport_vector {
	uint32_t irq;
	const char *name, *allowed, *effective;
	uint64_t per_s;
	bool has_cpu;
	uint32_t cpu;	/* that took most of them */
	bool is_remote; /* that CPU is on another NUMA node than the port */
};

struct rxreport_queue {
	uint32_t index;
	bool has_packets;
	uint64_t packets_per_s;
	uint32_t share_permille; /* of the port's packets */
	bool has_weight;
	uint32_t weight_permille; /* of the RSS table */
	const char *rps_cpus;
};

struct rxreport_thread {
	const char *name;
	uint32_t busy_permille;
};

/* Losses at each stage. A has_ flag is false where nobody counts. */
struct rxreport_losses {
	uint64_t missed_per_s, no_buffer_per_s, no_memory_per_s, driver_per_s;
	uint64_t errors_per_s;	/* frames with a bad checksum, length, … */
	uint64_t backlog_per_s; /* at the CPUs' input queues, of all devices */
	uint64_t stack_per_s;	/* link.rx_dropped and rx_nohandler: driver or stack */
	uint64_t socket_per_s;	/* of the namespace */
	bool has_missed, has_no_buffer, has_no_memory, has_driver, has_socket;
};

/* The way out, for those who send. */
struct rxreport_transmit {
	uint64_t packets_per_s, bytes_per_s;
	uint64_t dropped_per_s; /* by driver or card */
	const char *qdisc; /* the root queueing discipline; NULL: none, not readable */
	uint64_t qdisc_dropped_per_s;
	uint64_t qdisc_requeued_per_s;		 /* the driver had no room */
	uint32_t backlog_packets, backlog_bytes; /* waiting in it at the end */
	bool has_stopped;
	uint64_t stopped_per_s; /* a ring was full: its queue was stopped */
	uint64_t timeouts;	/* queues found stuck by the watchdog in the interval */
};

/* The stage that limits. In the order in which packets meet them, then "nothing". */
enum rxlimit {
	RXLIMIT_HARDWARE,   /* card, firmware or PCIe */
	RXLIMIT_RING,	    /* ring too small for the bursts */
	RXLIMIT_MEMORY,	    /* no memory for buffers */
	RXLIMIT_DRIVER,	    /* thrown away by the driver */
	RXLIMIT_ONE_QUEUE,  /* a CPU is at its limit: one queue takes nearly all */
	RXLIMIT_ONE_CPU,    /* … all interrupts go to one CPU */
	RXLIMIT_REMOTE_CPU, /* … interrupts are on the wrong NUMA node */
	RXLIMIT_CPU,	    /* … the softirqs take all of its time */
	RXLIMIT_BACKLOG,    /* a CPU's input queue overflows */
	RXLIMIT_SOCKET,	    /* an application reads too slowly */
	RXLIMIT_NOTHING,
};

struct rxreport {
	uint32_t schema;
	const char *ifname, *driver;
	uint64_t interval_ms;
	bool is_up, has_carrier, has_node, has_speed;
	int32_t node;
	uint32_t speed_mbps;
	uint64_t packets_per_s, bytes_per_s;
	struct rxreport_transmit transmit;
	bool has_ring, has_ring_us;
	uint32_t ring_descriptors, ring_max_descriptors; /* a queue */
	uint64_t ring_us; /* how long the rings last at the present rate when nobody
			     empties them */
	struct rxreport_losses losses;
	struct {
		struct rxreport_cpu *items;
		size_t n;
	} cpus;
	struct {
		struct rxreport_vector *items;
		size_t n;
	} vectors;
	struct {
		struct rxreport_queue *items;
		size_t n;
	} queues;
	struct {
		struct rxreport_thread *items;
		size_t n;
	} threads;
	bool is_threaded, has_irqbalance, has_rps, has_xps;
	uint64_t busy_poll_us, budget_packets, budget_us, defer_hard_irqs, gro_flush_ns;
	enum rxlimit limit;
	const char *verdict;  /* one sentence */
	struct strv evidence; /* figures that led to it */
	struct strv advice;   /* what to do */
	struct strv notes;    /* what is worth knowing besides */
};

/* Makes the report of the time from @from to @to, two samples of the same port. Strings
 * are borrowed from @to, or taken from @arena. A counter that went back (the driver was
 * loaded anew) counts as zero. Returns 0, -ENOMEM, or -ESTALE when less than a
 * millisecond went by. */
int rxreport_make(const struct rxsample *from, const struct rxsample *to,
		  struct arena *arena, struct rxreport *ret_report, struct nic_err *err);

/* "hardware", "ring", …; NULL: no such value. */
const char *rxlimit_name(int limit);

#endif
