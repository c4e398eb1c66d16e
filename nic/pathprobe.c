/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Carriers, routes, neighbours and RDMA devices: all requests go out first, then the
 * answers are waited for together. */
#include "pathprobe.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "neighbour.h"
#include "netns.h"
#include "rdma.h"
#include "routes.h"

/* What is needed of a device. */
struct link {
	unsigned int flags;
	bool has_carrier;
	bool is_ethernet;
	unsigned char mac[ETH_ALEN];
};

/* A namespace: the socket for questions to its kernel. */
struct lane {
	const char *netns;
	struct nl_sock *sock;
};

/* Somebody on a link. */
struct station {
	const char *netns;
	uint32_t ifindex;
	const char *target;
	struct neighbour *neighbour;
};

struct pathprobe {
	struct arena *arena; /* owned */
	struct {
		struct lane *items;
		size_t n;
	} lanes;
	struct {
		struct station *items;
		size_t n;
	} stations;
};

static struct pathprobe *set_new(void)
{
	struct pathprobe *set = calloc(1, sizeof(*set));

	if (set)
		set->arena = arena_new();
	if (set && set->arena)
		return set;
	free(set);
	return NULL;
}

void pathprobe_close(struct pathprobe *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->lanes.n; i++)
		netlink_closep(&set->lanes.items[i].sock);
	for (size_t i = 0; i < set->stations.n; i++)
		neighbour_close(set->stations.items[i].neighbour);
	arena_free(set->arena);
	free(set);
}

static int open_lane(void *ctx)
{
	struct nl_sock **sock = ctx;

	return netlink_open(NETLINK_ROUTE, sock, NULL);
}

/* NULL: the namespace is gone, or memory is out (the arena remembers that). */
static struct nl_sock *get_lane(struct pathprobe *set, const char *netns)
{
	struct nl_sock *sock = NULL;
	struct lane *lane;

	for (size_t i = 0; i < set->lanes.n; i++) {
		if (host_same_netns(set->lanes.items[i].netns, netns))
			return set->lanes.items[i].sock;
	}
	if (netns_call(netns, open_lane, &sock) < 0)
		return NULL;
	lane = ARENA_PUSH(set->arena, &set->lanes);
	if (!lane) {
		netlink_closep(&sock);
		return NULL;
	}
	lane->netns = arena_strdup(set->arena, netns);
	lane->sock = sock;
	return sock;
}

static int open_station(void *ctx)
{
	struct station *station = ctx;

	return neighbour_open(station->ifindex, station->target, &station->neighbour);
}

static struct neighbour *get_neighbour(struct pathprobe *set,
				       const struct probe_point *point)
{
	struct station *found;

	for (size_t i = 0; i < set->stations.n; i++) {
		found = &set->stations.items[i];
		if (found->ifindex == point->ifindex &&
		    host_same_netns(found->netns, point->netns) &&
		    strcmp(found->target, point->target) == 0)
			return found->neighbour;
	}
	found = ARENA_PUSH(set->arena, &set->stations);
	if (!found)
		return NULL;
	found->netns = arena_strdup(set->arena, point->netns);
	found->ifindex = point->ifindex;
	found->target = arena_strdup(set->arena, point->target);
	if (!arena_failed(set->arena) &&
	    netns_call(found->netns, open_station, found) == 0)
		return found->neighbour;
	set->stations.n--; /* it may be there the next time */
	return NULL;
}

static int take_link(struct nlmsghdr *msg, void *ctx)
{
	struct nlattr *attrs[IFLA_MAX + 1];
	struct link *link = ctx;
	const struct ifinfomsg *info;

	if (!msg || msg->nlmsg_type != RTM_NEWLINK ||
	    nlmsg_parse(msg, sizeof(*info), attrs, IFLA_MAX, NULL) < 0)
		return 0;
	info = nlmsg_data(msg);
	link->flags = info->ifi_flags;
	link->has_carrier = attrs[IFLA_CARRIER] && nla_get_u8(attrs[IFLA_CARRIER]);
	link->is_ethernet = info->ifi_type == ARPHRD_ETHER && attrs[IFLA_ADDRESS] &&
			    nla_len(attrs[IFLA_ADDRESS]) == ETH_ALEN;
	if (link->is_ethernet)
		memcpy(link->mac, nla_data(attrs[IFLA_ADDRESS]), ETH_ALEN);
	return 0;
}

static bool read_link(struct nl_sock *sock, uint32_t ifindex, struct link *ret_link)
{
	struct ifinfomsg info = {.ifi_index = (int)ifindex};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = netlink_request(RTM_GETLINK, 0, &info, sizeof(info));

	*ret_link = (struct link){0};
	return msg && netlink_ask(sock, msg, take_link, ret_link) == 0;
}

static bool has_carrier(struct nl_sock *sock, const struct probe_point *point)
{
	struct link link;

	return read_link(sock, point->ifindex, &link) && link.flags & IFF_UP &&
	       link.has_carrier;
}

static bool leaves_by(struct nl_sock *sock, const struct probe_point *point)
{
	struct routes_question question = {.peer = point->target};
	struct routes_answer answer;

	return routes_ask(sock, &question, NULL, &answer) == 0 &&
	       answer.ifindex == point->ifindex;
}

/* Sends the request. NULL: it cannot be asked. */
static struct neighbour *ask(struct pathprobe *set, struct nl_sock *sock,
			     const struct probe_point *point)
{
	struct routes_question question = {.peer = point->target,
					   .device = point->ifindex};
	struct routes_answer answer = {0};
	struct neighbour *neighbour;
	struct link link;

	if (!read_link(sock, point->ifindex, &link) || !link.is_ethernet ||
	    link.flags & IFF_NOARP || !(link.flags & IFF_UP))
		return NULL;
	neighbour = get_neighbour(set, point);
	(void)routes_ask(sock, &question, set->arena,
			 &answer); /* no source: as a probe */
	if (neighbour && neighbour_ask(neighbour, link.mac, answer.source) == 0)
		return neighbour;
	return NULL;
}

static int64_t now_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* @asked: NULL where nothing is waited for. */
static void wait_for_answers(struct neighbour *const *asked, struct pollfd *fds, size_t n,
			     int timeout_ms, bool *passed)
{
	int64_t deadline_ms = now_ms() + timeout_ms;

	for (;;) {
		int64_t rest_ms = deadline_ms - now_ms();
		size_t waiting = 0;

		for (size_t i = 0; i < n; i++) {
			bool waits = asked[i] && !passed[i];

			fds[i] =
				(struct pollfd){.fd = waits ? neighbour_fd(asked[i]) : -1,
						.events = POLLIN};
			waiting += waits;
		}
		if (!waiting || rest_ms <= 0 || poll(fds, (nfds_t)n, (int)rest_ms) == 0)
			return;
		for (size_t i = 0; i < n; i++) {
			if (fds[i].fd >= 0 && fds[i].revents)
				passed[i] = neighbour_has_answered(asked[i]);
		}
	}
}

static bool look(struct pathprobe *set, const struct probe_point *point,
		 struct neighbour **ret_asked)
{
	struct nl_sock *sock = get_lane(set, point->netns);

	switch (point->kind) {
	case PROBE_CARRIER:
		return sock && has_carrier(sock, point);
	case PROBE_ROUTE:
		return sock && leaves_by(sock, point);
	case PROBE_NEIGHBOUR:
		*ret_asked = sock ? ask(set, sock, point) : NULL;
		return false; /* not yet */
	case PROBE_RDMA:
		return rdma_is_active(point->target);
	}
	return false;
}

int pathprobe_test(struct pathprobe **set, const struct probe_point *points, size_t n,
		   int timeout_ms, bool *ret_passed, struct nic_err *err)
{
	struct neighbour **asked = calloc(n + 1, sizeof(struct neighbour *));
	struct pollfd *fds = calloc(n + 1, sizeof(*fds));
	bool is_ready;

	if (!*set)
		*set = set_new();
	is_ready = asked && fds && *set;
	if (is_ready) {
		for (size_t i = 0; i < n; i++)
			ret_passed[i] = look(*set, &points[i], &asked[i]);
		wait_for_answers(asked, fds, n, timeout_ms, ret_passed);
	}
	free(fds);
	free(asked);
	if (!is_ready || arena_failed((*set)->arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	return 0;
}
