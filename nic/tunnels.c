/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel tells of a tunnel's ends. */
#include "tunnels.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

/* Attributes that the oldest supported kernel headers do not name. Source: kernel
 * include/uapi/linux/if_tunnel.h. */
#define ATTR_GRE_FWMARK 20
#define ATTR_IPTUN_FWMARK 20
#define ATTR_VTI_FWMARK 6
#define ATTR_MAX 64

/* More ends than these say nothing new: on a flat network all are reached the same way.
 */
#define MAX_REMOTES 64

struct layout {
	const char *kind;
	int link, local, local6, remote, remote6, mark; /* 0: has none */
};

#define GRE(kind_)                                                                       \
	{                                                                                \
		kind_, IFLA_GRE_LINK, IFLA_GRE_LOCAL, 0, IFLA_GRE_REMOTE, 0,             \
			ATTR_GRE_FWMARK                                                  \
	}
#define IPTUN(kind_)                                                                     \
	{                                                                                \
		kind_, IFLA_IPTUN_LINK, IFLA_IPTUN_LOCAL, 0, IFLA_IPTUN_REMOTE, 0,       \
			ATTR_IPTUN_FWMARK                                                \
	}
#define VTI(kind_)                                                                       \
	{                                                                                \
		kind_, IFLA_VTI_LINK, IFLA_VTI_LOCAL, 0, IFLA_VTI_REMOTE, 0,             \
			ATTR_VTI_FWMARK                                                  \
	}

static const struct layout layouts[] = {
	{"vxlan", IFLA_VXLAN_LINK, IFLA_VXLAN_LOCAL, IFLA_VXLAN_LOCAL6, IFLA_VXLAN_GROUP,
	 IFLA_VXLAN_GROUP6, 0},
	{"geneve", 0, 0, 0, IFLA_GENEVE_REMOTE, IFLA_GENEVE_REMOTE6, 0},
	GRE("gre"),
	GRE("gretap"),
	GRE("erspan"),
	GRE("ip6gre"),
	GRE("ip6gretap"),
	GRE("ip6erspan"),
	IPTUN("ipip"),
	IPTUN("sit"),
	IPTUN("ip6tnl"),
	VTI("vti"),
	VTI("vti6"),
};

static const struct layout *find_layout(const char *kind)
{
	for (size_t i = 0; kind && i < NIC_ARRAY_SIZE(layouts); i++) {
		if (strcmp(layouts[i].kind, kind) == 0)
			return &layouts[i];
	}
	return NULL;
}

/* The address in an attribute; NULL: none, or "any". */
static const char *get_address(struct arena *arena, const struct nlattr *attr)
{
	static const unsigned char any[16];

	if (!attr || nla_len(attr) > (int)sizeof(any) ||
	    memcmp(nla_data(attr), any, (size_t)nla_len(attr)) == 0)
		return NULL;
	return netlink_address(arena, attr);
}

static uint32_t get_u32(struct nlattr *const *attrs, int type)
{
	return type && attrs[type] && nla_len(attrs[type]) >= 4 ? nla_get_u32(attrs[type])
								: 0;
}

static int add_remote(struct arena *arena, struct netdev *dev, const char *address)
{
	if (!address || strv_has(&dev->remotes, address) || dev->remotes.n >= MAX_REMOTES)
		return arena_failed(arena) ? -ENOMEM : 0;
	return strv_push(arena, &dev->remotes, address);
}

int tunnels_parse(struct arena *arena, struct nlattr *data, struct netdev *dev)
{
	const struct layout *layout = find_layout(dev->kind);
	struct nlattr *attrs[ATTR_MAX + 1];
	const char *remote;

	if (!layout || !data || nla_parse_nested(attrs, ATTR_MAX, data, NULL) < 0)
		return 0;
	if (!dev->link)
		dev->link = get_u32(attrs, layout->link);
	dev->tunnel_mark = get_u32(attrs, layout->mark);
	dev->tunnel_local =
		layout->local ? get_address(arena, attrs[layout->local]) : NULL;
	if (!dev->tunnel_local && layout->local6)
		dev->tunnel_local = get_address(arena, attrs[layout->local6]);
	remote = get_address(arena, attrs[layout->remote]);
	if (!remote && layout->remote6)
		remote = get_address(arena, attrs[layout->remote6]);
	return add_remote(arena, dev, remote);
}

struct reader {
	struct host *host;
	size_t first;
};

static struct netdev *find_vxlan(const struct reader *reader, uint32_t ifindex)
{
	for (size_t i = reader->first; i < reader->host->netdevs.n; i++) {
		struct netdev *dev = &reader->host->netdevs.items[i];

		if (dev->ifindex == ifindex && dev->kind &&
		    strcmp(dev->kind, "vxlan") == 0)
			return dev;
	}
	return NULL;
}

static int take_entry(struct nlmsghdr *msg, void *ctx)
{
	const struct reader *reader = ctx;
	struct nlattr *attrs[NDA_MAX + 1];
	const struct ndmsg *info;
	struct netdev *dev;

	if (!msg || msg->nlmsg_type != RTM_NEWNEIGH ||
	    nlmsg_parse(msg, sizeof(*info), attrs, NDA_MAX, NULL) < 0)
		return 0;
	info = nlmsg_data(msg);
	dev = find_vxlan(reader, (uint32_t)info->ndm_ifindex);
	if (!dev || !attrs[NDA_DST])
		return 0;
	return add_remote(reader->host->arena, dev,
			  get_address(reader->host->arena, attrs[NDA_DST]));
}

static bool has_vxlan(const struct reader *reader)
{
	for (size_t i = reader->first; i < reader->host->netdevs.n; i++) {
		if (find_vxlan(reader, reader->host->netdevs.items[i].ifindex))
			return true;
	}
	return false;
}

int tunnels_read_forwarding(struct host *host, struct nl_sock *sock, size_t first,
			    struct nic_err *err)
{
	struct reader reader = {host, first};
	/* The kernel takes this header, not struct ndmsg, for a list of all devices. */
	struct ifinfomsg info = {.ifi_family = AF_BRIDGE};
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	int r = -ENOMEM;

	if (!has_vxlan(&reader))
		return 0;
	msg = netlink_request(RTM_GETNEIGH, NLM_F_DUMP, &info, sizeof(info));
	if (msg)
		r = netlink_ask(sock, msg, take_entry, &reader);
	if (r < 0)
		return nic_err_set(err, r, "forwarding tables of VXLAN devices: %s",
				   nic_strerror(r));
	return 0;
}
