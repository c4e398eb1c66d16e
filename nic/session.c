/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remote sessions, and the devices they come in by. */
#include "session.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ancestry.h"
#include "routes.h"
#include "sockets.h"
#include "sysfs.h"

/* Longest text of an address with a zone: "fe80::1%eth0". */
#define ADDRESS_BYTES (INET6_ADDRSTRLEN + IF_NAMESIZE)

static bool is_port(const char *text)
{
	uint64_t port;
	const char *end = sysfs_take_number(text, &port);

	return end && *end == '\0' && port <= 65535;
}

/* Splits "fe80::1%eth0" and brings the address into its usual form. */
static int parse_address(char *text, char *ret_address, char *ret_zone)
{
	struct in6_addr address; /* has room for an IPv4 address as well */
	const void *start = &address;
	char *zone = strchr(text, '%');
	int family;

	if (zone) {
		*zone++ = '\0';
		if (*zone == '\0' || strlen(zone) >= IF_NAMESIZE)
			return -EINVAL;
		memcpy(ret_zone, zone, strlen(zone) + 1);
	}
	family = strchr(text, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(family, text, &address) != 1)
		return -EINVAL;
	if (family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&address)) {
		family = AF_INET;
		start = &address.s6_addr[12];
	}
	return inet_ntop(family, start, ret_address, INET6_ADDRSTRLEN) ? 0 : -EINVAL;
}

int session_parse(const char *value, struct session_ends *ret_ends)
{
	char peer[ADDRESS_BYTES], local[ADDRESS_BYTES], peer_port[8], local_port[8], more;
	struct session_ends ends = {0};

	/* The widths: ADDRESS_BYTES - 1 and the size of a port's text. */
	_Static_assert(ADDRESS_BYTES == 62, "the format below has this number in it");
	if (sscanf(value, " %61s %7s %61s %7s %c", peer, peer_port, local, local_port,
		   &more) != 4)
		return -EINVAL;
	if (!is_port(peer_port) || !is_port(local_port))
		return -EINVAL;
	if (parse_address(peer, ends.peer, ends.zone) < 0 ||
	    parse_address(local, ends.local, ends.zone) < 0)
		return -EINVAL;
	*ret_ends = ends;
	return 0;
}

static bool holds_address(const struct netdev *dev, const char *address)
{
	size_t bytes = strlen(address);

	for (size_t i = 0; i < dev->addresses.n; i++) {
		if (strncmp(dev->addresses.items[i], address, bytes) == 0 &&
		    dev->addresses.items[i][bytes] == '/')
			return true;
	}
	return false;
}

/* An address may be kept on a device that no frame leaves by, and be announced to others
 * by a routing daemon: then the way to the peer says more. */
static bool is_way_out(const struct netdev *dev)
{
	return strcmp(dev->name, "lo") != 0 &&
	       (!dev->kind || strcmp(dev->kind, "dummy") != 0);
}

/* @zone tells apart devices that hold the same link-local address. */
static const struct netdev *find_holder(const struct host *host, const char *netns,
					const char *local, const char *zone)
{
	unsigned long index = strtoul(zone, NULL, 10);

	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *dev = &host->netdevs.items[i];

		if (!host_same_netns(dev->netns, netns) ||
		    (*zone && strcmp(dev->name, zone) != 0 &&
		     (index == 0 || dev->ifindex != index)))
			continue;
		if (holds_address(dev, local))
			return dev;
	}
	return NULL;
}

/* The caller may have gone to another namespace than its session comes in by (`ip netns
 * exec`): then that one's device holds the address. */
static const struct netdev *find_holder_elsewhere(const struct host *host,
						  const char *local)
{
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *dev = &host->netdevs.items[i];

		if (dev->netns && strcmp(dev->name, "lo") != 0 &&
		    holds_address(dev, local))
			return dev;
	}
	return NULL;
}

static void locate(const struct host *host, struct nl_sock *route,
		   const struct session_ends *ends, struct session *session)
{
	const struct netdev *holder =
		find_holder(host, session->netns, ends->local, ends->zone);
	struct routes_question question = {.peer = ends->peer};
	struct routes_answer answer;
	bool is_far = false;

	if (!holder && !session->is_other && !*ends->zone) {
		holder = find_holder_elsewhere(host, ends->local);
		session->netns = holder ? holder->netns : NULL;
		is_far = holder != NULL;
	}
	if (holder && (is_far || is_way_out(holder))) {
		session->ifindex = holder->ifindex;
		session->has_ifindex = true;
		return;
	}
	/* Rules that look at the source address only apply when the address is ours. */
	question.source = holder ? ends->local : NULL;
	if (routes_ask(route, &question, NULL, &answer) == 0) {
		session->ifindex = answer.ifindex;
		session->has_ifindex = true;
	} else if (holder) {
		session->ifindex = holder->ifindex;
		session->has_ifindex = true;
	}
}

static int add(struct host *host, struct nl_sock *route, const struct session_ends *ends)
{
	struct session *session = ARENA_PUSH(host->arena, &host->sessions);

	if (!session)
		return -ENOMEM;
	session->peer = arena_strdup(host->arena, ends->peer);
	session->local = arena_strdup(host->arena, ends->local);
	locate(host, route, ends, session);
	return arena_failed(host->arena) ? -ENOMEM : 0;
}

struct finder {
	struct host *host;
	struct nl_sock *route;
	bool is_found;
};

static int add_from_variable(struct finder *finder, const char *value)
{
	struct arena *arena = finder->host->arena;
	struct session_ends ends;

	if (session_parse(value, &ends) < 0)
		return strv_push(arena, &finder->host->not_read,
				 arena_printf(arena,
					      "this session: SSH_CONNECTION is not "
					      "understood: '%.80s'",
					      value));
	finder->is_found = true;
	return add(finder->host, finder->route, &ends);
}

static int take_variable(pid_t pid, const char *comm, void *ctx)
{
	char value[256];
	int r;

	(void)comm;
	if (ancestry_variable(pid, "SSH_CONNECTION", value, sizeof(value)) < 0)
		return 0;
	r = add_from_variable(ctx, value);
	return r < 0 ? r : 1;
}

static int take_connection(const struct session_ends *ends, void *ctx)
{
	struct finder *finder = ctx;

	finder->is_found = true;
	return add(finder->host, finder->route, ends);
}

/* The server of the session is "sshd", "sshd-session" (since OpenSSH 9.8) or "dropbear".
 */
static int take_server(pid_t pid, const char *comm, void *ctx)
{
	struct finder *finder = ctx;

	if (strncmp(comm, "sshd", strlen("sshd")) != 0 &&
	    strncmp(comm, "dropbear", strlen("dropbear")) != 0)
		return 0;
	if (sockets_of_process(pid, take_connection, finder) == -ENOMEM)
		return -ENOMEM;
	return finder->is_found;
}

int session_read(struct host *host, struct nl_sock *route, struct nic_err *err)
{
	struct finder finder = {.host = host, .route = route};
	const char *value = getenv("SSH_CONNECTION");
	int r;

	if (value)
		r = add_from_variable(&finder, value);
	else
		r = ancestry_each(take_variable, &finder);
	if (r >= 0 && !finder.is_found)
		r = ancestry_each(take_server, &finder);
	return r < 0 ? nic_err_set(err, r, "out of memory") : 0;
}

struct collector {
	struct host *host;
	struct nl_sock *route;
	const char *netns;
	uint16_t port;
};

static int take_other(const struct session_ends *ends, void *ctx)
{
	const struct collector *collector = ctx;
	struct host *host = collector->host;
	struct session *session;

	if (find_holder(host, collector->netns, ends->peer, ""))
		return 0; /* from here to here */
	session = ARENA_PUSH(host->arena, &host->sessions);
	if (!session)
		return -ENOMEM;
	session->peer = arena_strdup(host->arena, ends->peer);
	session->local = arena_strdup(host->arena, ends->local);
	session->netns = collector->netns;
	session->is_other = session->has_local_port = true;
	session->local_port = collector->port;
	locate(host, collector->route, ends, session);
	return arena_failed(host->arena) ? -ENOMEM : 0;
}

int session_read_others(struct host *host, struct nl_sock *route, const char *netns,
			const struct strv *ports, struct nic_err *err)
{
	static const char no_tcp_diag[] =
		"sessions of others: this kernel does not tell connections (it has no "
		"module tcp_diag)";
	static const char *const ssh[] = {"22"};
	size_t n = ports && ports->n ? ports->n : 1;
	struct collector collector = {host, route, netns, 0};
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		const char *text = ports && ports->n ? ports->items[i] : ssh[0];

		if (!is_port(text))
			return nic_err_set(err, -EINVAL, "'%.32s' is no TCP port", text);
		collector.port = (uint16_t)strtoul(text, NULL, 10);
		r = sockets_of_port(SOCKETS_LOCAL, collector.port, take_other,
				    &collector);
	}
	if (r == -ENOENT) /* no tcp_diag, and none to be loaded */
		return strv_has(&host->not_read, no_tcp_diag)
			       ? 0
			       : strv_push(host->arena, &host->not_read, no_tcp_diag);
	return r < 0 ? nic_err_set(err, r, "list of connections: %s", nic_strerror(r))
		     : 0;
}
