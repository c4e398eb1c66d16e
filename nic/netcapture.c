/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Captures the network state of ports: who is asked for what, and in which order. */
#include "netcapture.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netdevice.h>
#include <stdio.h>
#include <string.h>

#include "netdevlink.h"
#include "netethtool.h"
#include "netirqs.h"
#include "netkind.h"
#include "netlinks.h"
#include "netmanager.h"
#include "netnames.h"
#include "netobjects.h"
#include "netovs.h"
#include "netqdisc.h"
#include "netsysctl.h"
#include "netvfs.h"
#include "sysfs.h"

struct capture {
	struct netstate *state;
	struct netnames names;
	struct nl_sock *sock;
};

static struct net_device *find(const struct capture *capture, const struct netname *name)
{
	return netstate_device(capture->state, name->id);
}

static const struct netname *name_of(const struct capture *capture, uint32_t ifindex)
{
	return ifindex ? netnames_by_index(&capture->names, ifindex) : NULL;
}

/* A link that leaves the namespace counts in another one. */
static const struct netname *below_of(const struct capture *capture,
				      const struct netname *name)
{
	return name->netdev->link_netns ? NULL : name_of(capture, name->netdev->link);
}

/* The port whose virtual function carries the device; NULL: it is no such device. */
static const char *physfn_of(const struct capture *capture, const struct netname *name)
{
	const struct port *port =
		name->netdev->port && !name->netdev->kind
			? host_port(capture->names.host, name->netdev->port)
			: NULL;

	return port ? port->physfn : NULL;
}

static int add_device(struct capture *capture, const struct netname *name,
		      enum net_role role)
{
	struct arena *arena = capture->state->arena;
	const struct netname *master = name_of(capture, name->netdev->master);
	const struct netname *below = below_of(capture, name);
	struct net_device *device;

	if (find(capture, name))
		return 0;
	device = ARENA_PUSH(arena, &capture->state->devices);
	if (!device)
		return -ENOMEM;
	device->id = arena_strdup(arena, name->id);
	device->name = arena_strdup(arena, name->name);
	device->role = role;
	device->port = arena_strdup(arena, name->netdev->port);
	device->physfn = arena_strdup(arena, physfn_of(capture, name));
	device->permanent_mac = arena_strdup(arena, name->netdev->permanent_mac);
	device->kind = arena_strdup(arena, name->netdev->kind);
	device->is_up = name->netdev->is_up;
	if (role == NET_CHILD && below)
		device->below = arena_strdup(arena, below->id);
	if (role != NET_MASTER && master) {
		device->master = arena_strdup(arena, master->id);
		device->master_kind = arena_strdup(arena, master->netdev->kind);
	}
	for (size_t i = 0; i < name->netdev->altnames.n; i++)
		(void)strv_push(arena, &device->altnames,
				name->netdev->altnames.items[i]);
	return arena_failed(arena) ? -ENOMEM : 0;
}

/* With a port its virtual functions go, too. */
static bool is_asked_for(const struct capture *capture,
			 const struct netcapture_query *query, const struct netname *name)
{
	const char *physfn = physfn_of(capture, name);

	if (query->names && strv_has(query->names, name->name))
		return true;
	return query->ports && name->netdev->port && !name->netdev->kind &&
	       (strv_has(query->ports, name->netdev->port) ||
		(physfn && strv_has(query->ports, physfn)));
}

static int add_ports(struct capture *capture, const struct netcapture_query *query)
{
	int r = 0;

	for (size_t i = 0; i < capture->names.n && r == 0; i++) {
		if (is_asked_for(capture, query, &capture->names.items[i]))
			r = add_device(capture, &capture->names.items[i], NET_PORT);
	}
	return r;
}

/* Is the device deleted with the one it stands on? The other end of a veth is "below",
 * too, and has a life of its own. */
static bool is_child(const struct capture *capture, const struct netname *name)
{
	const struct netname *below = below_of(capture, name);
	const struct net_device *device = below ? find(capture, below) : NULL;

	return name->netdev->kind && strcmp(name->netdev->kind, "veth") != 0 && device &&
	       device->role != NET_MASTER;
}

/* Children of children, too: until none is found any more. */
static int add_children(struct capture *capture)
{
	size_t before;
	int r = 0;

	do {
		before = capture->state->devices.n;
		for (size_t i = 0; i < capture->names.n && r == 0; i++) {
			if (is_child(capture, &capture->names.items[i]))
				r = add_device(capture, &capture->names.items[i],
					       NET_CHILD);
		}
	} while (r == 0 && capture->state->devices.n > before);
	return r;
}

static int add_masters(struct capture *capture)
{
	size_t n = capture->state->devices.n;
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		const char *id = capture->state->devices.items[i].master;
		const struct netname *master = netnames_by_id(&capture->names, id);

		if (master)
			r = add_device(capture, master, NET_MASTER);
	}
	return r;
}

static int add_again(struct capture *capture, const struct netstate *again)
{
	int r = 0;

	for (size_t i = 0; again && i < again->devices.n && r == 0; i++) {
		const struct net_device *device = &again->devices.items[i];
		const struct netname *name = netnames_by_id(&capture->names, device->id);

		if (name)
			r = add_device(capture, name, device->role);
	}
	return r;
}

static int read_devlink(struct capture *capture, struct net_device *device,
			struct nic_err *err)
{
	const struct port *port =
		device->port ? host_port(capture->names.host, device->port) : NULL;
	struct netdevlink devlink;
	int r;

	if (!port || !port->bus)
		return 0;
	r = netdevlink_open(port->bus, port->address, &devlink, err);
	if (r < 0)
		return r;
	r = netdevlink_read(&devlink, capture->state, device);
	netdevlink_close(&devlink);
	return r < 0 ? nic_err_set(err, r, "out of memory") : 0;
}

/* The MAC of a representor is nobody's: the driver makes one up each time, and some take
 * no other. */
static void drop_made_up_mac(struct net_device *device, const char *name)
{
	struct net_setting *items = device->settings.items;
	char path[96];
	int64_t type;

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/addr_assign_type", name);
	if (sysfs_number(AT_FDCWD, path, &type) < 0 || type != NET_ADDR_RANDOM)
		return;
	for (size_t i = 0; i < device->settings.n; i++) {
		if (strcmp(items[i].group, "link") != 0 ||
		    strcmp(items[i].name, "mac") != 0)
			continue;
		items[i] = items[--device->settings.n];
		return;
	}
}

static int read_port(struct capture *capture, struct net_device *device,
		     const struct netname *name, struct ethtool *ethtool,
		     struct nic_err *err)
{
	int r = netsysctl_read_queues(capture->state, device, name->name);

	if (r == 0)
		r = netirqs_read(capture->state, device, name->name);
	if (r < 0)
		return nic_err_set(err, r, "out of memory");
	/* several devices of one function: the first stands for what they have in common
	 */
	if (!strchr(device->id, '/')) {
		r = netvfs_read(capture->state, device, name, err);
		if (r == 0)
			r = read_devlink(capture, device, err);
	} else {
		drop_made_up_mac(device, name->name);
	}
	return r == 0 ? netethtool_read(capture->state, device, ethtool, name->ifindex,
					err)
		      : r;
}

static int read_device(struct capture *capture, struct net_device *device,
		       struct ethtool *ethtool, struct nic_err *err)
{
	const struct netname *name = netnames_by_id(&capture->names, device->id);
	int r;

	if (!name || device->role == NET_MASTER)
		return 0;
	netmanager_read(device, name->ifindex, name->name);
	r = netsysctl_read(capture->state, device, name->name);
	if (r < 0)
		return nic_err_set(err, r, "out of memory");
	/* what another device does for it is that device's affair */
	return device->role == NET_PORT ? read_port(capture, device, name, ethtool, err)
					: 0;
}

static int read_devices(struct capture *capture, struct nic_err *err)
{
	struct ethtool ethtool;
	int r = ethtool_open(&ethtool, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < capture->state->devices.n && r == 0; i++)
		r = read_device(capture, &capture->state->devices.items[i], &ethtool,
				err);
	ethtool_close(&ethtool);
	return r;
}

/* What can be read and not put back has to be told. */
static int add_losses(struct netstate *state)
{
	struct arena *arena = state->arena;

	for (size_t i = 0; i < state->objects.n; i++) {
		const struct net_object *object = &state->objects.items[i];
		struct net_device *device = netstate_device(state, object->device);

		if (object->unknown.n && device)
			(void)strv_push(
				arena, &device->losses,
				arena_printf(arena,
					     "a %s has parts that this nicctl "
					     "does not know (%s)",
					     netstate_kind_name((int)object->kind),
					     object->unknown.items[0]));
	}
	for (size_t i = 0; i < state->devices.n; i++) {
		struct net_device *device = &state->devices.items[i];

		const struct net_setting *wol =
			netstate_setting(device, "wol", "magicsecure");

		if (device->master_kind && strcmp(device->master_kind, "team") == 0)
			(void)strv_push(arena, &device->losses,
					"it is put back into its team, and only a teamd "
					"that runs gives it its options there");
		device->master_is_lost =
			netkind_is_ovs(device->master_kind) && !netovs_is_running();
		if (device->master_is_lost)
			(void)strv_push(arena, &device->refusals,
					"only ovs-vswitchd can put it back into its Open "
					"vSwitch bridge, and it does not run");
		if (wol && strcmp(wol->value, "on") == 0)
			(void)strv_push(arena, &device->refusals,
					"the password of its wake-on-LAN (SecureOn) "
					"would be lost");
	}
	return arena_failed(arena) ? -ENOMEM : 0;
}

static int read_all(struct capture *capture, const struct netcapture_query *query,
		    struct nic_err *err)
{
	int r;

	r = add_ports(capture, query);
	if (r == 0)
		r = add_children(capture);
	if (r == 0)
		r = add_masters(capture);
	if (r == 0)
		r = add_again(capture, query->again);
	if (r < 0)
		return nic_err_set(err, r, "out of memory");
	r = netlinks_read(capture->state, capture->sock, &capture->names, err);
	if (r == 0)
		r = read_devices(capture, err);
	if (r == 0)
		r = netqdisc_read(capture->state, capture->sock, &capture->names, err);
	if (r == 0)
		r = netobjects_read(capture->state, capture->sock, &capture->names, err);
	if (r == 0 && add_losses(capture->state) < 0)
		r = nic_err_set(err, -ENOMEM, "out of memory");
	return r;
}

int netcapture_read(const struct netcapture_query *query, struct netstate **ret_state,
		    struct nic_err *err)
{
	NIC_CLEANUP(netstate_freep) struct netstate *state = netstate_new();
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	struct capture capture = {.state = state};
	int r;

	if (!state)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = netlink_open(NETLINK_ROUTE, &sock, err);
	if (r == 0)
		r = netnames_read(&capture.names, sock, err);
	capture.sock = sock;
	if (r == 0)
		r = read_all(&capture, query, err);
	netnames_clear(&capture.names);
	if (r == 0 && arena_failed(state->arena))
		r = nic_err_set(err, -ENOMEM, "out of memory");
	if (r == 0)
		*ret_state = NIC_TAKE(state);
	return r;
}
