/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes one difference of the network state back. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "ethtool.h"
#include "netapply.h"
#include "netdevlink.h"
#include "netethtool.h"
#include "netirqs.h"
#include "netlinks.h"
#include "netnames.h"
#include "netobjects.h"
#include "netqdisc.h"
#include "netrdma.h"
#include "netsysctl.h"
#include "netvfs.h"

struct apply {
	const struct netstate *before;
	const struct net_difference *difference;
	struct netnames names;
	const struct netname *name; /* NULL: the device is not there */
	struct nl_sock *sock;
};

/* Some drivers change their MAC or MTU only while they are down. */
static int set_link(struct apply *apply)
{
	const struct net_difference *item = apply->difference;
	int r, again;

	r = netlinks_set(apply->sock, &apply->names, apply->name, item->group, item->name,
			 item->before);
	if (r != -EBUSY || !apply->name->netdev->is_up)
		return r;
	r = netlinks_set_up(apply->sock, apply->name, false);
	if (r < 0)
		return r;
	r = netlinks_set(apply->sock, &apply->names, apply->name, item->group, item->name,
			 item->before);
	again = netlinks_set_up(apply->sock, apply->name, true);
	return r < 0 ? r : again;
}

static int set_ethtool_once(struct apply *apply, struct nic_err *err)
{
	const struct net_difference *item = apply->difference;
	struct ethtool ethtool;
	int r = ethtool_open(&ethtool, err);

	if (r < 0)
		return r;
	r = netethtool_set(&ethtool, apply->name->ifindex, item->group, item->name,
			   item->before);
	ethtool_close(&ethtool);
	return r;
}

/* While a hash table is set by hand the number of queues is refused, by the kernel when
 * the table uses queues that are to go, by ice always. The table goes with its queues
 * anyway: the driver makes another one. */
static int set_channels(struct apply *apply, struct nic_err *err)
{
	const uint32_t ifindex = apply->name->ifindex;
	struct ethtool ethtool;
	struct ethtool_rss rss;
	int r = set_ethtool_once(apply, err);

	if (r != -EINVAL || ethtool_open(&ethtool, err) < 0)
		return r;
	if (ethtool_rss_read(&ethtool, ifindex, apply->names.host->arena, &rss) == 0 &&
	    rss.table.n && ethtool_rss_reset(&ethtool, ifindex) == 0) {
		r = set_ethtool_once(apply, err);
		rss.key.n = 0;
		rss.hash_function = 0;
		if (r < 0) /* best effort: the comparison finds what is left */
			(void)ethtool_rss_write(&ethtool, ifindex, &rss);
	}
	ethtool_close(&ethtool);
	return r;
}

/* ice does not change the number of its queues while an RDMA driver is bound to the port,
 * which at this time has just come back and has no user yet. */
static int set_ethtool(struct apply *apply, struct nic_err *err)
{
	const char *address = apply->name->netdev->port;
	struct netrdma rdma;
	int r, again;

	if (strcmp(apply->difference->group, "channels") != 0)
		return set_ethtool_once(apply, err);
	r = set_channels(apply, err);
	if (r != -EBUSY || !address)
		return r;
	again = netrdma_pause(address, apply->names.host->arena, &rdma);
	if (again == 0)
		r = set_channels(apply, err);
	again = netrdma_resume(&rdma);
	return r < 0 ? r : again;
}

static int set_devlink(struct apply *apply, struct nic_err *err)
{
	const struct net_difference *item = apply->difference;
	const char *address = apply->name->netdev->port;
	const struct port *port = address ? host_port(apply->names.host, address) : NULL;
	struct netdevlink devlink;
	int r;

	if (!port || !port->bus)
		return -EOPNOTSUPP;
	r = netdevlink_open(port->bus, port->address, &devlink, err);
	if (r < 0)
		return r;
	r = netdevlink_set(&devlink, item->group, item->name, item->before);
	netdevlink_close(&devlink);
	return r;
}

static int set_setting(struct apply *apply, struct nic_err *err)
{
	const struct net_difference *item = apply->difference;
	int r;

	r = netsysctl_set(apply->name->name, item->group, item->name, item->before);
	if (r != -EOPNOTSUPP || strncmp(item->group, "sysctl", 6) == 0)
		return r;
	if (strcmp(item->group, "qdisc") == 0)
		return netqdisc_set(apply->sock, apply->name, item->name, item->before);
	if (strcmp(item->group, "irq") == 0)
		return netirqs_set(apply->name->name, item->name, item->before);
	if (strncmp(item->group, "vf", 2) == 0)
		return netvfs_set(apply->sock, apply->name, item->group, item->name,
				  item->before);
	if (strcmp(item->group, "devlink-runtime") == 0 ||
	    strcmp(item->group, "eswitch") == 0)
		return set_devlink(apply, err);
	if (item->before &&
	    (strcmp(item->group, "link") == 0 || strcmp(item->group, "bond-slave") == 0 ||
	     strcmp(item->group, "bridge-port") == 0))
		return set_link(apply);
	return set_ethtool(apply, err);
}

static int set_member(struct apply *apply)
{
	const char *id = apply->difference->before;
	const struct netname *master = netnames_by_id(&apply->names, id);

	if (id && !master)
		return -ENODEV;
	return netlinks_set_master(apply->sock, apply->name,
				   master ? master->ifindex : 0);
}

static int make_device(struct apply *apply)
{
	const struct net_device *device =
		netstate_device(apply->before, apply->difference->device);
	const struct netname *below =
		device ? netnames_by_id(&apply->names, device->below) : NULL;

	if (!below)
		return -ENODEV;
	return netlinks_create(apply->sock, &apply->names, below, device);
}

/* Ports that come back in another order may have each other's names: who stands in the
 * way of its neighbour, and is to be named otherwise itself, steps aside. */
static int set_name(struct apply *apply)
{
	const char *wanted = apply->difference->before;
	const struct netname *holder;
	char aside[IF_NAMESIZE];
	int r = netlinks_rename(apply->sock, apply->name, wanted);

	if (r != -EEXIST)
		return r;
	holder = netnames_by_name(&apply->names, wanted);
	if (!holder || !netstate_device(apply->before, holder->id))
		return r; /* somebody else's now */
	(void)snprintf(aside, sizeof(aside), "nicctl%u", holder->ifindex);
	r = netlinks_rename(apply->sock, holder, aside);
	return r < 0 ? r : netlinks_rename(apply->sock, apply->name, wanted);
}

static int repair(struct apply *apply, struct nic_err *err)
{
	const struct net_difference *item = apply->difference;

	if (item->device && !apply->name && item->change != NET_DEVICE_MISSING &&
	    item->change != NET_OBJECT_MISSING)
		return -ENODEV;
	switch (item->change) {
	case NET_DEVICE_MISSING:
		return make_device(apply);
	case NET_NAME:
		return set_name(apply);
	case NET_ALTNAME:
		return netlinks_add_altname(apply->sock, apply->name, item->before);
	case NET_SETTING:
		return set_setting(apply, err);
	case NET_MEMBER:
		return set_member(apply);
	case NET_UP:
		return netlinks_set_up(apply->sock, apply->name,
				       strcmp(item->before, "up") == 0);
	case NET_OBJECT_MISSING:
		return netobjects_add(apply->sock, &apply->names, item->object);
	case NET_OBJECT_EXTRA:
		return netobjects_remove(apply->sock, &apply->names, item->object);
	}
	return -EINVAL;
}

int netapply_difference(const struct netstate *before,
			const struct net_difference *difference, struct nic_err *err)
{
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	struct apply apply = {.before = before, .difference = difference};
	int r;

	r = netlink_open(NETLINK_ROUTE, &sock, err);
	if (r == 0)
		r = netnames_read(&apply.names, sock, err);
	if (r < 0)
		return r;
	apply.sock = sock;
	apply.name = netnames_by_id(&apply.names, difference->device);
	r = repair(&apply, err);
	netnames_clear(&apply.names);
	if (r < 0)
		return nic_err_set(err, r, "%s, and cannot be put back: %s",
				   difference->text, nic_strerror(r));
	return 0;
}

int netapply_together(const struct net_difference *differences, size_t n,
		      struct nic_err *err)
{
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	const struct netname *name;
	struct netnames names = {0};
	struct ethtool ethtool;
	int r;

	r = netlink_open(NETLINK_ROUTE, &sock, err);
	if (r == 0)
		r = netnames_read(&names, sock, err);
	if (r < 0)
		return r;
	name = netnames_by_id(&names, differences[0].device);
	r = name ? ethtool_open(&ethtool, err) : -ENODEV;
	if (r == 0) {
		r = netethtool_set_together(&ethtool, name->ifindex, differences, n);
		ethtool_close(&ethtool);
	}
	netnames_clear(&names);
	return r < 0 ? nic_err_set(err, r, "%s of %s: %s", differences[0].group,
				   differences[0].text, nic_strerror(r))
		     : 0;
}
