/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts addresses, neighbours, next hops, routes, rules and VLANs back, or removes them.
 */
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "netobjects.h"
#include "netobjects_tables.h"

static int no_answer(struct nlmsghdr *msg, void *ctx)
{
	(void)msg;
	(void)ctx;
	return 0;
}

static const struct netobjects_table *table_of(const struct net_object *object)
{
	for (size_t i = 0; i < netobjects_tables_n; i++) {
		if (netobjects_tables[i].kind == object->kind)
			return &netobjects_tables[i];
	}
	return NULL;
}

static int put_lifetimes(struct nl_msg *msg, const struct net_object *object)
{
	struct ifa_cacheinfo info = {0};

	if (object->kind != NET_ADDRESS || !object->times.n)
		return 0;
	info.ifa_valid = netstate_number(&object->times, "valid-s");
	info.ifa_prefered = netstate_number(&object->times, "preferred-s");
	return nla_put(msg, IFA_CACHEINFO, sizeof(info), &info) < 0 ? -ENOMEM : 0;
}

/* A route over a next hop object names nothing else. */
static void use_nexthop(const struct net_object *object, struct net_fields *fields)
{
	static const char *const rest[] = {"dev", "via", "via-other", "flags"};

	if (object->kind != NET_ROUTE || !netstate_field(fields, "nexthop"))
		return;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(rest); i++)
		netstate_drop_field(fields, rest[i]);
	for (size_t i = 0; i < fields->n;) {
		if (strncmp(fields->items[i].name, "hop", 3) == 0)
			netstate_drop_field(fields, fields->items[i].name);
		else
			i++;
	}
}

static int build(const struct netnames *names, const struct net_object *object,
		 struct arena *arena, uint16_t type, int flags, struct nl_msg **ret_msg)
{
	const struct netobjects_table *table = table_of(object);
	struct net_fields fields = {.n = object->fields.n};
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	const struct netname *name = netnames_by_id(names, object->device);
	uint8_t header[32] = {0};
	int r;

	fields.items = arena_alloc(arena, (fields.n + 1) * sizeof(*fields.items));
	if (!fields.items)
		return -ENOMEM;
	if (fields.n)
		memcpy(fields.items, object->fields.items,
		       fields.n * sizeof(*fields.items));
	use_nexthop(object, &fields);
	netattrs_write_head(table->heads, table->n_heads, &fields, header);
	if (table->has_device_in_header && !name)
		return -ENODEV;
	if (table->has_device_in_header)
		memcpy(header + 4, &name->ifindex, sizeof(name->ifindex));
	msg = netlink_request(type, flags | NLM_F_ACK, header, table->header_bytes);
	if (!msg)
		return -ENOMEM;
	r = netattrs_write(names, &table->attrs, "", &fields, msg);
	if (r == 0)
		r = put_lifetimes(msg, object);
	if (r == 0)
		*ret_msg = NIC_TAKE(msg);
	return r;
}

static int request(struct nl_sock *sock, const struct netnames *names,
		   const struct net_object *object, uint16_t type, int flags)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	int r;

	if (!arena)
		return -ENOMEM;
	r = build(names, object, arena, type, flags, &msg);
	return r < 0 ? r : netlink_ask(sock, msg, no_answer, NULL);
}

static int send_vlan(struct nl_sock *sock, const struct netnames *names,
		     const struct net_object *object, uint16_t type)
{
	const struct netname *name = netnames_by_id(names, object->device);
	struct bridge_vlan_info info = {
		.vid = (uint16_t)netstate_number(&object->fields, "vid"),
		.flags = (uint16_t)netstate_number(&object->fields, "flags"),
	};
	struct ifinfomsg header = {.ifi_family = AF_BRIDGE};
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	struct nlattr *spec;

	if (!name)
		return -ENODEV;
	header.ifi_index = (int)name->ifindex;
	msg = netlink_request(type, NLM_F_ACK, &header, sizeof(header));
	spec = msg ? nla_nest_start(msg, IFLA_AF_SPEC) : NULL;
	if (!spec || nla_put(msg, IFLA_BRIDGE_VLAN_INFO, sizeof(info), &info) < 0)
		return -ENOMEM;
	nla_nest_end(msg, spec);
	return netlink_ask(sock, msg, no_answer, NULL);
}

int netobjects_add(struct nl_sock *sock, const struct netnames *names,
		   const struct net_object *object)
{
	const struct netobjects_table *table = table_of(object);
	int r;

	if (object->kind == NET_VLAN)
		return send_vlan(sock, names, object, RTM_SETLINK);
	if (!table)
		return -EOPNOTSUPP;
	r = request(sock, names, object, table->add, NLM_F_CREATE | NLM_F_EXCL);
	if (r == -EEXIST && object->kind != NET_RULE)
		r = request(sock, names, object, table->add,
			    NLM_F_CREATE | NLM_F_REPLACE);
	return r;
}

int netobjects_remove(struct nl_sock *sock, const struct netnames *names,
		      const struct net_object *object)
{
	const struct netobjects_table *table = table_of(object);

	if (object->kind == NET_VLAN)
		return send_vlan(sock, names, object, RTM_DELLINK);
	return table ? request(sock, names, object, table->remove, 0) : -EOPNOTSUPP;
}
