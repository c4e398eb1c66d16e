/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The receive path at one moment: counters that only rise, and settings. Plain data;
 * nic/rxpath/ fills it from the machine, tests from recorded trees.
 *
 * All strings and lists belong to the sample's arena. "Absent" is not "zero". */
#ifndef NICCTL_RXSAMPLE_H
#define NICCTL_RXSAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

/* A counter of the network device or of its driver. Those of the device
 * (/sys/class/net/X/statistics) are called "link.NAME", the driver's own (ethtool -S) as
 * the driver calls them. */
struct rxcounter {
	const char *name;
	uint64_t value;
};

/* How often the CPU with this number was interrupted; in rising order of CPUs. */
struct rxvector_count {
	uint32_t cpu;
	uint64_t count;
};

/* An interrupt of the port. */
struct rxvector {
	uint32_t irq;
	const char *name;      /* as /proc/interrupts has it, e.g. "ice-eth0-TxRx-0" */
	const char *allowed;   /* CPUs it may go to, "0-3"; NULL: not readable */
	const char *effective; /* CPU it really goes to; NULL: the kernel does not say */
	struct {
		struct rxvector_count *items;
		size_t n;
	} counts;
};

/* A processor. Times are in ticks of USER_HZ, as in /proc/stat. */
struct rxcpu {
	uint32_t id;
	uint64_t total_ticks, idle_ticks, irq_ticks, softirq_ticks;
	uint64_t net_rx, net_tx;		    /* softirqs raised, /proc/softirqs */
	uint64_t processed, dropped, squeezed, rps; /* /proc/net/softnet_stat */
	bool has_ksoftirqd;
	uint64_t ksoftirqd_ticks;
	bool has_node;
	int32_t node; /* NUMA */
};

/* A receive queue. */
struct rxqueue {
	uint32_t index;
	bool has_packets; /* the driver counts by queue */
	uint64_t packets;
	const char *rps_cpus; /* mask in hex; NULL: not readable */
	bool has_weight;
	uint32_t weight; /* entries of the RSS table that name this queue */
};

/* A thread of threaded NAPI that serves this port. */
struct rxthread {
	const char *name;
	uint64_t ticks;
};

struct rxsample {
	struct arena *arena; /* owned */
	int64_t at_us;	     /* monotonic clock */
	uint32_t ticks_per_s;

	const char *ifname;
	const char *driver; /* NULL: not readable */
	bool has_node;
	int32_t node;
	bool is_up, has_carrier;
	bool has_speed;
	uint32_t speed_mbps;

	struct {
		struct rxcounter *items;
		size_t n;
	} counters;
	struct {
		struct rxvector *items;
		size_t n;
	} vectors;
	struct {
		struct rxcpu *items;
		size_t n;
	} cpus;
	struct {
		struct rxqueue *items;
		size_t n;
	} queues;
	struct {
		struct rxthread *items;
		size_t n;
	} threads;

	bool has_ring;
	uint32_t ring, ring_max; /* receive descriptors a queue */
	bool has_socket_drops;
	uint64_t socket_drops;	    /* of all UDP and packet sockets of the namespace */
	uint64_t udp_buffer_errors; /* UDP datagrams for which a socket had no room */
	bool is_threaded;	    /* NAPI runs in threads */
	bool has_irqbalance;	    /* the daemon runs */
	bool has_xps;		    /* a transmit queue is tied to CPUs */
	uint64_t tx_timeouts;	    /* the watchdog found a transmit queue stuck */
	const char *qdisc; /* the root queueing discipline; NULL: none, not readable */
	uint64_t qdisc_dropped, qdisc_requeued;		     /* packets */
	uint32_t qdisc_backlog_packets, qdisc_backlog_bytes; /* waiting now */
	uint64_t budget, budget_us; /* net.core.netdev_budget, _usecs; 0: not readable */
	uint64_t busy_poll_us;	    /* net.core.busy_poll, or busy_read */
	uint64_t defer_hard_irqs, gro_flush_ns; /* of the network device */
};

/* A new, empty sample; NULL when memory is out. The caller frees it. */
struct rxsample *rxsample_new(void);
void rxsample_free(struct rxsample *sample);
void rxsample_freep(struct rxsample **sample);

/* The value of a counter by its full name; false when there is none. */
bool rxsample_counter(const struct rxsample *sample, const char *name,
		      uint64_t *ret_value);

/* The processor with this number, or NULL. */
const struct rxcpu *rxsample_cpu(const struct rxsample *sample, uint32_t id);

#endif
