/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets that sockets had no room for, by socket diagnostics. */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "netlink.h"
#include "rxparts.h"

struct sum {
	uint64_t drops, begun; /* @begun: of the answer that is coming in */
	size_t header_bytes;
	int attribute;
};

static int take(struct nlmsghdr *msg, void *ctx)
{
	struct sum *sum = ctx;
	struct nlattr *attr;
	uint32_t values[SK_MEMINFO_VARS] = {0};
	int bytes;

	if (!msg) {
		sum->begun = 0;
		return 0;
	}
	if (!nlmsg_valid_hdr(msg, (int)sum->header_bytes))
		return 0;
	attr = nlmsg_find_attr(msg, (int)sum->header_bytes, sum->attribute);
	bytes = attr ? nla_len(attr) : 0;
	if (bytes > (int)sizeof(values))
		bytes = sizeof(values);
	if (bytes > 0)
		memcpy(values, nla_data(attr), (size_t)bytes);
	sum->begun += values[SK_MEMINFO_DROPS];
	return 0;
}

/* Returns 0 or a negative errno: this kind of socket cannot be asked for. */
static int ask(struct nl_sock *sock, struct sum *sum, void *request, size_t bytes)
{
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg =
		netlink_request(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, request, bytes);
	int r;

	sum->begun = 0;
	r = msg ? netlink_ask(sock, msg, take, sum) : -ENOMEM;
	if (r == 0)
		sum->drops += sum->begun;
	return r;
}

static int ask_udp(struct nl_sock *sock, struct sum *sum, int family)
{
	struct inet_diag_req_v2 request = {
		.sdiag_family = (uint8_t)family,
		.sdiag_protocol = IPPROTO_UDP,
		.idiag_ext = 1U << (INET_DIAG_SKMEMINFO - 1),
		.idiag_states = UINT32_MAX,
	};

	sum->header_bytes = sizeof(struct inet_diag_msg);
	sum->attribute = INET_DIAG_SKMEMINFO;
	return ask(sock, sum, &request, sizeof(request));
}

static int ask_packet(struct nl_sock *sock, struct sum *sum)
{
	struct packet_diag_req request = {.sdiag_family = AF_PACKET,
					  .pdiag_show = PACKET_SHOW_MEMINFO};

	sum->header_bytes = sizeof(struct packet_diag_msg);
	sum->attribute = PACKET_DIAG_MEMINFO;
	return ask(sock, sum, &request, sizeof(request));
}

void rxsockets_read(struct rxsample *sample)
{
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	struct sum sum = {0};
	size_t answers = 0;

	if (netlink_open(NETLINK_SOCK_DIAG, &sock, NULL) < 0)
		return;
	answers += ask_udp(sock, &sum, AF_INET) == 0;
	answers += ask_udp(sock, &sum, AF_INET6) == 0;
	answers += ask_packet(sock, &sum) == 0;
	sample->has_socket_drops = answers > 0;
	sample->socket_drops = sum.drops;
}
