/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has AF_XDP sockets bound to which queues. The kernel's list of them (sock_diag)
 * needs xsk_diag, which Debian 12 leaves out: there, queues are tried, and processes are
 * known by the rings in their address space. */
#include "xsk_users.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_xdp.h>
#include <linux/sock_diag.h>
#include <linux/xdp_diag.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "netlink.h"
#include "sysfs.h"
#include "xsk.h"
#include "xsk_owner.h"
#include "xsk_port.h"

#define PROTOCOLS "/proc/thread-self/net/protocols"
#define PROTOCOLS_BYTES 16384

/* A socket that was closed, by a run of nicctl just before maybe, is off its queue. */
#define CLOSED_MS 500

bool xsk_users_in_protocols(const char *text)
{
	const char *line = text, *field;

	while (line && strncmp(line, "XDP ", strlen("XDP ")) != 0) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (!line)
		return false;
	field = line + strlen("XDP");
	for (int i = 0; i < 2; i++) { /* size, sockets */
		field += strspn(field, " ");
		if (i == 0)
			field += strcspn(field, " ");
	}
	return strtol(field, NULL, 10) > 0;
}

static bool are_there_any(void)
{
	char text[PROTOCOLS_BYTES];

	/* a kernel without this file may have such sockets: ask */
	return sysfs_read(AT_FDCWD, PROTOCOLS, text, sizeof(text)) < 0 ||
	       xsk_users_in_protocols(text);
}

struct listing {
	struct host *host;
	int patience_ms; /* how long a queue may be in use before it counts */
	struct {
		uint32_t *items; /* inode of each of host->xsk_sockets */
		size_t n;
	} inodes;
};

static struct xsk_socket *push(struct listing *listing, uint32_t inode)
{
	uint32_t *slot = ARENA_PUSH(listing->host->arena, &listing->inodes);

	if (!slot)
		return NULL;
	*slot = inode;
	return ARENA_PUSH(listing->host->arena, &listing->host->xsk_sockets);
}

static int take_socket(struct nlmsghdr *msg, void *ctx)
{
	struct nlattr *attrs[XDP_DIAG_MAX + 1];
	struct listing *listing = ctx;
	const struct xdp_diag_msg *header;
	const struct xdp_diag_info *info;
	struct xsk_socket *socket;

	if (!msg) { /* the answer begins, or begins anew */
		listing->inodes.n = 0;
		listing->host->xsk_sockets.n = 0;
		return 0;
	}
	if (nlmsg_parse(msg, sizeof(*header), attrs, XDP_DIAG_MAX, NULL) < 0 ||
	    !attrs[XDP_DIAG_INFO] || nla_len(attrs[XDP_DIAG_INFO]) < (int)sizeof(*info))
		return 0;
	header = nlmsg_data(msg);
	info = nla_data(attrs[XDP_DIAG_INFO]);
	if (!info->ifindex)
		return 0; /* not bound */
	socket = push(listing, header->xdiag_ino);
	if (!socket)
		return -ENOMEM;
	*socket = (struct xsk_socket){.ifindex = info->ifindex, .queue = info->queue_id};
	if (attrs[XDP_DIAG_UMEM] &&
	    nla_len(attrs[XDP_DIAG_UMEM]) >= (int)sizeof(struct xdp_diag_umem)) {
		const struct xdp_diag_umem *area = nla_data(attrs[XDP_DIAG_UMEM]);

		socket->mode = area->flags & XDP_DU_F_ZEROCOPY ? XSK_ZEROCOPY : XSK_COPY;
	}
	return 0;
}

/* Returns -ENOENT where the kernel cannot list them. */
static int ask_kernel(struct listing *listing, struct nic_err *err)
{
	struct xdp_diag_req request = {
		.sdiag_family = AF_XDP,
		.xdiag_show = XDP_SHOW_INFO | XDP_SHOW_UMEM,
	};
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = netlink_request(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &request,
					     sizeof(request));
	int r;

	if (!msg)
		return -ENOMEM;
	r = netlink_open(NETLINK_SOCK_DIAG, &sock, err);
	return r < 0 ? r : netlink_ask(sock, msg, take_socket, listing);
}

static int try_queues(struct listing *listing, const struct netdev *netdev)
{
	uint32_t n = xsk_port_queues(netdev->name);
	struct xsk_attempt attempt;
	struct xsk_socket *socket;

	for (uint32_t queue = 0; queue < n; queue++) {
		attempt = xsk_try_for(netdev->ifindex, queue, XSK_COPY,
				      listing->patience_ms);
		if (attempt.error == -EPERM)
			return -EPERM;
		if (attempt.stage != XSK_STAGE_BIND || attempt.error != -EBUSY)
			continue;
		listing->patience_ms = 0; /* by now all that was closed is gone */
		socket = push(listing, 0);
		if (!socket)
			return -ENOMEM;
		socket->ifindex = netdev->ifindex;
		socket->queue = queue;
	}
	return 0;
}

static int try_all(struct listing *listing)
{
	struct host *host = listing->host;
	int r = 0;

	for (size_t i = 0; i < host->netdevs.n && r == 0; i++) {
		if (!host->netdevs.items[i].netns && host->netdevs.items[i].port)
			r = try_queues(listing, &host->netdevs.items[i]);
	}
	return r;
}

static int name_owners(struct listing *listing)
{
	struct host *host = listing->host;
	struct xsk_owners owners = {0};
	const struct xsk_owner *owner;
	int r = host->xsk_sockets.n ? xsk_owner_find_all(host, &owners) : 0;

	for (size_t i = 0; r == 0 && i < host->xsk_sockets.n; i++) {
		owner = xsk_owner_of(&owners, listing->inodes.items[i]);
		if (!owner)
			continue;
		host->xsk_sockets.items[i].has_pid = true;
		host->xsk_sockets.items[i].pid = owner->pid;
		host->xsk_sockets.items[i].comm = owner->comm;
	}
	return r;
}

int xsk_users_read(struct host *host, struct nic_err *err)
{
	struct listing listing = {.host = host, .patience_ms = CLOSED_MS};
	int r;

	if (!are_there_any())
		return 0;
	r = ask_kernel(&listing, err);
	if (r == -ENOENT || r == -EINVAL)
		r = try_all(&listing);
	if (r == -EPERM || r == -EACCES)
		return strv_push(host->arena, &host->not_read,
				 "AF_XDP sockets: whether ports are in use by them could "
				 "not be seen, needs root (CAP_NET_RAW)");
	if (r == 0)
		r = name_owners(&listing);
	return r < 0 ? nic_err_set(err, r, "AF_XDP sockets: %s", nic_strerror(r)) : 0;
}
