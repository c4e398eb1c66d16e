/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the packets of WireGuard devices go: the kernel's generic netlink family
 * "wireguard", which no library of libnl knows. */
#include "wireguard.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <netinet/in.h>
#include <string.h>

#include "netlink.h"

/* Not in the oldest supported kernel headers. Source: kernel
 * include/uapi/linux/wireguard.h. */
#define WG_CMD_GET_DEVICE 0
#define WG_VERSION 1
#define ATTR_IFINDEX 1
#define ATTR_FWMARK 7
#define ATTR_PEERS 8
#define ATTR_MAX 16
#define PEER_ENDPOINT 4

#define MAX_REMOTES 64 /* more endpoints say nothing new */

struct reader {
	struct arena *arena;
	struct netdev *dev;
};

static struct nl_msg *request(int family, uint8_t command, uint8_t version, int flags)
{
	struct genlmsghdr header = {.cmd = command, .version = version};

	return netlink_request(family, flags, &header, sizeof(header));
}

static int take_family(struct nlmsghdr *msg, void *ctx)
{
	struct nlattr *attrs[CTRL_ATTR_MAX + 1];
	uint16_t *ret_family = ctx;

	if (msg && nlmsg_parse(msg, GENL_HDRLEN, attrs, CTRL_ATTR_MAX, NULL) == 0 &&
	    attrs[CTRL_ATTR_FAMILY_ID])
		*ret_family = nla_get_u16(attrs[CTRL_ATTR_FAMILY_ID]);
	return 0;
}

static int find_family(struct nl_sock *sock, uint16_t *ret_family)
{
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1, 0);

	if (!msg || nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, "wireguard") < 0)
		return -ENOMEM;
	return netlink_ask(sock, msg, take_family, ret_family);
}

/* A struct sockaddr_in or sockaddr_in6. */
static int add_endpoint(const struct reader *reader, const struct nlattr *attr)
{
	const struct sockaddr *address = nla_data(attr);
	struct strv *remotes = &reader->dev->remotes;
	const void *bytes = NULL;
	const char *text;

	if (nla_len(attr) >= (int)sizeof(struct sockaddr_in) &&
	    address->sa_family == AF_INET)
		bytes = (const char *)nla_data(attr) +
			offsetof(struct sockaddr_in, sin_addr);
	else if (nla_len(attr) >= (int)sizeof(struct sockaddr_in6) &&
		 address->sa_family == AF_INET6)
		bytes = (const char *)nla_data(attr) +
			offsetof(struct sockaddr_in6, sin6_addr);
	if (!bytes)
		return 0;
	text = netlink_format(reader->arena, address->sa_family, bytes);
	if (!text)
		return -ENOMEM;
	if (strv_has(remotes, text) || remotes->n >= MAX_REMOTES)
		return 0;
	return strv_push(reader->arena, remotes, text);
}

static int take_peer(const struct reader *reader, struct nlattr *peer)
{
	struct nlattr *attrs[ATTR_MAX + 1];

	if (nla_parse_nested(attrs, ATTR_MAX, peer, NULL) < 0 || !attrs[PEER_ENDPOINT])
		return 0;
	return add_endpoint(reader, attrs[PEER_ENDPOINT]);
}

static int take_device(struct nlmsghdr *msg, void *ctx)
{
	const struct reader *reader = ctx;
	struct nlattr *attrs[ATTR_MAX + 1], *peer;
	int rest, r = 0;

	if (!msg || nlmsg_parse(msg, GENL_HDRLEN, attrs, ATTR_MAX, NULL) < 0)
		return 0;
	if (attrs[ATTR_FWMARK] && nla_len(attrs[ATTR_FWMARK]) >= 4)
		reader->dev->tunnel_mark = nla_get_u32(attrs[ATTR_FWMARK]);
	if (!attrs[ATTR_PEERS])
		return 0;
	nla_for_each_nested(peer, attrs[ATTR_PEERS], rest)
	{
		r = take_peer(reader, peer);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_device(struct host *host, struct nl_sock *sock, uint16_t family,
		       struct netdev *dev)
{
	struct reader reader = {host->arena, dev};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = request(family, WG_CMD_GET_DEVICE, WG_VERSION, NLM_F_DUMP);

	if (!msg || nla_put_u32(msg, ATTR_IFINDEX, dev->ifindex) < 0)
		return -ENOMEM;
	return netlink_ask(sock, msg, take_device, &reader);
}

int wireguard_read(struct host *host, size_t first, struct nic_err *err)
{
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	uint16_t family = 0;
	int r = 0;

	for (size_t i = first; i < host->netdevs.n && r == 0; i++) {
		struct netdev *dev = &host->netdevs.items[i];

		if (!dev->kind || strcmp(dev->kind, "wireguard") != 0)
			continue;
		if (!sock)
			r = netlink_open(NETLINK_GENERIC, &sock, err);
		if (r == 0 && !family)
			r = find_family(sock, &family);
		if (r == 0)
			r = read_device(host, sock, family, dev);
	}
	if (r == 0 || r == -ENOMEM)
		return r < 0 ? nic_err_set(err, r, "out of memory") : 0;
	return strv_push(host->arena, &host->not_read,
			 r == -EPERM || r == -EACCES
				 ? "the peers of WireGuard devices: needs root "
				   "(CAP_NET_ADMIN)"
				 : "the peers of WireGuard devices: the kernel did not "
				   "tell");
}
