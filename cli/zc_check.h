/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What zc-check has found, as plain data: text and JSON are two views of it. */
#ifndef NICCTL_ZC_CHECK_H
#define NICCTL_ZC_CHECK_H

#include "exit_code.h"
#include "host.h"
#include "xsk.h"
#include "xsk_port.h"

/* Raised whenever a field of the JSON document changes its meaning or goes away. */
#define ZC_CHECK_SCHEMA_VERSION 1

enum zc_check_mode {
	ZC_CHECK_ZEROCOPY,
	ZC_CHECK_COPY, /* AF_XDP works, but every packet is copied */
	ZC_CHECK_NONE,
	ZC_CHECK_BUSY, /* another socket is bound to the queue */
};

/* Why a queue cannot do zero-copy now. */
enum zc_check_cause {
	ZC_CHECK_CAUSE_NONE,
	ZC_CHECK_CAUSE_DRIVER, /* it has no zero-copy at all */
	ZC_CHECK_CAUSE_BUSY,
	ZC_CHECK_CAUSE_SETTINGS, /* MTU, rings, channels */
	ZC_CHECK_CAUSE_DOWN,
	ZC_CHECK_CAUSE_GONE,
	ZC_CHECK_CAUSE_MEMORY,
	ZC_CHECK_CAUSE_OTHER,
};

struct zc_check_queue {
	uint32_t queue;
	enum zc_check_mode mode;
	enum zc_check_cause cause;
	const char *reason, *remedy; /* NULL: none is needed, or none is known; with
					zero-copy: what it depends on */
};

struct zc_check_port {
	const char *name, *address, *driver;
	const char *left_out; /* why it was not checked; NULL: it was */
	const char *remedy;   /* what has it checked all the same */
	bool is_zerocopy;     /* all of its queues are */
	struct {
		struct zc_check_queue *items;
		size_t n;
	} queues;
};

struct zc_check {
	uint32_t schema;
	const char *hostname, *kernel;
	struct {
		struct zc_check_port *items;
		size_t n;
	} ports;
	uint32_t queues, zerocopy_queues; /* of the ports that were checked */
	bool is_zerocopy;		  /* all of them, and there is one */
	uint32_t exit_code;
};

/* What is known of a device before its queues are tried. */
struct zc_check_facts {
	const struct netdev *netdev;
	const char *driver; /* NULL: not known */
	const struct xsk_port *port;
	const struct host *host; /* for the sockets of others */
	struct arena *arena;
};

/* Is the failure of @attempt about the caller or the kernel, so that no queue of any port
 * can be judged? Writes it into @err and returns the negative errno; else 0. */
int zc_check_hopeless(const struct xsk_attempt *attempt, struct nic_err *err);

/* The verdict on one queue. @copy: the second attempt; only looked at when @zerocopy has
 * failed. When memory is out, the arena remembers it. */
struct zc_check_queue zc_check_judge(const struct zc_check_facts *facts, uint32_t queue,
				     const struct xsk_attempt *zerocopy,
				     const struct xsk_attempt *copy);

/* Counts the queues, and decides on the exit code. */
void zc_check_finish(struct zc_check *check);

const char *zc_check_mode_name(int mode);
const char *zc_check_cause_name(int cause);

void zc_check_print_text(const struct zc_check *check, struct arena *arena);

/* Returns 0 or -ENOMEM, with a message on standard error. */
int zc_check_print_json(const struct zc_check *check);

#endif
