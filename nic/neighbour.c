/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ARP requests and neighbour solicitations, and their answers. */
#include "neighbour.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <netinet/if_ether.h>
#include <netpacket/packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* RFC 4861, 7.1: a packet that has crossed a router is none of a neighbour's. */
#define HOP_LIMIT 255

struct neighbour {
	int family;
	uint32_t ifindex;
	int fd;
	unsigned char mac[ETH_ALEN]; /* as in the last request */
	union {
		struct in_addr v4;
		struct in6_addr v6;
	} target;
};

struct solicitation {
	struct nd_neighbor_solicit head;
	struct nd_opt_hdr option; /* our link-layer address */
	unsigned char mac[ETH_ALEN];
};
_Static_assert(sizeof(struct solicitation) == 32, "there are holes in the packet");

static int open_arp(struct neighbour *neighbour)
{
	struct sockaddr_ll address = {.sll_family = AF_PACKET,
				      .sll_protocol = htons(ETH_P_ARP),
				      .sll_ifindex = (int)neighbour->ifindex};

	/* Protocol 0: nothing comes in before the socket is bound to the device. */
	neighbour->fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (neighbour->fd < 0 ||
	    bind(neighbour->fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return 0;
}

static int set_nd_options(const struct neighbour *neighbour)
{
	struct icmp6_filter filter;
	char name[IF_NAMESIZE] = "";
	int hops = HOP_LIMIT;

	if (!if_indextoname(neighbour->ifindex, name))
		return -ENODEV;
	ICMP6_FILTER_SETBLOCKALL(&filter);
	ICMP6_FILTER_SETPASS(ND_NEIGHBOR_ADVERT, &filter);
	if (setsockopt(neighbour->fd, SOL_SOCKET, SO_BINDTODEVICE, name,
		       (socklen_t)strlen(name) + 1) < 0 ||
	    setsockopt(neighbour->fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter,
		       sizeof(filter)) < 0 ||
	    setsockopt(neighbour->fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops,
		       sizeof(hops)) < 0)
		return -errno;
	return 0;
}

static int open_nd(struct neighbour *neighbour)
{
	neighbour->fd =
		socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_ICMPV6);
	return neighbour->fd < 0 ? -errno : set_nd_options(neighbour);
}

int neighbour_open(uint32_t ifindex, const char *target, struct neighbour **ret_neighbour)
{
	struct neighbour *neighbour = calloc(1, sizeof(*neighbour));
	int r;

	if (!neighbour)
		return -ENOMEM;
	neighbour->family = strchr(target, ':') ? AF_INET6 : AF_INET;
	neighbour->ifindex = ifindex;
	neighbour->fd = -1;
	if (inet_pton(neighbour->family, target, &neighbour->target) != 1)
		r = -EINVAL;
	else
		r = neighbour->family == AF_INET ? open_arp(neighbour)
						 : open_nd(neighbour);
	if (r < 0) {
		neighbour_close(neighbour);
		return r;
	}
	*ret_neighbour = neighbour;
	return 0;
}

void neighbour_close(struct neighbour *neighbour)
{
	if (!neighbour)
		return;
	if (neighbour->fd >= 0)
		(void)close(neighbour->fd); /* nothing was written to a disk */
	free(neighbour);
}

int neighbour_fd(const struct neighbour *neighbour)
{
	return neighbour->fd;
}

static int send_arp(const struct neighbour *neighbour, const char *source)
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET,
				 .sll_protocol = htons(ETH_P_ARP),
				 .sll_ifindex = (int)neighbour->ifindex,
				 .sll_halen = ETH_ALEN,
				 .sll_addr = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
	struct ether_arp request = {.ea_hdr = {.ar_hrd = htons(ARPHRD_ETHER),
					       .ar_pro = htons(ETH_P_IP),
					       .ar_hln = ETH_ALEN,
					       .ar_pln = 4,
					       .ar_op = htons(ARPOP_REQUEST)}};

	memcpy(request.arp_sha, neighbour->mac, ETH_ALEN);
	memcpy(request.arp_tpa, &neighbour->target.v4, 4);
	if (source && inet_pton(AF_INET, source, request.arp_spa) != 1)
		return -EINVAL;
	return sendto(neighbour->fd, &request, sizeof(request), 0,
		      (const struct sockaddr *)&to, sizeof(to)) < 0
		       ? -errno
		       : 0;
}

/* To the target's solicited-node address ff02::1:ffXX:XXXX (RFC 4291, 2.7.1). */
static int send_nd(const struct neighbour *neighbour)
{
	struct sockaddr_in6 to = {.sin6_family = AF_INET6,
				  .sin6_scope_id = neighbour->ifindex,
				  .sin6_addr.s6_addr = {0xff, 0x02, [11] = 1, 0xff}};
	struct solicitation request = {
		.head.nd_ns_type = ND_NEIGHBOR_SOLICIT,
		.option = {ND_OPT_SOURCE_LINKADDR, 1}}; /* of 8 bytes */

	memcpy(&to.sin6_addr.s6_addr[13], &neighbour->target.v6.s6_addr[13], 3);
	request.head.nd_ns_target = neighbour->target.v6;
	memcpy(request.mac, neighbour->mac, ETH_ALEN);
	return sendto(neighbour->fd, &request, sizeof(request), 0,
		      (const struct sockaddr *)&to, sizeof(to)) < 0
		       ? -errno
		       : 0;
}

int neighbour_ask(struct neighbour *neighbour, const unsigned char mac[ETH_ALEN],
		  const char *source)
{
	memcpy(neighbour->mac, mac, ETH_ALEN);
	(void)neighbour_has_answered(neighbour);
	return neighbour->family == AF_INET ? send_arp(neighbour, source)
					    : send_nd(neighbour);
}

/* From the target, and to us. */
static bool is_arp_answer(const struct neighbour *neighbour, const void *packet,
			  size_t bytes)
{
	const struct ether_arp *reply = packet;

	return bytes >= sizeof(*reply) && reply->ea_hdr.ar_op == htons(ARPOP_REPLY) &&
	       memcmp(reply->arp_spa, &neighbour->target.v4, 4) == 0 &&
	       memcmp(reply->arp_tha, neighbour->mac, ETH_ALEN) == 0;
}

static bool is_nd_answer(const struct neighbour *neighbour, const void *packet,
			 size_t bytes)
{
	const struct nd_neighbor_advert *reply = packet;

	return bytes >= sizeof(*reply) && reply->nd_na_type == ND_NEIGHBOR_ADVERT &&
	       reply->nd_na_flags_reserved & ND_NA_FLAG_SOLICITED &&
	       memcmp(&reply->nd_na_target, &neighbour->target.v6, 16) == 0;
}

bool neighbour_has_answered(struct neighbour *neighbour)
{
	union {
		struct ether_arp arp;
		struct nd_neighbor_advert nd;
		unsigned char bytes[256];
	} packet;
	bool is_there = false;
	ssize_t n;

	/* An error (the device was down for a moment) is told once and is over. */
	for (int errors = 0; errors < 2;) {
		n = recv(neighbour->fd, &packet, sizeof(packet), 0);
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			break;
		errors += n < 0;
		if (n < 0)
			continue;
		is_there |= neighbour->family == AF_INET
				    ? is_arp_answer(neighbour, &packet, (size_t)n)
				    : is_nd_answer(neighbour, &packet, (size_t)n);
	}
	return is_there;
}
