/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about who uses the ports and RDMA devices that go down: reference counts say
 * nothing of all this. */
#include "guard_rules.h"

#include <inttypes.h>
#include <string.h>

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Has an RDMA device that goes down its port at @address? */
static bool is_rdma_port(struct guard *guard, const char *address)
{
	for (size_t i = 0; i < guard->host->rdma.n; i++) {
		const struct rdma_device *rdma = &guard->host->rdma.items[i];

		if (rdma->port && strcmp(rdma->port, address) == 0 &&
		    strv_has(&guard->plan->rdma, rdma->name))
			return true;
	}
	return false;
}

void guard_rule_rdma_users(struct guard *guard)
{
	size_t refused = 0;

	for (size_t i = 0; i < guard->host->users.n; i++) {
		const struct device_user *user = &guard->host->users.items[i];

		if (!starts_with(user->path, "/dev/infiniband/") || !user->port ||
		    !is_rdma_port(guard, user->port))
			continue;
		refused++;
		guard_refuse(guard, "end it first",
			     "pid %" PRIu32 " (%s) uses the RDMA device of %s (%s open)",
			     user->pid, user->comm ? user->comm : "?", user->port,
			     user->path);
	}
	if (!refused && guard->plan->rdma.n)
		guard_pass(guard, "no process has %s open",
			   guard_join(guard, &guard->plan->rdma));
}

/* Upper layers of RDMA that carry storage: they use a device without holding its module.
 */
static bool is_storage(const char *module)
{
	static const char *const names[] = {"rpcrdma",	"nvme_rdma",   "nvmet_rdma",
					    "ib_iser",	"ib_isert",    "ib_srp",
					    "ib_srpt",	"rnbd_client", "rnbd_server",
					    "ko2iblnd", "ksmbd",       "smbdirect"};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		if (module_name_equal(names[i], module))
			return true;
	}
	return false;
}

void guard_rule_storage(struct guard *guard)
{
	const struct host *host = guard->host;
	const char *rdma = guard_join(guard, &guard->plan->rdma);
	size_t before = guard->verdicts->n;

	for (size_t i = 0; i < guard->plan->removed.n; i++) {
		if (is_storage(guard->plan->removed.items[i]))
			guard_refuse(
				guard, "unmount what it serves and remove it yourself",
				"'%s' carries storage and is never removed by nicctl",
				guard->plan->removed.items[i]);
	}
	for (size_t i = 0; guard->plan->rdma.n && i < host->rdma_mounts.n; i++)
		guard_refuse(guard, "unmount it first",
			     "'%s' (%s) is mounted over RDMA, and %s would go down",
			     host->rdma_mounts.items[i].where,
			     host->rdma_mounts.items[i].type
				     ? host->rdma_mounts.items[i].type
				     : "?",
			     rdma);
	for (size_t i = 0; guard->plan->rdma.n && i < host->modules.n; i++) {
		const struct module *module = &host->modules.items[i];

		if (is_storage(module->name) && module->refcnt > 0)
			guard_refuse(
				guard, "end its sessions first",
				"'%s' carries storage over RDMA and is in use, and %s "
				"would go down",
				module->name, rdma);
	}
	if (guard->verdicts->n == before)
		guard_pass(guard, "no storage is known to need what goes down");
}

void guard_rule_clock_users(struct guard *guard)
{
	for (size_t i = 0; i < guard->host->users.n; i++) {
		const struct device_user *user = &guard->host->users.items[i];

		if (!user->port || !plan_touches_port(guard->plan, user->port) ||
		    starts_with(user->path, "/dev/infiniband/"))
			continue;
		guard_lose(guard, user->port, "end it first, and start it again later",
			   "pid %" PRIu32 " (%s) has the clock %s open and loses it",
			   user->pid, user->comm ? user->comm : "?", user->path);
	}
}

void guard_rule_namespaces(struct guard *guard)
{
	for (size_t i = 0; i < guard->host->netdevs.n; i++) {
		const struct netdev *netdev = &guard->host->netdevs.items[i];

		if (netdev->netns && netdev->port &&
		    plan_touches_port(guard->plan, netdev->port))
			guard_refuse(
				guard, "move it back to the initial namespace first",
				"%s (%s) is in the network namespace '%s' and would come "
				"back outside of it",
				netdev->name, netdev->port, netdev->netns);
	}
}

/* What stands on @netdev: its master and the devices whose link it is. */
static void list_above(struct guard *guard, const struct netdev *netdev,
		       struct strv *ret_names)
{
	const struct netdev *master =
		netdev->master ? host_netdev(guard->host, netdev->master) : NULL;

	if (master)
		(void)strv_push(guard->arena, ret_names, master->name);
	for (size_t i = 0; i < guard->host->netdevs.n; i++) {
		const struct netdev *above = &guard->host->netdevs.items[i];

		if (!above->netns && !above->link_netns &&
		    above->link == netdev->ifindex && above != netdev)
			(void)strv_push(guard->arena, ret_names, above->name);
	}
}

/* The port that a device of the caller's namespace stands on; NULL: none is known. */
static const struct netdev *port_below(const struct host *host, uint32_t ifindex)
{
	const struct netdev *dev = host_netdev(host, ifindex);

	for (size_t i = 0; dev && !dev->port && i < host->netdevs.n; i++)
		dev = dev->link && !dev->link_netns ? host_netdev(host, dev->link) : NULL;
	return dev;
}

/* Devices in other namespaces that stand on a port that goes down: nobody here puts them
 * back. */
static void judge_far_devices(struct guard *guard)
{
	for (size_t i = 0; i < guard->host->netdevs.n; i++) {
		const struct netdev *far = &guard->host->netdevs.items[i];
		const struct netdev *below;

		if (!far->netns || !far->link_netns ||
		    strcmp(far->link_netns, HOST_NETNS_CALLER) != 0)
			continue;
		below = port_below(guard->host, far->link);
		if (below && plan_touches_port(guard->plan, below->port))
			guard_lose(guard, below->port,
				   "end what uses it there first, and have it made again "
				   "later",
				   "'%s' in the network namespace '%s' stands on %s and "
				   "is lost with it",
				   far->name, far->netns, below->name);
	}
}

/* The kernel makes link-local IPv6 addresses again by itself. */
static void list_lost_addresses(struct guard *guard, const struct netdev *netdev,
				struct strv *ret_lost)
{
	for (size_t i = 0; i < netdev->addresses.n; i++) {
		if (!starts_with(netdev->addresses.items[i], "fe80:"))
			(void)strv_push(guard->arena, ret_lost,
					netdev->addresses.items[i]);
	}
}

static void tell_restored(struct guard *guard, const struct netdev *netdev,
			  const struct strv *above, const struct strv *lost)
{
	if (above->n)
		guard_pass(guard, "%s is part of or below %s, and is put back there",
			   netdev->name, guard_join(guard, above));
	if (lost->n)
		guard_pass(guard, "%s gets its addresses back: %s", netdev->name,
			   guard_join(guard, lost));
}

void guard_rule_stacked(struct guard *guard)
{
	judge_far_devices(guard);
	for (size_t i = 0; i < guard->host->netdevs.n; i++) {
		const struct netdev *netdev = &guard->host->netdevs.items[i];
		struct strv above = {0}, lost = {0};

		if (netdev->netns || !netdev->port ||
		    !plan_touches_port(guard->plan, netdev->port))
			continue;
		list_above(guard, netdev, &above);
		list_lost_addresses(guard, netdev, &lost);
		if (!guard->request->no_restore) {
			tell_restored(guard, netdev, &above, &lost);
			continue;
		}
		if (above.n)
			guard_warn(guard, "put it back yourself, or in a .post hook",
				   "%s is part of or below %s: that connection is lost",
				   netdev->name, guard_join(guard, &above));
		if (lost.n)
			guard_warn(
				guard,
				"the network manager may put them back; if none does, use "
				"a .post hook",
				"%s loses its addresses: %s", netdev->name,
				guard_join(guard, &lost));
	}
}
