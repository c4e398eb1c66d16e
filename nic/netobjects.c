/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses, neighbours, next hops, routes, rules and VLANs: read and put back. */
#include "netobjects.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netobjects_tables.h"

/* What of an address's flags is asked for by people; the rest is the kernel's state. */
#define ADDRESS_FLAGS                                                                    \
	(IFA_F_NODAD | IFA_F_OPTIMISTIC | IFA_F_HOMEADDRESS | IFA_F_MANAGETEMPADDR |     \
	 IFA_F_NOPREFIXROUTE | IFA_F_MCAUTOJOIN)

/* Who made an address (IFA_PROTO, Linux 5.18): the kernel, or a router's announcement. */
#define ADDRESS_PROTO_RA 2
#define ADDRESS_PROTO_KERNEL_MAX 3

struct reader {
	struct netstate *state;
	const struct netnames *names;
	const struct netobjects_table *table;
	size_t first; /* of this table's objects in state->objects */
};

static bool is_affected(const struct netstate *state, const char *id)
{
	const struct net_device *device = netstate_device(state, id);

	return device && device->role != NET_MASTER;
}

static bool names_affected(const struct netstate *state, const struct net_object *object)
{
	if (is_affected(state, object->device))
		return true;
	for (size_t i = 0; i < object->fields.n; i++) {
		if (is_affected(state, object->fields.items[i].value))
			return true;
	}
	return false;
}

/* Is the route's source address one of ours? Such a route goes with the address. */
static bool has_our_source(const struct netstate *state, const struct net_object *object)
{
	const char *source = netstate_field(&object->fields, "prefsrc");

	for (size_t i = 0; source && i < state->objects.n; i++) {
		const struct net_object *other = &state->objects.items[i];
		const char *local = netstate_field(&other->fields, "local");

		if (other->kind == NET_ADDRESS && local && strcmp(local, source) == 0)
			return true;
	}
	return false;
}

/* Is a next hop group made of a hop that is kept? A member is 8 bytes, its id first. */
static bool group_has_ours(const struct netstate *state, const struct net_object *object)
{
	const char *group = netstate_field(&object->fields, "group");
	uint8_t raw[2048];
	int n = group ? netattrs_unhex(group, raw, sizeof(raw)) : 0;

	for (int i = 0; i + 8 <= n; i += 8) {
		char id[16];
		uint32_t number;

		memcpy(&number, raw + i, sizeof(number));
		(void)snprintf(id, sizeof(id), "%" PRIu32, number);
		for (size_t j = 0; j < state->objects.n; j++) {
			const struct net_object *other = &state->objects.items[j];
			const char *known = netstate_field(&other->fields, "id");

			if (other->kind == NET_NEXTHOP && known && strcmp(known, id) == 0)
				return true;
		}
	}
	return false;
}

static struct net_field *find_field(struct net_fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->n; i++) {
		if (strcmp(fields->items[i].name, name) == 0)
			return &fields->items[i];
	}
	return NULL;
}

/* The kernel says the same in several ways: one is kept. */
static void tidy_address(struct reader *reader, struct net_object *object)
{
	struct net_fields *fields = &object->fields;
	struct net_field *address = find_field(fields, "address");
	struct net_field *flags = find_field(fields, "flags");
	const char *local = netstate_field(fields, "local");
	const char *label = netstate_field(fields, "label");

	if (flags)
		flags->value =
			arena_printf(reader->state->arena, "%" PRIu32,
				     netstate_number(fields, "flags") & ADDRESS_FLAGS);
	if (address && !local)
		address->name = "local";
	else if (address && strcmp(address->value, local) == 0)
		netstate_drop_field(fields, "address");
	if (label && strcmp(label, netstate_name(reader->state, object->device)) == 0)
		netstate_drop_field(fields, "label");
	if (netstate_number(fields, "protocol") <= ADDRESS_PROTO_KERNEL_MAX)
		netstate_drop_field(fields, "protocol");
	if (!netstate_number(fields, "flags"))
		netstate_drop_field(fields, "flags");
	if (!netstate_number(fields, "metric"))
		netstate_drop_field(fields, "metric");
}

static int read_lifetimes(struct reader *reader, struct net_object *object,
			  const struct nlattr *data)
{
	struct ifa_cacheinfo info;
	struct arena *arena = reader->state->arena;

	if (!data || nla_len(data) < (int)sizeof(info))
		return 0;
	memcpy(&info, nla_data(data), sizeof(info));
	if (info.ifa_valid == UINT32_MAX && info.ifa_prefered == UINT32_MAX)
		return 0;
	if (netstate_add_field(reader->state, &object->times, "valid-s",
			       arena_printf(arena, "%" PRIu32, info.ifa_valid)) < 0)
		return -ENOMEM;
	return netstate_add_field(reader->state, &object->times, "preferred-s",
				  arena_printf(arena, "%" PRIu32, info.ifa_prefered));
}

static bool wants_address(struct reader *reader, struct nlmsghdr *msg,
			  const struct net_object *object)
{
	const struct ifaddrmsg *header = nlmsg_data(msg);

	/* temporary ones and those that a router announces come again by themselves */
	return is_affected(reader->state, object->device) &&
	       !(header->ifa_family == AF_INET6 &&
		 ((header->ifa_flags & IFA_F_TEMPORARY) ||
		  netstate_number(&object->fields, "protocol") == ADDRESS_PROTO_RA));
}

/* Only what somebody has written: what was learned comes again, and entries for the
 * devices' own addresses are the kernel's. */
static bool wants_neighbour(struct reader *reader, struct nlmsghdr *msg,
			    const struct net_object *object)
{
	const struct ndmsg *header = nlmsg_data(msg);

	if (!is_affected(reader->state, object->device))
		return false;
	if (header->ndm_family != AF_BRIDGE)
		return (header->ndm_state & NUD_PERMANENT) ||
		       (header->ndm_flags & NTF_PROXY);
	/* "self": nobody can tell those that stacked devices ask for, which come again,
	 * from those that people have written */
	return !(header->ndm_flags & NTF_SELF) && (header->ndm_state & NUD_NOARP) &&
	       nlmsg_find_attr(msg, sizeof(*header), NDA_MASTER);
}

static bool wants_route(struct reader *reader, struct nlmsghdr *msg,
			const struct net_object *object)
{
	const struct rtmsg *header = nlmsg_data(msg);

	if ((header->rtm_flags & RTM_F_CLONED) || header->rtm_protocol == RTPROT_KERNEL ||
	    header->rtm_protocol == RTPROT_RA || header->rtm_protocol == RTPROT_REDIRECT)
		return false;
	return names_affected(reader->state, object) ||
	       has_our_source(reader->state, object);
}

static bool wants(struct reader *reader, struct nlmsghdr *msg,
		  const struct net_object *object)
{
	switch (object->kind) {
	case NET_ADDRESS:
		return wants_address(reader, msg, object);
	case NET_NEIGHBOUR:
		return wants_neighbour(reader, msg, object);
	case NET_NEXTHOP:
		return names_affected(reader->state, object) ||
		       group_has_ours(reader->state, object);
	case NET_ROUTE:
		return wants_route(reader, msg, object);
	case NET_RULE:
		return names_affected(reader->state, object);
	case NET_VLAN:
		break;
	}
	return false;
}

/* The device whose index is in the header. */
static const char *header_device(struct reader *reader, struct nlmsghdr *msg)
{
	uint32_t ifindex;
	const struct netname *name;

	memcpy(&ifindex, (const uint8_t *)nlmsg_data(msg) + 4, sizeof(ifindex));
	name = netnames_by_index(reader->names, ifindex);
	return name ? arena_strdup(reader->state->arena, name->id) : NULL;
}

static int decode(struct reader *reader, struct nlmsghdr *msg, struct net_object *object)
{
	const struct netobjects_table *table = reader->table;
	struct netattrs attrs = {.state = reader->state,
				 .names = reader->names,
				 .fields = &object->fields,
				 .unknown = &object->unknown};
	int r;

	r = netattrs_read_head(&attrs, table->heads, table->n_heads, nlmsg_data(msg));
	if (r == 0)
		r = netattrs_read(&attrs, &table->attrs, "",
				  nlmsg_attrdata(msg, table->header_bytes),
				  nlmsg_attrlen(msg, table->header_bytes));
	object->device =
		table->has_device_in_header ? header_device(reader, msg) : attrs.device;
	return r;
}

static int finish_address(struct reader *reader, struct nlmsghdr *msg,
			  struct net_object *object)
{
	int r = read_lifetimes(
		reader, object,
		nlmsg_find_attr(msg, sizeof(struct ifaddrmsg), IFA_CACHEINFO));

	tidy_address(reader, object);
	return r;
}

/* An entry of a bridge's table is told without the flag that it takes to write one. */
static int finish_neighbour(struct reader *reader, struct nlmsghdr *msg,
			    struct net_object *object)
{
	const struct ndmsg *header = nlmsg_data(msg);

	if (header->ndm_family != AF_BRIDGE || netstate_field(&object->fields, "flags"))
		return 0;
	return netstate_add_field(reader->state, &object->fields, "flags",
				  arena_printf(reader->state->arena, "%d", NTF_MASTER));
}

static int take_object(struct nlmsghdr *msg, void *ctx)
{
	struct reader *reader = ctx;
	const struct netobjects_table *table = reader->table;
	struct net_object object = {.kind = table->kind}, *slot;
	int r;

	if (!msg) {
		reader->state->objects.n = reader->first;
		return 0;
	}
	if (msg->nlmsg_type != table->add || nlmsg_attrlen(msg, table->header_bytes) < 0)
		return 0;
	r = decode(reader, msg, &object);
	if (r < 0)
		return r;
	if (!wants(reader, msg, &object))
		return 0;
	if (object.kind == NET_ADDRESS && finish_address(reader, msg, &object) < 0)
		return -ENOMEM;
	if (object.kind == NET_NEIGHBOUR && finish_neighbour(reader, msg, &object) < 0)
		return -ENOMEM;
	slot = ARENA_PUSH(reader->state->arena, &reader->state->objects);
	if (!slot)
		return -ENOMEM;
	*slot = object;
	return 0;
}

static int read_table(struct reader *reader, struct nl_sock *sock)
{
	uint8_t header[32] = {0};
	const struct netobjects_table *table = reader->table;
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;

	reader->first = reader->state->objects.n;
	header[0] = table->dump_family;
	if (table->kind == NET_NEIGHBOUR)
		header[offsetof(struct ndmsg, ndm_flags)] = table->dump_flags;
	msg = netlink_request(table->get, NLM_F_DUMP, header, table->header_bytes);
	return msg ? netlink_ask(sock, msg, take_object, reader) : -ENOMEM;
}

static int add_vlan(struct netstate *state, const char *id,
		    const struct bridge_vlan_info *info)
{
	struct net_object *object = ARENA_PUSH(state->arena, &state->objects);
	const uint16_t flags = BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED;

	if (!object)
		return -ENOMEM;
	object->kind = NET_VLAN;
	object->device = arena_strdup(state->arena, id);
	if (netstate_add_field(state, &object->fields, "vid",
			       arena_printf(state->arena, "%u", info->vid)) < 0)
		return -ENOMEM;
	return netstate_add_field(state, &object->fields, "flags",
				  arena_printf(state->arena, "%u", info->flags & flags));
}

static int take_vlans(struct nlmsghdr *msg, void *ctx)
{
	struct reader *reader = ctx;
	struct nlattr *spec, *attr;
	const struct ifinfomsg *header;
	const struct netname *name;
	int rest, r = 0;

	if (!msg) {
		reader->state->objects.n = reader->first;
		return 0;
	}
	header = nlmsg_data(msg);
	spec = nlmsg_find_attr(msg, sizeof(*header), IFLA_AF_SPEC);
	name = netnames_by_index(reader->names, (uint32_t)header->ifi_index);
	if (!spec || !name || !is_affected(reader->state, name->id))
		return 0;
	nla_for_each_nested(attr, spec, rest)
	{
		if (nla_type(attr) == IFLA_BRIDGE_VLAN_INFO &&
		    nla_len(attr) >= (int)sizeof(struct bridge_vlan_info) && r == 0)
			r = add_vlan(reader->state, name->id, nla_data(attr));
	}
	return r;
}

static int read_vlans(struct reader *reader, struct nl_sock *sock)
{
	struct ifinfomsg header = {.ifi_family = AF_BRIDGE};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg =
		netlink_request(RTM_GETLINK, NLM_F_DUMP, &header, sizeof(header));

	reader->first = reader->state->objects.n;
	if (!msg || nla_put_u32(msg, IFLA_EXT_MASK, RTEXT_FILTER_BRVLAN) < 0)
		return -ENOMEM;
	return netlink_ask(sock, msg, take_vlans, reader);
}

int netobjects_read(struct netstate *state, struct nl_sock *sock,
		    const struct netnames *names, struct nic_err *err)
{
	struct reader reader = {.state = state, .names = names};
	int r = read_vlans(&reader, sock);

	if (r < 0 && r != -EOPNOTSUPP)
		return nic_err_set(err, r, "VLANs of bridge ports: %s", nic_strerror(r));
	for (size_t i = 0; i < netobjects_tables_n; i++) {
		reader.table = &netobjects_tables[i];
		r = read_table(&reader, sock);
		/* no IPv6, no next hop objects (before Linux 5.3), no bridges */
		if (r == -EOPNOTSUPP || r == -EAFNOSUPPORT)
			continue;
		if (r < 0)
			return nic_err_set(
				err, r, "list of %s objects: %s",
				netstate_kind_name((int)netobjects_tables[i].kind),
				nic_strerror(r));
	}
	return 0;
}
