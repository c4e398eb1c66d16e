/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl zc-check: tries every receive queue of a port, or of all ports, for AF_XDP
 * zero-copy, and leaves them as they were. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "args.h"
#include "devices.h"
#include "facts.h"
#include "message.h"
#include "protect.h"
#include "suggest.h"
#include "zc_check.h"

/* The kernel takes a closed socket off its queue in a work item that needs the RTNL
 * lock. */
#define RELEASE_TIMEOUT_MS 2000

struct run {
	struct args *args;
	const struct host *host;
	struct protections protections;
	struct zc_check check;
};

static bool is_named(const struct netdev *netdev, const char *name)
{
	return strcmp(netdev->name, name) == 0 || strv_has(&netdev->altnames, name);
}

static void say_unknown(const struct host *host, const char *name)
{
	struct suggestion suggestion = suggest_begin(name, strlen(name));

	for (size_t i = 0; i < host->netdevs.n; i++) {
		if (!host->netdevs.items[i].netns)
			suggest_try(&suggestion, "", host->netdevs.items[i].name);
	}
	if (suggestion.best)
		message_error("there is no network device '%s', did you mean '%s'?", name,
			      suggestion.best);
	else
		message_error("there is no network device '%s'", name);
	message_plain("'nicctl list' shows the ports");
}

/* NULL, with a message, when there is none. */
static const struct netdev *find(const struct host *host, const char *name)
{
	const struct netdev *elsewhere = NULL;

	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];

		if (!is_named(netdev, name))
			continue;
		if (!netdev->netns)
			return netdev;
		elsewhere = netdev;
	}
	if (!elsewhere) {
		say_unknown(host, name);
		return NULL;
	}
	message_error("'%s' is in the network namespace '%s'", name, elsewhere->netns);
	message_plain("run zc-check there, with nsenter or 'ip netns exec'");
	return NULL;
}

/* Why @netdev must not be disturbed; NULL: it may be. */
static const char *reason_to_leave_out(struct run *run, const struct netdev *netdev,
				       const struct xsk_port *port)
{
	const struct protection *protection =
		netdev->port ? protect_find(&run->protections, netdev->port) : NULL;
	const struct strv *disturb = args_values(run->args, "disturb");

	for (size_t i = 0; i < disturb->n; i++) {
		if (is_named(netdev, disturb->items[i]))
			return NULL;
	}
	if (protection)
		return arena_printf(run->args->arena, "it is protected (%s)",
				    protection->chain);
	if (port->has_program)
		return "an XDP program runs on it, and each queue would stop for a "
		       "moment";
	return NULL;
}

/* Those of others are known; any other socket was closed a moment ago. */
static bool is_in_use(const struct host *host, uint32_t ifindex, uint32_t queue)
{
	for (size_t i = 0; i < host->xsk_sockets.n; i++) {
		if (host->xsk_sockets.items[i].ifindex == ifindex &&
		    host->xsk_sockets.items[i].queue == queue)
			return true;
	}
	return false;
}

static int check_queue(const struct zc_check_facts *facts, struct zc_check_port *slot,
		       uint32_t number, struct nic_err *err)
{
	uint32_t ifindex = facts->netdev->ifindex;
	int patience_ms =
		is_in_use(facts->host, ifindex, number) ? 0 : RELEASE_TIMEOUT_MS;
	struct xsk_attempt zerocopy =
		xsk_try_for(ifindex, number, XSK_ZEROCOPY, patience_ms);
	struct xsk_attempt copy = {0};
	struct zc_check_queue *queue;
	int r = zc_check_hopeless(&zerocopy, err);

	if (r < 0)
		return r;
	if (zerocopy.error)
		copy = xsk_try(ifindex, number, XSK_COPY);
	queue = ARENA_PUSH(facts->arena, &slot->queues);
	if (!queue)
		return nic_err_set(err, -ENOMEM, "out of memory");
	*queue = zc_check_judge(facts, number, &zerocopy, &copy);
	return 0;
}

/* The driver is rid of the sockets when others can be bound. */
static void wait_for_driver(const struct zc_check_port *slot, uint32_t ifindex)
{
	struct xsk_attempt attempt;

	for (size_t i = 0; i < slot->queues.n; i++) {
		if (slot->queues.items[i].mode != ZC_CHECK_ZEROCOPY)
			continue;
		attempt = xsk_try_for(ifindex, slot->queues.items[i].queue, XSK_COPY,
				      RELEASE_TIMEOUT_MS);
		if (attempt.error == -EBUSY)
			message_plain("note: queue %" PRIu32 " of %s: the kernel is slow "
				      "to give it back, or an application has taken it",
				      slot->queues.items[i].queue, slot->name);
	}
}

static int check_port(struct run *run, const struct netdev *netdev, struct nic_err *err)
{
	struct arena *arena = run->args->arena;
	const struct port *known =
		netdev->port ? host_port(run->host, netdev->port) : NULL;
	struct zc_check_port *slot = ARENA_PUSH(arena, &run->check.ports);
	struct xsk_port port = {0};
	struct zc_check_facts facts = {
		.netdev = netdev,
		.driver = known ? known->driver : netdev->kind,
		.port = &port,
		.host = run->host,
		.arena = arena,
	};
	int r = slot ? xsk_port_read(netdev, &port, err)
		     : nic_err_set(err, -ENOMEM, "out of memory");

	if (r < 0)
		return r;
	slot->name = netdev->name;
	slot->address = netdev->port;
	slot->driver = facts.driver;
	slot->left_out = reason_to_leave_out(run, netdev, &port);
	if (slot->left_out)
		slot->remedy = arena_printf(arena, "'--disturb %s' has it checked",
					    netdev->name);
	for (uint32_t i = 0; !slot->left_out && r == 0 && i < port.queues; i++)
		r = check_queue(&facts, slot, i, err);
	wait_for_driver(slot, netdev->ifindex);
	return r;
}

static int check_all(struct run *run, struct nic_err *err)
{
	int r = 0;

	for (size_t i = 0; i < run->host->netdevs.n && r == 0; i++) {
		const struct netdev *netdev = &run->host->netdevs.items[i];

		if (netdev->port && !netdev->netns)
			r = check_port(run, netdev, err);
	}
	return r;
}

static enum exit_code print(struct run *run)
{
	if (arena_failed(run->args->arena)) {
		message_error("out of memory");
		return EXIT_CODE_FAILED;
	}
	if (!args_has(run->args, "json"))
		zc_check_print_text(&run->check, run->args->arena);
	else if (zc_check_print_json(&run->check) < 0)
		return EXIT_CODE_FAILED;
	return (enum exit_code)run->check.exit_code;
}

/* In JSON the port says so itself. */
static enum exit_code refuse(struct run *run, const struct zc_check_port *port)
{
	message_error("%s was not checked: %s", port->name, port->left_out);
	message_plain("%s", port->remedy);
	run->check.exit_code = EXIT_CODE_REFUSED;
	return args_has(run->args, "json") ? print(run) : EXIT_CODE_REFUSED;
}

/* What is named with --disturb must be checked: else it is a mistake. */
static enum exit_code look_at_disturb(struct run *run, const struct netdev *only)
{
	const struct strv *disturb = args_values(run->args, "disturb");

	for (size_t i = 0; i < disturb->n; i++) {
		if (only && !is_named(only, disturb->items[i])) {
			message_error("--disturb %s: only %s is to be checked",
				      disturb->items[i], only->name);
			return EXIT_CODE_USAGE;
		}
		if (!only && !find(run->host, disturb->items[i]))
			return EXIT_CODE_FAILED;
	}
	return EXIT_CODE_DONE;
}

static enum exit_code check(struct run *run, const char *name)
{
	bool is_all = strcmp(name, "all") == 0;
	const struct netdev *only = is_all ? NULL : find(run->host, name);
	struct nic_err err = {0};
	enum exit_code code;
	int r;

	if (!is_all && !only)
		return EXIT_CODE_FAILED;
	code = look_at_disturb(run, only);
	if (code != EXIT_CODE_DONE)
		return code;
	r = only ? check_port(run, only, &err) : check_all(run, &err);
	if (r < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	if (only && run->check.ports.items[0].left_out)
		return refuse(run, &run->check.ports.items[0]);
	zc_check_finish(&run->check);
	return print(run);
}

static enum exit_code run(struct args *args)
{
	NIC_CLEANUP(host_freep) struct host *host = NULL;
	struct facts_query query = {0};
	struct run run = {.args = args};
	struct nic_err err = {0};

	if (facts_read(NULL, &query, &host) < 0)
		return EXIT_CODE_FAILED;
	if (devices_collect_xsk(host, &err) < 0 ||
	    protect_resolve(host, NULL, args->arena, &run.protections, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	run.host = host;
	run.check.schema = ZC_CHECK_SCHEMA_VERSION;
	run.check.hostname = host->hostname;
	run.check.kernel = host->kernel.release;
	return check(&run, args->operands.items[0]);
}

static const struct cmd_option options[] = {
	{"disturb", "IFNAME", true,
	 "check this port although it is protected or runs an XDP program; its traffic "
	 "may stop for a moment"},
	{"json", NULL, false, "write JSON"},
};

const struct cmd cmd_zc_check = {
	.name = "zc-check",
	.operands = "IFNAME|all",
	.min_operands = 1,
	.max_operands = 1,
	.missing = "name the network device, or 'all'",
	.summary = "Tells which receive queues can do zero-copy (AF_XDP), and why not",
	.details =
		"Binds an AF_XDP socket with XDP_ZEROCOPY to each queue for an instant, "
		"and asks the kernel whether it is zero-copy. No XDP program is "
		"attached; without one the drivers of Intel cards keep their queues "
		"running. A port that is protected (see 'nicctl list') or that runs an "
		"XDP program is left out unless --disturb names it. Ends with 0 when "
		"every queue that was checked can do zero-copy, with 7 when one cannot "
		"or none was checked, with 3 when the port named is left out.",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
