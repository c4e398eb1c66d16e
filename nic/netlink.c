/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions to the kernel over netlink. */
#include "netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netlink/errno.h>
#include <netlink/handlers.h>
#include <netlink/netlink.h>

/* The kernel never fills a larger part of a dump than this in one go
 * (netlink_recvmsg(): max_recvmsg_len is at most 32 KiB), so no peek for the size is
 * needed. */
#define RECEIVE_BYTES ((size_t)32 * 1024)

/* A dump that changes under our hands is asked for anew; on a host that never rests the
 * last answer is good enough, as it would be out of date a moment later in any case. */
#define MAX_TRIES 5

struct answer {
	netlink_answer_fn *fn;
	void *ctx;
	int error;
};

/* libnl has its own error numbers, many of which stand for several of the kernel's. */
static int errno_of(int nl_code)
{
	switch (nl_code < 0 ? -nl_code : nl_code) {
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_PERM:
	case NLE_NOACCESS:
		return -EPERM;
	case NLE_AF_NOSUPPORT:
	case NLE_PROTO_MISMATCH:
		return -EAFNOSUPPORT;
	default:
		return -EIO;
	}
}

int netlink_open(int protocol, struct nl_sock **ret_sock, struct nic_err *err)
{
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = nl_socket_alloc();
	int r;

	if (!sock)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = nl_connect(sock, protocol);
	if (r < 0)
		return nic_err_set(err, errno_of(r), "netlink socket (protocol %d): %s",
				   protocol, nl_geterror(r));
	nl_socket_disable_auto_ack(sock);
	r = nl_socket_set_msg_buf_size(sock, RECEIVE_BYTES);
	if (r < 0)
		return nic_err_set(err, errno_of(r), "netlink receive buffer: %s",
				   nl_geterror(r));
	*ret_sock = NIC_TAKE(sock);
	return 0;
}

void netlink_closep(struct nl_sock **sock)
{
	nl_socket_free(*sock);
}

void netlink_freep(struct nl_msg **msg)
{
	nlmsg_free(*msg);
}

struct nl_msg *netlink_request(int type, int flags, void *header, size_t header_bytes)
{
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = nlmsg_alloc_simple(type, flags);

	if (!msg || nlmsg_append(msg, header, header_bytes, NLMSG_ALIGNTO) < 0)
		return NULL;
	return NIC_TAKE(msg);
}

/* After an error the rest of the answer is still read, so that the socket stays usable.
 */
static int on_message(struct nl_msg *msg, void *arg)
{
	struct answer *answer = arg;

	if (answer->error == 0)
		answer->error = answer->fn(nlmsg_hdr(msg), answer->ctx);
	return NL_OK;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *arg)
{
	struct answer *answer = arg;

	(void)from; /* the kernel: nobody else may answer */
	answer->error = error->error;
	return NL_STOP;
}

static void callbacks_freep(struct nl_cb **callbacks)
{
	nl_cb_put(*callbacks);
}

static int ask_once(struct nl_sock *sock, struct nl_msg *request, struct answer *answer)
{
	NIC_CLEANUP(callbacks_freep) struct nl_cb *callbacks = nl_cb_alloc(NL_CB_DEFAULT);
	int r;

	if (!callbacks)
		return -NLE_NOMEM;
	nl_cb_set(callbacks, NL_CB_VALID, NL_CB_CUSTOM, on_message, answer);
	nl_cb_err(callbacks, NL_CB_CUSTOM, on_error, answer);
	nlmsg_hdr(request)->nlmsg_seq = NL_AUTO_SEQ;
	answer->error = answer->fn(NULL, answer->ctx);
	if (answer->error < 0)
		return 0;
	r = nl_send_auto(sock, request);
	return r < 0 ? r : nl_recvmsgs(sock, callbacks);
}

int netlink_ask(struct nl_sock *sock, struct nl_msg *request, netlink_answer_fn *fn,
		void *ctx)
{
	struct answer answer = {.fn = fn, .ctx = ctx};
	int r = 0;

	for (int i = 0; i < MAX_TRIES; i++) {
		r = ask_once(sock, request, &answer);
		if (r != -NLE_DUMP_INTR)
			break;
	}
	if (answer.error < 0)
		return answer.error;
	return r < 0 && r != -NLE_DUMP_INTR ? errno_of(r) : 0;
}

const char *netlink_format(struct arena *arena, int family, const void *bytes)
{
	char text[INET6_ADDRSTRLEN];

	return inet_ntop(family, bytes, text, sizeof(text)) ? arena_strdup(arena, text)
							    : NULL;
}

const char *netlink_address(struct arena *arena, const struct nlattr *attr)
{
	int length = attr ? nla_len(attr) : 0;

	if (length != 4 && length != 16)
		return NULL;
	return netlink_format(arena, length == 4 ? AF_INET : AF_INET6, nla_data(attr));
}
