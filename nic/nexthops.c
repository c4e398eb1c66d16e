/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Next hop objects. The kernel spells them out in its list of routes, unless the sysctl
 * net.ipv4.nexthop_compat_mode is 0: then it must be asked. */
#include "nexthops.h"

#include <errno.h>
#include <linux/rtnetlink.h>

/* Not in the oldest supported kernel headers. Source: kernel include/uapi/linux/nexthop.h
 * and rtnetlink.h. */
#define NEXTHOP_GET 106
#define ATTR_ID 1
#define ATTR_GROUP 2
#define ATTR_OIF 5
#define ATTR_GATEWAY 6
#define ATTR_MAX 16

struct nexthop_header {
	uint8_t family, scope, protocol, reserved;
	uint32_t flags;
};

struct nexthop_member {
	uint32_t id;
	uint8_t weight, reserved[3];
};

/* A group has at most this many members that are looked at; the kernel knows no groups of
 * groups, so one level is enough. */
#define MAX_MEMBERS 256

struct object {
	struct arena *arena;
	uint32_t ifindex; /* 0: a group, or a hop that drops everything */
	const char *gateway;
	uint32_t members[MAX_MEMBERS];
	size_t n;
};

static void take_group(struct object *object, const struct nlattr *group)
{
	const struct nexthop_member *members = nla_data(group);
	size_t n = (size_t)nla_len(group) / sizeof(*members);

	for (object->n = 0; object->n < n && object->n < MAX_MEMBERS; object->n++)
		object->members[object->n] = members[object->n].id;
}

static int take_object(struct nlmsghdr *msg, void *ctx)
{
	struct object *object = ctx;
	struct nlattr *attrs[ATTR_MAX + 1];

	if (!msg ||
	    nlmsg_parse(msg, sizeof(struct nexthop_header), attrs, ATTR_MAX, NULL) < 0)
		return 0;
	if (attrs[ATTR_GROUP])
		take_group(object, attrs[ATTR_GROUP]);
	if (attrs[ATTR_OIF] && nla_len(attrs[ATTR_OIF]) >= 4)
		object->ifindex = nla_get_u32(attrs[ATTR_OIF]);
	object->gateway = netlink_address(object->arena, attrs[ATTR_GATEWAY]);
	return arena_failed(object->arena) ? -ENOMEM : 0;
}

static int ask(struct nl_sock *sock, uint32_t id, struct object *object)
{
	struct nexthop_header header = {0};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = netlink_request(NEXTHOP_GET, 0, &header, sizeof(header));

	if (!msg || nla_put_u32(msg, ATTR_ID, id) < 0)
		return -ENOMEM;
	return netlink_ask(sock, msg, take_object, object);
}

int nexthops_resolve(struct nl_sock *sock, struct arena *arena, uint32_t id,
		     nexthops_fn *fn, void *ctx)
{
	struct object object = {.arena = arena};
	int r;

	r = ask(sock, id, &object);
	if (r == 0 && object.ifindex != 0)
		r = fn(object.ifindex, object.gateway, ctx);
	for (size_t i = 0; r == 0 && i < object.n; i++) {
		struct object member = {.arena = arena};

		r = ask(sock, object.members[i], &member);
		if (r == 0 && member.ifindex != 0)
			r = fn(member.ifindex, member.gateway, ctx);
	}
	return r;
}
