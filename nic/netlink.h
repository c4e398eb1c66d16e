/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions to the kernel over netlink; the answers go to a function, message by message,
 * with no copy kept in between. */
#ifndef NICCTL_NIC_NETLINK_H
#define NICCTL_NIC_NETLINK_H

#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/socket.h>

#include "arena.h"
#include "err.h"

/* Opens a socket of @protocol (NETLINK_ROUTE, …) in the namespace of the calling thread.
 * Returns 0 or a negative errno. The caller closes it. */
int netlink_open(int protocol, struct nl_sock **ret_sock, struct nic_err *err);
void netlink_closep(struct nl_sock **sock);
void netlink_freep(struct nl_msg **msg);

/* A request of @type with @flags, and @header_bytes of @header behind the netlink header;
 * NULL when memory is out. The caller frees it. */
struct nl_msg *netlink_request(int type, int flags, void *header, size_t header_bytes);

/* Takes one message of the answer. @msg is NULL before the first one, and again when the
 * kernel's data changed half-way and the answer begins anew. Returns 0 or a negative
 * errno, which netlink_ask() passes on. */
typedef int netlink_answer_fn(struct nlmsghdr *msg, void *ctx);

/* Sends @request and hands the answer to @fn. Returns 0, what @fn returned, or
 * the kernel's negative errno; it writes no text. */
int netlink_ask(struct nl_sock *sock, struct nl_msg *request, netlink_answer_fn *fn,
		void *ctx);

/* The @family's address at @bytes as text; NULL when memory is out or the family is
 * another than AF_INET and AF_INET6. An IPv4 address in IPv6 form keeps that form. */
const char *netlink_format(struct arena *arena, int family, const void *bytes);

/* An address attribute (4 or 16 bytes) as text; NULL when @attr is NULL, has another
 * length or memory is out (the arena remembers that). */
const char *netlink_address(struct arena *arena, const struct nlattr *attr);

#endif
