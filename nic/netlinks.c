/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What RTM_GETLINK says of a device. Source: kernel include/uapi/linux/if_link.h; numbers
 * that older headers do not name stand as numbers. */
#include "netlinks.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "netlinks_tables.h"

#define ATTR_MAX 80
#define ATTR_XDP 43
#define XDP_ATTACHED 2

struct reader {
	struct netstate *state;
	const struct netnames *names;
};

const struct netlinks_flag netlinks_flags[] = {
	{"promisc", IFF_PROMISC},
	{"allmulti", IFF_ALLMULTI},
	{"multicast", IFF_MULTICAST},
	{"noarp", IFF_NOARP},
	{NULL, 0},
};

static const struct netattr link_attrs[] = {
	{IFLA_ADDRESS, NETATTR_MAC, "mac", NULL},
	{IFLA_MTU, NETATTR_U32, "mtu", NULL},
	{IFLA_TXQLEN, NETATTR_U32, "txqlen", NULL},
	{IFLA_IFALIAS, NETATTR_TEXT, "alias", NULL},
	{IFLA_GROUP, NETATTR_U32, "group", NULL},
	{41, NETATTR_U32, "gso-max-size", NULL},
	{58, NETATTR_U32, "gro-max-size", NULL},
};

static const struct netattr bond_slave_attrs[] = {
	{5, NETATTR_U16, "queue-id", NULL},
	{9, NETATTR_U32, "prio", NULL},
};

static const struct netattr bridge_port_attrs[] = {
	{2, NETATTR_U16, "priority", NULL},
	{3, NETATTR_U32, "cost", NULL},
	{4, NETATTR_U8, "hairpin", NULL},
	{5, NETATTR_U8, "guard", NULL},
	{6, NETATTR_U8, "root-block", NULL},
	{7, NETATTR_U8, "fast-leave", NULL},
	{8, NETATTR_U8, "learning", NULL},
	{9, NETATTR_U8, "flood", NULL},
	{10, NETATTR_U8, "proxy-arp", NULL},
	{11, NETATTR_U8, "learning-sync", NULL},
	{12, NETATTR_U8, "proxy-arp-wifi", NULL},
	{25, NETATTR_U8, "mcast-router", NULL},
	{27, NETATTR_U8, "mcast-flood", NULL},
	{28, NETATTR_U8, "mcast-to-unicast", NULL},
	{29, NETATTR_U8, "vlan-tunnel", NULL},
	{30, NETATTR_U8, "bcast-flood", NULL},
	{31, NETATTR_U16, "group-fwd-mask", NULL},
	{32, NETATTR_U8, "neigh-suppress", NULL},
	{33, NETATTR_U8, "isolated", NULL},
	{37, NETATTR_U32, "mcast-eht-hosts-limit", NULL},
	{39, NETATTR_U8, "locked", NULL},
	{40, NETATTR_U8, "mab", NULL},
};

const struct netlinks_group netlinks_groups[] = {
	{"link", NULL, {link_attrs, NIC_ARRAY_SIZE(link_attrs)}},
	{"bond-slave", "bond", {bond_slave_attrs, NIC_ARRAY_SIZE(bond_slave_attrs)}},
	{"bridge-port", "bridge", {bridge_port_attrs, NIC_ARRAY_SIZE(bridge_port_attrs)}},
	{NULL, NULL, {NULL, 0}},
};

const struct netattr *netlinks_attr(const struct netlinks_group *group, const char *name)
{
	for (size_t i = 0; i < group->table.n; i++) {
		if (strcmp(group->table.items[i].name, name) == 0)
			return &group->table.items[i];
	}
	return NULL;
}

static int read_group(struct reader *reader, struct net_device *device,
		      const struct netlinks_group *group, struct nlattr *const *attrs,
		      int max)
{
	int r = 0;

	for (size_t i = 0; i < group->table.n && r == 0; i++) {
		const struct netattr *attr = &group->table.items[i];
		const char *value;

		if (attr->type > max || !attrs[attr->type])
			continue;
		/* Of masters only the MAC is ours to care about: bonds take members' */
		if (device->role == NET_MASTER && strcmp(attr->name, "mac") != 0)
			continue;
		value = netattrs_text(reader->names, attr, attrs[attr->type],
				      reader->state->arena);
		r = value ? netstate_set(reader->state, device, group->name, attr->name,
					 value)
			  : -ENOMEM;
	}
	return r;
}

static int read_flags(struct reader *reader, struct net_device *device, uint32_t flags)
{
	int r = 0;

	for (size_t i = 0; netlinks_flags[i].name && r == 0; i++)
		r = netstate_set(reader->state, device, "link", netlinks_flags[i].name,
				 flags & netlinks_flags[i].flag ? "on" : "off");
	return r;
}

/* Kinds whose attributes can be handed back as they came. */
static bool can_create(const char *kind)
{
	static const char *const kinds[] = {"vlan", "macvlan", "macvtap", "ipvlan",
					    "ipvtap"};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(kinds); i++) {
		if (strcmp(kinds[i], kind) == 0)
			return true;
	}
	return false;
}

/* What a macvlan tells of itself and the kernel refuses when it is set. */
static bool is_told_only(const char *kind, const struct nlattr *attr)
{
	return strncmp(kind, "macv", 4) == 0 &&
	       (nla_type(attr) == 5 || nla_type(attr) == 6 || nla_type(attr) == 8);
}

/* A VLAN's flags are told with a mask of all bits, and set only with one of known bits.
 */
#define VLAN_FLAGS_KNOWN 0xfu

static const char *vlan_flags(struct arena *arena, const struct nlattr *attr)
{
	struct {
		struct nlattr head;
		struct ifla_vlan_flags flags;
	} copy;

	if (nla_len(attr) != (int)sizeof(copy.flags))
		return NULL;
	memcpy(&copy, attr, sizeof(copy));
	copy.flags.mask = VLAN_FLAGS_KNOWN | copy.flags.flags;
	return netattrs_hex(arena, &copy, sizeof(copy));
}

static const char *link_attr(struct arena *arena, const char *kind,
			     const struct nlattr *attr)
{
	if (is_told_only(kind, attr))
		return "";
	if (strcmp(kind, "vlan") == 0 && nla_type(attr) == IFLA_VLAN_FLAGS)
		return vlan_flags(arena, attr);
	return netattrs_hex(arena, attr, (size_t)nla_total_size(nla_len(attr)));
}

static int keep_link_data(struct reader *reader, struct net_device *device,
			  const struct nlattr *data)
{
	struct arena *arena = reader->state->arena;
	const char *text = "";
	const struct nlattr *attr;
	int rest;

	if (!device->kind || !can_create(device->kind))
		return strv_push(
			arena, &device->losses,
			arena_printf(arena, "devices of the kind '%s' are not made anew",
				     device->kind ? device->kind : "?"));
	if (data)
		nla_for_each_nested(attr, data, rest)
		{
			const char *part = link_attr(arena, device->kind, attr);

			text = text && part ? arena_printf(arena, "%s%s", text, part)
					    : NULL;
		}
	device->link_data = text;
	return text ? 0 : -ENOMEM;
}

static int read_member(struct reader *reader, struct net_device *device,
		       struct nlattr *const *info)
{
	struct nlattr *attrs[ATTR_MAX + 1];

	if (!info[IFLA_INFO_SLAVE_KIND] || !info[IFLA_INFO_SLAVE_DATA])
		return 0;
	for (const struct netlinks_group *group = netlinks_groups; group->name; group++) {
		if (!group->kind ||
		    nla_strcmp(info[IFLA_INFO_SLAVE_KIND], group->kind) != 0)
			continue;
		if (nla_parse_nested(attrs, ATTR_MAX, info[IFLA_INFO_SLAVE_DATA], NULL) <
		    0)
			return 0;
		return read_group(reader, device, group, attrs, ATTR_MAX);
	}
	return 0;
}

static int read_xdp(struct reader *reader, struct net_device *device, struct nlattr *xdp)
{
	struct nlattr *attr =
		xdp ? nla_find(nla_data(xdp), nla_len(xdp), XDP_ATTACHED) : NULL;

	if (!attr || nla_len(attr) < 1 || !nla_get_u8(attr))
		return 0;
	return strv_push(reader->state->arena, &device->refusals,
			 "an XDP program is attached, and would be lost with whoever "
			 "attached it not knowing");
}

static int take_link(struct nlmsghdr *msg, void *ctx)
{
	struct reader *reader = ctx;
	struct nlattr *attrs[ATTR_MAX + 1], *info[IFLA_INFO_MAX + 1] = {NULL};
	const struct ifinfomsg *header;
	const struct netname *name;
	struct net_device *device;
	int r;

	if (!msg) {
		for (size_t i = 0; i < reader->state->devices.n; i++)
			reader->state->devices.items[i].settings.n = 0;
		return 0;
	}
	if (msg->nlmsg_type != RTM_NEWLINK ||
	    nlmsg_parse(msg, sizeof(*header), attrs, ATTR_MAX, NULL) < 0)
		return 0;
	header = nlmsg_data(msg);
	name = netnames_by_index(reader->names, (uint32_t)header->ifi_index);
	device = name ? netstate_device(reader->state, name->id) : NULL;
	if (!device)
		return 0;
	if (attrs[IFLA_LINKINFO])
		(void)nla_parse_nested(info, IFLA_INFO_MAX, attrs[IFLA_LINKINFO], NULL);
	r = read_group(reader, device, &netlinks_groups[0], attrs, ATTR_MAX);
	if (device->role == NET_MASTER)
		return r;
	if (r == 0)
		r = read_flags(reader, device, header->ifi_flags);
	if (r == 0)
		r = read_member(reader, device, info);
	if (r == 0 && device->role == NET_CHILD)
		r = keep_link_data(reader, device, info[IFLA_INFO_DATA]);
	return r < 0 ? r : read_xdp(reader, device, attrs[ATTR_XDP]);
}

int netlinks_read(struct netstate *state, struct nl_sock *sock,
		  const struct netnames *names, struct nic_err *err)
{
	struct reader reader = {state, names};
	struct ifinfomsg header = {.ifi_family = AF_UNSPEC};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg =
		netlink_request(RTM_GETLINK, NLM_F_DUMP, &header, sizeof(header));
	int r;

	if (!msg || nla_put_u32(msg, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS) < 0)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = netlink_ask(sock, msg, take_link, &reader);
	return r < 0 ? nic_err_set(err, r, "list of network devices: %s", nic_strerror(r))
		     : 0;
}
