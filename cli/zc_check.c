/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns attempts to bind a queue into verdicts and sentences. Pure. */
#include "zc_check.h"

#include <errno.h>
#include <inttypes.h>

const char *zc_check_mode_name(int mode)
{
	switch ((enum zc_check_mode)mode) {
	case ZC_CHECK_ZEROCOPY:
		return "zero-copy";
	case ZC_CHECK_COPY:
		return "copy";
	case ZC_CHECK_NONE:
		return "none";
	case ZC_CHECK_BUSY:
		return "busy";
	}
	return NULL;
}

const char *zc_check_cause_name(int cause)
{
	switch ((enum zc_check_cause)cause) {
	case ZC_CHECK_CAUSE_NONE:
		return "none";
	case ZC_CHECK_CAUSE_DRIVER:
		return "driver";
	case ZC_CHECK_CAUSE_BUSY:
		return "busy";
	case ZC_CHECK_CAUSE_SETTINGS:
		return "settings";
	case ZC_CHECK_CAUSE_DOWN:
		return "down";
	case ZC_CHECK_CAUSE_GONE:
		return "gone";
	case ZC_CHECK_CAUSE_MEMORY:
		return "memory";
	case ZC_CHECK_CAUSE_OTHER:
		return "other";
	}
	return NULL;
}

static int no_socket(int error, struct nic_err *err)
{
	if (error == -EPERM || error == -EACCES) {
		nic_err_set(err, error, "AF_XDP sockets may not be opened: %s",
			    nic_strerror(error));
		nic_err_hint(err, "zc-check needs root (CAP_NET_RAW)");
	} else if (error == -EAFNOSUPPORT) {
		nic_err_set(err, error, "this kernel has no AF_XDP");
		nic_err_hint(err, "it needs one built with CONFIG_XDP_SOCKETS");
	} else {
		nic_err_set(err, error, "AF_XDP socket: %s", nic_strerror(error));
	}
	return error;
}

static int no_memory(int error, struct nic_err *err)
{
	nic_err_set(err, error, "memory for AF_XDP: %s", nic_strerror(error));
	if (error == -ENOBUFS)
		nic_err_hint(err, "more memory must be lockable (ulimit -l), or run it "
				  "as root (CAP_IPC_LOCK)");
	return error;
}

int zc_check_hopeless(const struct xsk_attempt *attempt, struct nic_err *err)
{
	if (!attempt->error)
		return 0;
	switch (attempt->stage) {
	case XSK_STAGE_SOCKET:
		return no_socket(attempt->error, err);
	case XSK_STAGE_MEMORY:
		return no_memory(attempt->error, err);
	case XSK_STAGE_BIND:
		break;
	}
	return 0;
}

/* i40e and ice refuse programs without fragments above this: buffers of 3072 bytes less
 * Ethernet header, FCS and two VLAN tags (I40E_PACKET_HDR_PAD, ICE_ETH_PKT_HDR_PAD). A
 * bind alone does not show it. */
#define LINEAR_MTU_MAX 3046U

static const char *mtu_note(const struct zc_check_facts *facts)
{
	if (facts->netdev->mtu <= LINEAR_MTU_MAX)
		return NULL;
	return arena_printf(facts->arena,
			    "for XDP programs that take fragments only: the MTU is "
			    "%" PRIu32,
			    facts->netdev->mtu);
}

static enum zc_check_cause cause_of(int error)
{
	switch (-error) {
	case EOPNOTSUPP:
		return ZC_CHECK_CAUSE_DRIVER;
	case EBUSY:
		return ZC_CHECK_CAUSE_BUSY;
	case EINVAL:
		return ZC_CHECK_CAUSE_SETTINGS;
	case ENETDOWN:
		return ZC_CHECK_CAUSE_DOWN;
	case ENODEV:
	case ENXIO:
		return ZC_CHECK_CAUSE_GONE;
	case ENOMEM:
	case ENOBUFS:
		return ZC_CHECK_CAUSE_MEMORY;
	default:
		return ZC_CHECK_CAUSE_OTHER;
	}
}

static const char *whose(const struct zc_check_facts *facts, uint32_t queue)
{
	for (size_t i = 0; i < facts->host->xsk_sockets.n; i++) {
		const struct xsk_socket *socket = &facts->host->xsk_sockets.items[i];

		if (socket->ifindex != facts->netdev->ifindex || socket->queue != queue ||
		    !socket->has_pid)
			continue;
		return arena_printf(facts->arena,
				    "pid %" PRIu32 " (%s) has an AF_XDP socket on it%s",
				    socket->pid, socket->comm ? socket->comm : "?",
				    socket->mode == XSK_ZEROCOPY ? ", in zero-copy"
				    : socket->mode == XSK_COPY	 ? ", in copy mode"
								 : "");
	}
	return "another AF_XDP socket is bound to it";
}

static const char *driver_reason(const struct zc_check_facts *facts)
{
	const char *who =
		facts->driver ? arena_printf(facts->arena, "the driver %s", facts->driver)
			      : "the device";
	bool has_it =
		facts->port->has_features && facts->port->features & XSK_PORT_ZEROCOPY;

	return arena_printf(facts->arena, "%s has %s", who,
			    has_it ? "zero-copy, but not as the port is set up now"
				   : "no zero-copy");
}

static void explain(const struct zc_check_facts *facts, struct zc_check_queue *queue,
		    int error)
{
	switch (queue->cause) {
	case ZC_CHECK_CAUSE_NONE:
		break;
	case ZC_CHECK_CAUSE_DRIVER:
		queue->reason = driver_reason(facts);
		break;
	case ZC_CHECK_CAUSE_BUSY:
		queue->reason = whose(facts, queue->queue);
		queue->remedy = "end it to check the queue";
		break;
	case ZC_CHECK_CAUSE_SETTINGS:
		queue->reason = "the driver does not take the port's settings";
		queue->remedy = arena_printf(
			facts->arena,
			"look at the MTU (it is %" PRIu32 "), at ring sizes that are no "
			"power of 2 (ethtool -g), and for as many transmit as receive "
			"queues (ethtool -l)",
			facts->netdev->mtu);
		break;
	case ZC_CHECK_CAUSE_DOWN:
		queue->reason = "the port is down";
		queue->remedy = arena_printf(facts->arena, "ip link set dev %s up",
					     facts->netdev->name);
		break;
	case ZC_CHECK_CAUSE_GONE:
		queue->reason = "the port or its queue has just gone";
		break;
	case ZC_CHECK_CAUSE_MEMORY:
		queue->reason = "the kernel has too little memory for it";
		break;
	case ZC_CHECK_CAUSE_OTHER:
		queue->reason = arena_strdup(facts->arena, nic_strerror(error));
		break;
	}
}

struct zc_check_queue zc_check_judge(const struct zc_check_facts *facts, uint32_t number,
				     const struct xsk_attempt *zerocopy,
				     const struct xsk_attempt *copy)
{
	struct zc_check_queue queue = {.queue = number, .mode = ZC_CHECK_ZEROCOPY};

	if (!zerocopy->error && zerocopy->is_zerocopy) {
		queue.reason = mtu_note(facts);
		return queue;
	}
	/* bound, but not in the mode asked for: no known kernel does that */
	queue.cause = zerocopy->error ? cause_of(zerocopy->error) : ZC_CHECK_CAUSE_DRIVER;
	if (queue.cause == ZC_CHECK_CAUSE_BUSY)
		queue.mode = ZC_CHECK_BUSY;
	else
		queue.mode = copy->error ? ZC_CHECK_NONE : ZC_CHECK_COPY;
	explain(facts, &queue, zerocopy->error);
	return queue;
}

void zc_check_finish(struct zc_check *check)
{
	for (size_t i = 0; i < check->ports.n; i++) {
		struct zc_check_port *port = &check->ports.items[i];
		uint32_t good = 0;

		for (size_t q = 0; q < port->queues.n; q++)
			good += port->queues.items[q].mode == ZC_CHECK_ZEROCOPY;
		port->is_zerocopy = good && good == port->queues.n;
		check->queues += (uint32_t)port->queues.n;
		check->zerocopy_queues += good;
	}
	check->is_zerocopy = check->queues && check->zerocopy_queues == check->queues;
	check->exit_code = check->is_zerocopy ? EXIT_CODE_DONE : EXIT_CODE_NOT_ZERO_COPY;
}
