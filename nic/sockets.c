/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The TCP connections of a process: its sockets by inode, looked up in the kernel's list.
 */
#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

/* An SSH server has one connection, and those it forwards. */
#define MAX_SOCKETS 256

struct finder {
	uint64_t inodes[MAX_SOCKETS];
	size_t n;
	struct inet_diag_sockid wanted; /* the kernel passes over others; 0: any port */
	bool is_any_process;
	sockets_fn *fn;
	void *ctx;
};

static int read_inodes(pid_t pid, struct finder *finder)
{
	static const char start[] = "socket:[";
	char path[64], link[64];
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	const struct dirent *entry;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	dir = sysfs_opendir(AT_FDCWD, path);
	if (!dir)
		return -errno;
	while ((entry = readdir(dir)) && finder->n < MAX_SOCKETS) {
		ssize_t length =
			readlinkat(dirfd(dir), entry->d_name, link, sizeof(link) - 1);

		link[length < 0 ? 0 : length] = '\0';
		if (strncmp(link, start, strlen(start)) == 0 &&
		    sysfs_take_number(link + strlen(start), &finder->inodes[finder->n]))
			finder->n++;
	}
	return 0;
}

/* In its own form when an IPv6 socket carries an IPv4 connection. */
static const char *format_address(int family, const void *bytes, char *ret_text)
{
	const struct in6_addr *address = bytes;

	if (family == AF_INET)
		return inet_ntop(AF_INET, bytes, ret_text, INET6_ADDRSTRLEN);
	if (IN6_IS_ADDR_V4MAPPED(address))
		return inet_ntop(AF_INET, &address->s6_addr[12], ret_text,
				 INET6_ADDRSTRLEN);
	return inet_ntop(AF_INET6, bytes, ret_text, INET6_ADDRSTRLEN);
}

static int take_socket(struct nlmsghdr *msg, void *ctx)
{
	struct finder *finder = ctx;
	const struct inet_diag_msg *socket;
	struct session_ends ends = {0};
	bool is_wanted = finder->is_any_process;

	if (!msg || !nlmsg_valid_hdr(msg, sizeof(*socket)))
		return 0;
	socket = nlmsg_data(msg);
	for (size_t i = 0; i < finder->n; i++)
		is_wanted = is_wanted || finder->inodes[i] == socket->idiag_inode;
	if (!is_wanted)
		return 0;
	if (!format_address(socket->idiag_family, socket->id.idiag_dst, ends.peer) ||
	    !format_address(socket->idiag_family, socket->id.idiag_src, ends.local))
		return 0;
	if (socket->id.idiag_if != 0)
		(void)snprintf(ends.zone, sizeof(ends.zone), "%u", socket->id.idiag_if);
	return finder->fn(&ends, finder->ctx);
}

static int ask(struct nl_sock *sock, int family, struct finder *finder)
{
	struct inet_diag_req_v2 request = {
		.sdiag_family = (uint8_t)family,
		.sdiag_protocol = IPPROTO_TCP,
		.idiag_states = 1U << TCP_ESTABLISHED,
		.id = finder->wanted,
	};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = netlink_request(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &request,
					     sizeof(request));

	return msg ? netlink_ask(sock, msg, take_socket, finder) : -ENOMEM;
}

static int ask_both(struct finder *finder)
{
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	int r = netlink_open(NETLINK_SOCK_DIAG, &sock, NULL);

	if (r == 0)
		r = ask(sock, AF_INET, finder);
	return r < 0 ? r : ask(sock, AF_INET6, finder);
}

int sockets_of_process(pid_t pid, sockets_fn *fn, void *ctx)
{
	struct finder finder = {.fn = fn, .ctx = ctx};
	int r;

	r = read_inodes(pid, &finder);
	return r < 0 || finder.n == 0 ? r : ask_both(&finder);
}

int sockets_of_port(enum sockets_end end, uint16_t port, sockets_fn *fn, void *ctx)
{
	struct finder finder = {.fn = fn, .ctx = ctx, .is_any_process = true};

	if (end == SOCKETS_LOCAL)
		finder.wanted.idiag_sport = htons(port);
	else
		finder.wanted.idiag_dport = htons(port);
	return ask_both(&finder);
}
