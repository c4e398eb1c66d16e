/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The network devices of one namespace, with their addresses. */
#include "netdevs.h"

#include <errno.h>
#include <limits.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "netdev_port.h"
#include "netnsids.h"
#include "tunnels.h"

/* Attributes that the oldest supported kernel headers (RHEL 8) do not name. Source:
 * kernel include/uapi/linux/if_link.h. */
#define ATTR_LINK_NETNSID 37
#define ATTR_PROP_LIST 52
#define ATTR_ALT_IFNAME 53
#define ATTR_PERM_ADDRESS 54
#define ATTR_PARENT_DEV_NAME 56
#define ATTR_PARENT_DEV_BUS_NAME 57
#define ATTR_MAX 64

/* A device whose link is in another namespace, by the number that this one has for it.
 */
struct far_link {
	size_t device; /* index in host->netdevs */
	int32_t netnsid;
};

struct reader {
	struct host *host;
	struct nl_sock *sock;
	const char *netns;
	size_t first; /* index of this namespace's first device in host->netdevs */
	size_t last;  /* the one the last address was for: they come in the same order */
	struct {
		struct far_link *items;
		size_t n;
	} far_links;
};

const char *netdevs_operstate(uint8_t state)
{
	static const char *const names[] = {
		"unknown", "notpresent", "down", "lowerlayerdown",
		"testing", "dormant",	 "up"};

	return state < NIC_ARRAY_SIZE(names) ? names[state] : "unknown";
}

static uint32_t get_u32(struct nlattr *const *attrs, int type)
{
	return attrs[type] && nla_len(attrs[type]) >= 4 ? nla_get_u32(attrs[type]) : 0;
}

static uint8_t get_u8(struct nlattr *const *attrs, int type)
{
	return attrs[type] && nla_len(attrs[type]) >= 1 ? nla_get_u8(attrs[type]) : 0;
}

/* The text of an attribute; the kernel ends it with a NUL, which is not taken on trust.
 */
static const char *get_text(struct arena *arena, const struct nlattr *attr)
{
	const char *text;

	if (!attr)
		return NULL;
	text = nla_data(attr);
	return arena_strndup(arena, text, strnlen(text, (size_t)nla_len(attr)));
}

/* A hardware address of any length (6 bytes, InfiniBand 20) as "02:00:…". */
static const char *get_mac(struct arena *arena, const struct nlattr *attr)
{
	int length = attr ? nla_len(attr) : 0;
	const uint8_t *bytes;
	char *text, *end;

	if (length < 1)
		return NULL;
	bytes = nla_data(attr);
	text = arena_alloc(arena, (size_t)length * 3);
	end = text;
	for (int i = 0; text && i < length; i++)
		end += sprintf(end, i ? ":%02x" : "%02x", bytes[i]);
	return text;
}

/* Kind, and the ends of a tunnel. */
static int fill_kind(struct arena *arena, struct nlattr *info, struct netdev *dev)
{
	struct nlattr *attrs[IFLA_INFO_MAX + 1];

	if (!info || nla_parse_nested(attrs, IFLA_INFO_MAX, info, NULL) < 0)
		return 0;
	dev->kind = get_text(arena, attrs[IFLA_INFO_KIND]);
	return tunnels_parse(arena, attrs[IFLA_INFO_DATA], dev);
}

/* The device below, which may be in another namespace, and then count there. */
static int fill_link(struct reader *reader, struct nlattr *const *attrs,
		     struct netdev *dev)
{
	struct far_link *far;

	dev->link = get_u32(attrs, IFLA_LINK);
	if (!attrs[ATTR_LINK_NETNSID]) {
		dev->link = dev->link == dev->ifindex ? 0 : dev->link;
		return 0;
	}
	far = ARENA_PUSH(reader->host->arena, &reader->far_links);
	if (!far)
		return -ENOMEM;
	far->device = (size_t)(dev - reader->host->netdevs.items);
	far->netnsid = (int32_t)get_u32(attrs, ATTR_LINK_NETNSID);
	return 0;
}

static int get_altnames(struct arena *arena, struct nlattr *list, struct strv *ret_names)
{
	const struct nlattr *attr;
	int rest, r;

	if (!list)
		return 0;
	nla_for_each_nested(attr, list, rest)
	{
		if (nla_type(attr) != ATTR_ALT_IFNAME)
			continue;
		r = strv_push(arena, ret_names, get_text(arena, attr));
		if (r < 0)
			return r;
	}
	return 0;
}

static int find_port(struct reader *reader, struct nlattr *const *attrs,
		     struct netdev *dev)
{
	const struct netdev_origin origin = {
		.sock = reader->sock,
		.name = dev->name,
		.mac = dev->mac,
		.ifindex = dev->ifindex,
		.is_own_netns = !reader->netns,
		.parent = get_text(reader->host->arena, attrs[ATTR_PARENT_DEV_NAME]),
		.parent_bus =
			get_text(reader->host->arena, attrs[ATTR_PARENT_DEV_BUS_NAME]),
	};

	if (dev->kind && !origin.parent)
		return 0; /* made by software: nothing below it in the device tree */
	return netdev_port_find(reader->host, &origin, &dev->port);
}

static void fill(struct reader *reader, struct nlattr *const *attrs, struct netdev *dev)
{
	struct arena *arena = reader->host->arena;

	dev->name = get_text(arena, attrs[IFLA_IFNAME]);
	dev->netns = reader->netns;
	dev->mac = get_mac(arena, attrs[IFLA_ADDRESS]);
	dev->permanent_mac = get_mac(arena, attrs[ATTR_PERM_ADDRESS]);
	dev->mtu = get_u32(attrs, IFLA_MTU);
	dev->has_carrier = get_u8(attrs, IFLA_CARRIER) != 0;
	dev->operstate = netdevs_operstate(get_u8(attrs, IFLA_OPERSTATE));
	dev->master = get_u32(attrs, IFLA_MASTER);
}

static int take_link(struct nlmsghdr *msg, void *ctx)
{
	struct reader *reader = ctx;
	struct nlattr *attrs[ATTR_MAX + 1];
	const struct ifinfomsg *info;
	struct netdev *dev;
	int r;

	if (!msg) {
		reader->host->netdevs.n = reader->first;
		reader->far_links.n = 0;
		return 0;
	}
	if (msg->nlmsg_type != RTM_NEWLINK ||
	    nlmsg_parse(msg, sizeof(*info), attrs, ATTR_MAX, NULL) < 0 ||
	    !attrs[IFLA_IFNAME])
		return 0;
	info = nlmsg_data(msg);
	dev = ARENA_PUSH(reader->host->arena, &reader->host->netdevs);
	if (!dev)
		return -ENOMEM;
	dev->ifindex = (uint32_t)info->ifi_index;
	dev->is_up = (info->ifi_flags & IFF_UP) != 0;
	fill(reader, attrs, dev);
	r = fill_link(reader, attrs, dev);
	if (r == 0)
		r = fill_kind(reader->host->arena, attrs[IFLA_LINKINFO], dev);
	if (r == 0)
		r = get_altnames(reader->host->arena, attrs[ATTR_PROP_LIST],
				 &dev->altnames);
	if (r < 0 || arena_failed(reader->host->arena))
		return -ENOMEM;
	return find_port(reader, attrs, dev);
}

static struct netdev *find_device(struct reader *reader, uint32_t ifindex)
{
	struct netdev *items = reader->host->netdevs.items;
	size_t n = reader->host->netdevs.n;

	if (reader->last < n && items[reader->last].ifindex == ifindex)
		return &items[reader->last];
	for (size_t i = reader->first; i < n; i++) {
		if (items[i].ifindex == ifindex) {
			reader->last = i;
			return &items[i];
		}
	}
	return NULL;
}

static void forget_addresses(struct reader *reader)
{
	for (size_t i = reader->first; i < reader->host->netdevs.n; i++)
		reader->host->netdevs.items[i].addresses.n = 0;
}

static int take_address(struct nlmsghdr *msg, void *ctx)
{
	struct reader *reader = ctx;
	struct arena *arena = reader->host->arena;
	struct nlattr *attrs[IFA_MAX + 1];
	const struct ifaddrmsg *info;
	struct netdev *dev;
	const char *text;

	if (!msg) {
		forget_addresses(reader);
		return 0;
	}
	if (msg->nlmsg_type != RTM_NEWADDR ||
	    nlmsg_parse(msg, sizeof(*info), attrs, IFA_MAX, NULL) < 0)
		return 0;
	info = nlmsg_data(msg);
	dev = find_device(reader, info->ifa_index);
	/* On a point-to-point link IFA_ADDRESS is the other end's. */
	text = netlink_address(arena,
			       attrs[IFA_LOCAL] ? attrs[IFA_LOCAL] : attrs[IFA_ADDRESS]);
	if (!dev || !text)
		return arena_failed(arena) ? -ENOMEM : 0;
	return strv_push(arena, &dev->addresses,
			 arena_printf(arena, "%s/%u", text, info->ifa_prefixlen));
}

/* Statistics are most of an answer's bytes, and nobody here wants them. */
static int request_links(struct nl_sock *sock, struct reader *reader)
{
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg =
		netlink_request(RTM_GETLINK, NLM_F_DUMP, &info, sizeof(info));

	if (!msg || nla_put_u32(msg, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS) < 0)
		return -ENOMEM;
	return netlink_ask(sock, msg, take_link, reader);
}

static int request_addresses(struct nl_sock *sock, struct reader *reader)
{
	struct ifaddrmsg info = {.ifa_family = AF_UNSPEC};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg =
		netlink_request(RTM_GETADDR, NLM_F_DUMP, &info, sizeof(info));

	if (!msg)
		return -ENOMEM;
	return netlink_ask(sock, msg, take_address, reader);
}

/* Only now: one socket answers one question at a time. */
static int name_far_links(struct reader *reader, const struct netns_list *namespaces)
{
	static const struct netns_list none;
	struct netnsids ids;
	int r;

	if (!reader->far_links.n)
		return 0;
	r = netnsids_read(reader->sock, namespaces ? namespaces : &none,
			  reader->host->arena, &ids);
	for (size_t i = 0; i < reader->far_links.n && r == 0; i++) {
		const struct far_link *far = &reader->far_links.items[i];

		reader->host->netdevs.items[far->device].link_netns =
			netnsids_name(&ids, far->netnsid);
	}
	return r;
}

int netdevs_read(struct host *host, struct nl_sock *sock, const char *netns,
		 const struct netns_list *namespaces, struct nic_err *err)
{
	struct reader reader = {
		.host = host,
		.sock = sock,
		.netns = netns,
		.first = host->netdevs.n,
		.last = host->netdevs.n,
	};
	int r;

	r = request_links(sock, &reader);
	if (r == 0)
		r = name_far_links(&reader, namespaces);
	if (r < 0)
		return nic_err_set(err, r, "list of network devices: %s",
				   nic_strerror(r));
	r = request_addresses(sock, &reader);
	if (r < 0)
		return nic_err_set(err, r, "list of addresses: %s", nic_strerror(r));
	return 0;
}
