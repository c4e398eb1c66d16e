/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Routes of a namespace: the default ones, and the way to one address. */
#include "routes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "nexthops.h"

/* Next hop objects (since 5.3) are not in the oldest supported kernel headers. Source:
 * kernel include/uapi/linux/rtnetlink.h. */
#define ATTR_NH_ID 30
#define ATTR_MAX 32

/* A route that names a next hop object and nothing else; asked for after the list, as one
 * socket answers one question at a time. */
struct pending {
	struct route route;
	uint32_t object;
};

struct reader {
	struct host *host;
	const char *netns;
	size_t first; /* index of this namespace's first route */
	struct {
		struct pending *items;
		size_t n;
	} pending;
};

/* A gateway of the route's family, or of the other one ("via inet6 fe80::1"). */
static const char *get_gateway(struct arena *arena, struct nlattr *const *attrs)
{
	const struct nlattr *via = attrs[RTA_VIA];
	const struct rtvia *address;
	char text[INET6_ADDRSTRLEN];
	size_t bytes;

	if (attrs[RTA_GATEWAY])
		return netlink_address(arena, attrs[RTA_GATEWAY]);
	if (!via || nla_len(via) < (int)sizeof(*address))
		return NULL;
	address = nla_data(via);
	bytes = address->rtvia_family == AF_INET6 ? 16 : 4;
	if ((size_t)nla_len(via) < sizeof(*address) + bytes ||
	    !inet_ntop(address->rtvia_family, address->rtvia_addr, text, sizeof(text)))
		return NULL;
	return arena_strdup(arena, text);
}

static int add_hop(struct host *host, const struct route *route, uint32_t ifindex,
		   const char *gateway)
{
	struct route *hop = ARENA_PUSH(host->arena, &host->default_routes);

	if (!hop)
		return -ENOMEM;
	*hop = *route;
	hop->ifindex = ifindex;
	hop->gateway = gateway;
	return arena_failed(host->arena) ? -ENOMEM : 0;
}

static int add_pending(struct reader *reader, const struct route *route, uint32_t object)
{
	struct pending *pending = ARENA_PUSH(reader->host->arena, &reader->pending);

	if (!pending)
		return -ENOMEM;
	pending->route = *route;
	pending->object = object;
	return 0;
}

static int add_multipath(struct host *host, const struct route *route,
			 const struct nlattr *list)
{
	struct nlattr *attrs[ATTR_MAX + 1];
	struct rtnexthop *hop = nla_data(list);
	int rest = nla_len(list), r;

	/* RTNH_OK() alone reads the length before it knows that there is one. */
	while (rest >= (int)sizeof(*hop) && RTNH_OK(hop, rest)) {
		int bytes = (int)hop->rtnh_len - (int)sizeof(*hop);

		if (nla_parse(attrs, ATTR_MAX, (struct nlattr *)RTNH_DATA(hop), bytes,
			      NULL) < 0)
			return 0;
		r = add_hop(host, route, (uint32_t)hop->rtnh_ifindex,
			    get_gateway(host->arena, attrs));
		if (r < 0)
			return r;
		rest -= (int)RTNH_ALIGN(hop->rtnh_len);
		hop = RTNH_NEXT(hop);
	}
	return 0;
}

static int take_route(struct nlmsghdr *msg, void *ctx)
{
	struct reader *reader = ctx;
	struct nlattr *attrs[ATTR_MAX + 1];
	const struct rtmsg *info;
	struct route route = {0};

	if (!msg) {
		reader->host->default_routes.n = reader->first;
		reader->pending.n = 0;
		return 0;
	}
	info = nlmsg_data(msg);
	if (msg->nlmsg_type != RTM_NEWROUTE || !nlmsg_valid_hdr(msg, sizeof(*info)) ||
	    info->rtm_dst_len != 0 || info->rtm_type != RTN_UNICAST ||
	    (info->rtm_family != AF_INET && info->rtm_family != AF_INET6) ||
	    nlmsg_parse(msg, sizeof(*info), attrs, ATTR_MAX, NULL) < 0)
		return 0;
	route.netns = reader->netns;
	route.family = info->rtm_family == AF_INET ? "inet" : "inet6";
	route.table = attrs[RTA_TABLE] ? nla_get_u32(attrs[RTA_TABLE]) : info->rtm_table;
	if (attrs[RTA_MULTIPATH])
		return add_multipath(reader->host, &route, attrs[RTA_MULTIPATH]);
	if (attrs[RTA_OIF])
		return add_hop(reader->host, &route, nla_get_u32(attrs[RTA_OIF]),
			       get_gateway(reader->host->arena, attrs));
	if (attrs[ATTR_NH_ID])
		return add_pending(reader, &route, nla_get_u32(attrs[ATTR_NH_ID]));
	return 0;
}

struct resolver {
	struct host *host;
	const struct route *route;
};

static int take_hop(uint32_t ifindex, const char *gateway, void *ctx)
{
	const struct resolver *resolver = ctx;

	return add_hop(resolver->host, resolver->route, ifindex, gateway);
}

static int resolve_pending(struct reader *reader, struct nl_sock *sock)
{
	struct arena *arena = reader->host->arena;
	int r;

	for (size_t i = 0; i < reader->pending.n; i++) {
		const struct pending *pending = &reader->pending.items[i];
		struct resolver resolver = {reader->host, &pending->route};

		r = nexthops_resolve(sock, arena, pending->object, take_hop, &resolver);
		if (r < 0 && r != -ENOENT) /* deleted meanwhile, and the route with it */
			return r;
	}
	return 0;
}

int routes_read_defaults(struct host *host, struct nl_sock *sock, const char *netns,
			 struct nic_err *err)
{
	struct reader reader = {
		.host = host, .netns = netns, .first = host->default_routes.n};
	struct rtmsg info = {.rtm_family = AF_UNSPEC};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg =
		netlink_request(RTM_GETROUTE, NLM_F_DUMP, &info, sizeof(info));
	int r = -ENOMEM;

	if (msg)
		r = netlink_ask(sock, msg, take_route, &reader);
	if (r == 0)
		r = resolve_pending(&reader, sock);
	return r < 0 ? nic_err_set(err, r, "list of routes: %s", nic_strerror(r)) : 0;
}

struct way_reader {
	struct arena *arena;
	struct routes_answer *answer;
};

static int take_way(struct nlmsghdr *msg, void *ctx)
{
	struct nlattr *attrs[ATTR_MAX + 1];
	const struct way_reader *reader = ctx;

	if (!msg || msg->nlmsg_type != RTM_NEWROUTE ||
	    nlmsg_parse(msg, sizeof(struct rtmsg), attrs, ATTR_MAX, NULL) < 0)
		return 0;
	if (attrs[RTA_OIF])
		reader->answer->ifindex = nla_get_u32(attrs[RTA_OIF]);
	if (!reader->arena)
		return 0;
	reader->answer->gateway = get_gateway(reader->arena, attrs);
	reader->answer->source = netlink_address(reader->arena, attrs[RTA_PREFSRC]);
	return 0;
}

static int put_address(struct nl_msg *msg, int type, int family, const char *text)
{
	unsigned char bytes[16];

	if (inet_pton(family, text, bytes) != 1)
		return -EINVAL;
	return nla_put(msg, type, family == AF_INET ? 4 : 16, bytes) < 0 ? -ENOMEM : 0;
}

static int put_question(struct nl_msg *msg, int family,
			const struct routes_question *question)
{
	int r = put_address(msg, RTA_DST, family, question->peer);

	if (r == 0 && question->source)
		r = put_address(msg, RTA_SRC, family, question->source);
	if (r == 0 && question->mark)
		r = nla_put_u32(msg, RTA_MARK, question->mark) < 0 ? -ENOMEM : 0;
	if (r == 0 && question->device)
		r = nla_put_u32(msg, RTA_OIF, question->device) < 0 ? -ENOMEM : 0;
	return r;
}

int routes_ask(struct nl_sock *sock, const struct routes_question *question,
	       struct arena *arena, struct routes_answer *ret_answer)
{
	int family = strchr(question->peer, ':') ? AF_INET6 : AF_INET;
	unsigned char bits = family == AF_INET ? 32 : 128;
	struct rtmsg info = {.rtm_family = (unsigned char)family, .rtm_dst_len = bits};
	struct routes_answer answer = {0};
	struct way_reader reader = {arena, &answer};
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	int r;

	if (question->source)
		info.rtm_src_len = bits;
	msg = netlink_request(RTM_GETROUTE, 0, &info, sizeof(info));
	if (!msg)
		return -ENOMEM;
	r = put_question(msg, family, question);
	if (r == 0)
		r = netlink_ask(sock, msg, take_way, &reader);
	if (r < 0)
		return r;
	if (answer.ifindex == 0)
		return -ENETUNREACH;
	*ret_answer = answer;
	return arena && arena_failed(arena) ? -ENOMEM : 0;
}
