/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report on the receive path as JSON. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "fields.h"
#include "message.h"
#include "rxpath_print.h"

static const struct jfield cpu_fields[] = {
	FIELD(rxreport_cpu, id, J_U32),
	FIELD_HAS(rxreport_cpu, node, J_I32, has_node),
	FIELD(rxreport_cpu, serves, J_BOOL),
	FIELD(rxreport_cpu, soft_permille, J_U32),
	FIELD(rxreport_cpu, irq_permille, J_U32),
	FIELD(rxreport_cpu, idle_permille, J_U32),
	FIELD_HAS(rxreport_cpu, ksoftirqd_permille, J_U32, has_ksoftirqd),
	FIELD(rxreport_cpu, port_vectors, J_U32),
	FIELD(rxreport_cpu, port_irqs_per_s, J_U64),
	FIELD(rxreport_cpu, net_rx_per_s, J_U64),
	FIELD(rxreport_cpu, packets_per_s, J_U64),
	FIELD(rxreport_cpu, squeezed_per_s, J_U64),
	FIELD(rxreport_cpu, dropped_per_s, J_U64),
	FIELD(rxreport_cpu, rps_per_s, J_U64),
};
static const struct jtype cpu_type = JTYPE(struct rxreport_cpu, cpu_fields);

static const struct jfield vector_fields[] = {
	FIELD(rxreport_vector, irq, J_U32),
	FIELD(rxreport_vector, name, J_STRING),
	FIELD(rxreport_vector, allowed, J_STRING),
	FIELD(rxreport_vector, effective, J_STRING),
	FIELD(rxreport_vector, per_s, J_U64),
	FIELD_HAS(rxreport_vector, cpu, J_U32, has_cpu),
	FIELD(rxreport_vector, is_remote, J_BOOL),
};
static const struct jtype vector_type = JTYPE(struct rxreport_vector, vector_fields);

static const struct jfield queue_fields[] = {
	FIELD(rxreport_queue, index, J_U32),
	FIELD_HAS(rxreport_queue, packets_per_s, J_U64, has_packets),
	FIELD_HAS(rxreport_queue, share_permille, J_U32, has_packets),
	FIELD_HAS(rxreport_queue, weight_permille, J_U32, has_weight),
	FIELD(rxreport_queue, rps_cpus, J_STRING),
};
static const struct jtype queue_type = JTYPE(struct rxreport_queue, queue_fields);

static const struct jfield thread_fields[] = {
	FIELD(rxreport_thread, name, J_STRING),
	FIELD(rxreport_thread, busy_permille, J_U32),
};
static const struct jtype thread_type = JTYPE(struct rxreport_thread, thread_fields);

static const struct jfield losses_fields[] = {
	FIELD_HAS(rxreport_losses, missed_per_s, J_U64, has_missed),
	FIELD_HAS(rxreport_losses, no_buffer_per_s, J_U64, has_no_buffer),
	FIELD_HAS(rxreport_losses, no_memory_per_s, J_U64, has_no_memory),
	FIELD_HAS(rxreport_losses, driver_per_s, J_U64, has_driver),
	FIELD(rxreport_losses, errors_per_s, J_U64),
	FIELD(rxreport_losses, backlog_per_s, J_U64),
	FIELD(rxreport_losses, stack_per_s, J_U64),
	FIELD_HAS(rxreport_losses, socket_per_s, J_U64, has_socket),
};
static const struct jtype losses_type = JTYPE(struct rxreport_losses, losses_fields);

static const struct jfield transmit_fields[] = {
	FIELD(rxreport_transmit, packets_per_s, J_U64),
	FIELD(rxreport_transmit, bytes_per_s, J_U64),
	FIELD(rxreport_transmit, dropped_per_s, J_U64),
	FIELD(rxreport_transmit, qdisc, J_STRING),
	FIELD(rxreport_transmit, qdisc_dropped_per_s, J_U64),
	FIELD(rxreport_transmit, qdisc_requeued_per_s, J_U64),
	FIELD(rxreport_transmit, backlog_packets, J_U32),
	FIELD(rxreport_transmit, backlog_bytes, J_U32),
	FIELD_HAS(rxreport_transmit, stopped_per_s, J_U64, has_stopped),
	FIELD(rxreport_transmit, timeouts, J_U64),
};
static const struct jtype transmit_type =
	JTYPE(struct rxreport_transmit, transmit_fields);

static const struct jfield report_fields[] = {
	FIELD_AS("nicctl_rxpath", rxreport, schema, J_U32),
	FIELD(rxreport, ifname, J_STRING),
	FIELD(rxreport, driver, J_STRING),
	FIELD(rxreport, interval_ms, J_U64),
	FIELD_ENUM(rxreport, limit, rxlimit_name),
	FIELD(rxreport, verdict, J_STRING),
	FIELD(rxreport, evidence, J_STRV),
	FIELD(rxreport, advice, J_STRV),
	FIELD(rxreport, notes, J_STRV),
	FIELD(rxreport, is_up, J_BOOL),
	FIELD(rxreport, has_carrier, J_BOOL),
	FIELD_HAS(rxreport, speed_mbps, J_U32, has_speed),
	FIELD_HAS(rxreport, node, J_I32, has_node),
	FIELD(rxreport, packets_per_s, J_U64),
	FIELD(rxreport, bytes_per_s, J_U64),
	FIELD_HAS(rxreport, ring_descriptors, J_U32, has_ring),
	FIELD_HAS(rxreport, ring_max_descriptors, J_U32, has_ring),
	FIELD_HAS(rxreport, ring_us, J_U64, has_ring_us),
	FIELD_OF(rxreport, losses, J_OBJECT, losses_type),
	FIELD_OF(rxreport, transmit, J_OBJECT, transmit_type),
	FIELD_OF(rxreport, vectors, J_LIST, vector_type),
	FIELD_OF(rxreport, queues, J_LIST, queue_type),
	FIELD_OF(rxreport, cpus, J_LIST, cpu_type),
	FIELD_OF(rxreport, threads, J_LIST, thread_type),
	FIELD(rxreport, is_threaded, J_BOOL),
	FIELD(rxreport, has_irqbalance, J_BOOL),
	FIELD(rxreport, has_rps, J_BOOL),
	FIELD(rxreport, has_xps, J_BOOL),
	FIELD(rxreport, busy_poll_us, J_U64),
	FIELD(rxreport, budget_packets, J_U64),
	FIELD(rxreport, budget_us, J_U64),
	FIELD(rxreport, defer_hard_irqs, J_U64),
	FIELD(rxreport, gro_flush_ns, J_U64),
};
static const struct jtype report_type = JTYPE(struct rxreport, report_fields);

int rxpath_print_json(const struct rxreport *report)
{
	char *text = jtable_encode(&report_type, report, JSTYLE_LINE);

	if (!text) {
		message_error("out of memory");
		return -ENOMEM;
	}
	(void)fputs(text, stdout); /* checked when the program ends */
	free(text);
	return 0;
}
