/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks ethtool for maxima and fixed features, rtnetlink for the bounds of the MTU, and
 * sysfs for the port's processors and its most virtual functions. Source of the ioctls:
 * kernel include/uapi/linux/ethtool.h; of sriov_totalvfs: Documentation/ABI/testing/
 * sysfs-bus-pci. */
#include "netlimits.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ethtool.h"
#include "netlink.h"
#include "netnames.h"
#include "sysfs.h"

/* The kernel has some 60. */
#define FEATURES_MAX 512

static int add_maxima(struct netstate *state, struct net_device *device,
		      struct ethtool *ethtool, uint32_t ifindex, enum ethtool_group group,
		      const char *name)
{
	struct ethtool_settings settings = {0};
	int r = ethtool_settings_read(ethtool, ifindex, group, state->arena, &settings);

	if (r < 0)
		return r == -ENOMEM ? r : 0; /* then there is nothing to be set */
	for (size_t i = 0; i < settings.n && r == 0; i++) {
		if (settings.items[i].has_max)
			r = netstate_set(state, device, name, settings.items[i].name,
					 arena_printf(state->arena, "%" PRIu32,
						      settings.items[i].max));
	}
	return r;
}

/* How many features the kernel knows; 0: it does not say. */
static uint32_t count_features(const struct ethtool *ethtool, uint32_t ifindex,
			       struct arena *arena)
{
	struct ethtool_sset_info *info =
		arena_alloc(arena, sizeof(*info) + sizeof(info->data[0]));

	if (!info)
		return 0;
	info->cmd = ETHTOOL_GSSET_INFO;
	info->sset_mask = UINT64_C(1) << ETH_SS_FEATURES;
	if (ethtool_ioctl(ethtool, ifindex, info) < 0 || !info->sset_mask)
		return 0;
	return info->data[0] <= FEATURES_MAX ? info->data[0] : 0;
}

static bool has_bit(uint32_t bits, uint32_t i)
{
	return (bits >> (i % 32)) & 1;
}

static int add_feature(struct netstate *state, struct net_device *device,
		       const char *name, const struct ethtool_get_features_block *block,
		       uint32_t i)
{
	bool can_change =
		has_bit(block->available, i) && !has_bit(block->never_changed, i);
	char text[ETH_GSTRING_LEN + 1];

	(void)snprintf(text, sizeof(text), "%.*s", ETH_GSTRING_LEN, name);
	if (can_change || !text[0])
		return 0;
	return netstate_set(state, device, "features-fixed", text,
			    has_bit(block->active, i) ? "1" : "0");
}

static int add_fixed(struct netstate *state, struct net_device *device,
		     const struct ethtool *ethtool, uint32_t ifindex)
{
	uint32_t n = count_features(ethtool, ifindex, state->arena),
		 blocks = (n + 31) / 32;
	struct ethtool_gstrings *names =
		arena_alloc(state->arena, sizeof(*names) + (size_t)n * ETH_GSTRING_LEN);
	struct ethtool_gfeatures *features = arena_alloc(
		state->arena, sizeof(*features) + blocks * sizeof(features->features[0]));
	int r = 0;

	if (!names || !features)
		return -ENOMEM;
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_FEATURES;
	names->len = n;
	features->cmd = ETHTOOL_GFEATURES;
	features->size = blocks;
	if (!n || ethtool_ioctl(ethtool, ifindex, names) < 0 ||
	    ethtool_ioctl(ethtool, ifindex, features) < 0)
		return 0;
	for (uint32_t i = 0; i < n && i < names->len && r == 0; i++)
		r = add_feature(state, device,
				(const char *)names->data + (size_t)i * ETH_GSTRING_LEN,
				&features->features[i / 32], i);
	return r;
}

/* Without a NUMA node all processors are near. */
static int add_processors(struct netstate *state, struct net_device *device)
{
	char path[128], list[512] = "";

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/device/local_cpulist",
		       device->name);
	if (sysfs_read(AT_FDCWD, path, list, sizeof(list)) <= 0 &&
	    sysfs_read(AT_FDCWD, "/sys/devices/system/cpu/online", list, sizeof(list)) <=
		    0)
		return 0;
	return netstate_set(state, device, "processors", "local", list);
}

static int add_most_vfs(struct netstate *state, struct net_device *device)
{
	char path[128];
	int64_t most;

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/device/sriov_totalvfs",
		       device->name);
	if (sysfs_number(AT_FDCWD, path, &most) < 0 || most < 0)
		return 0;
	return netstate_set(state, device, "vfs-max", "number",
			    arena_printf(state->arena, "%" PRId64, most));
}

struct bounds {
	uint32_t min, max; /* 0: not told */
};

static int take_bounds(struct nlmsghdr *msg, void *ctx)
{
	struct nlattr *attrs[IFLA_MAX + 1];
	struct bounds *bounds = ctx;

	if (!msg || msg->nlmsg_type != RTM_NEWLINK ||
	    nlmsg_parse(msg, sizeof(struct ifinfomsg), attrs, IFLA_MAX, NULL) < 0)
		return 0;
	if (attrs[IFLA_MIN_MTU] && nla_len(attrs[IFLA_MIN_MTU]) >= 4)
		bounds->min = nla_get_u32(attrs[IFLA_MIN_MTU]);
	if (attrs[IFLA_MAX_MTU] && nla_len(attrs[IFLA_MAX_MTU]) >= 4)
		bounds->max = nla_get_u32(attrs[IFLA_MAX_MTU]);
	return 0;
}

/* A kernel or driver that tells none says no when it is asked for too much. */
static int add_mtu(struct netstate *state, struct net_device *device, uint32_t ifindex)
{
	struct ifinfomsg header = {.ifi_family = AF_UNSPEC, .ifi_index = (int)ifindex};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = netlink_request(RTM_GETLINK, 0, &header, sizeof(header));
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	struct bounds bounds = {0};
	struct nic_err ignored;
	int r = 0;

	if (!msg)
		return -ENOMEM;
	if (netlink_open(NETLINK_ROUTE, &sock, &ignored) < 0 ||
	    netlink_ask(sock, msg, take_bounds, &bounds) < 0)
		return 0;
	if (bounds.min)
		r = netstate_set(state, device, "link-min", "mtu",
				 arena_printf(state->arena, "%" PRIu32, bounds.min));
	if (r == 0 && bounds.max)
		r = netstate_set(state, device, "link-max", "mtu",
				 arena_printf(state->arena, "%" PRIu32, bounds.max));
	return r;
}

int netlimits_read_device(struct netstate *state, struct net_device *device,
			  uint32_t ifindex, struct nic_err *err)
{
	struct ethtool ethtool;
	int r = ethtool_open(&ethtool, err);

	if (r < 0)
		return r;
	r = add_maxima(state, device, &ethtool, ifindex, ETHTOOL_GROUP_CHANNELS,
		       "channels-max");
	if (r == 0)
		r = add_maxima(state, device, &ethtool, ifindex, ETHTOOL_GROUP_RINGS,
			       "rings-max");
	if (r == 0)
		r = add_fixed(state, device, &ethtool, ifindex);
	if (r == 0)
		r = add_processors(state, device);
	if (r == 0)
		r = add_mtu(state, device, ifindex);
	if (r == 0)
		r = add_most_vfs(state, device);
	ethtool_close(&ethtool);
	return r < 0 ? nic_err_set(err, r, "limits of %s: %s", device->name,
				   nic_strerror(r))
		     : 0;
}

static int add_devices(struct netstate *state, const struct netnames *names,
		       const struct strv *ports, struct nic_err *err)
{
	int r = 0;

	for (size_t i = 0; i < names->n && r == 0; i++) {
		const struct netname *name = &names->items[i];
		struct net_device *device;

		if (!name->netdev->port || name->netdev->kind ||
		    !strv_has(ports, name->netdev->port))
			continue;
		device = ARENA_PUSH(state->arena, &state->devices);
		if (!device)
			return nic_err_set(err, -ENOMEM, "out of memory");
		device->id = arena_strdup(state->arena, name->id);
		device->name = arena_strdup(state->arena, name->name);
		device->port = arena_strdup(state->arena, name->netdev->port);
		device->role = NET_PORT;
		if (arena_failed(state->arena))
			return nic_err_set(err, -ENOMEM, "out of memory");
		r = netlimits_read_device(state, device, name->ifindex, err);
	}
	return r;
}

int netlimits_read(const struct strv *ports, struct netstate **ret_limits,
		   struct nic_err *err)
{
	NIC_CLEANUP(netstate_freep) struct netstate *state = netstate_new();
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	struct netnames names = {0};
	int r;

	if (!state)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = netlink_open(NETLINK_ROUTE, &sock, err);
	if (r == 0)
		r = netnames_read(&names, sock, err);
	if (r == 0) {
		r = add_devices(state, &names, ports, err);
		netnames_clear(&names);
	}
	if (r == 0)
		*ret_limits = NIC_TAKE(state);
	return r;
}
