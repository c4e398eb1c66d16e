/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The remote session the caller works in, and those of others. */
#ifndef NICCTL_NIC_SESSION_H
#define NICCTL_NIC_SESSION_H

#include <net/if.h>
#include <netinet/in.h>

#include "host.h"
#include "netlink.h"

/* The two ends of a connection, as text without zone or port; IPv4 addresses in their own
 * form ("192.0.2.1" for "::ffff:192.0.2.1"). @zone: the device a link-local address
 * counts on, as name or index; "": none. */
struct session_ends {
	char peer[INET6_ADDRSTRLEN];
	char local[INET6_ADDRSTRLEN];
	char zone[IF_NAMESIZE];
};

/* Takes apart the value of SSH_CONNECTION, "PEER PORT LOCAL PORT". Returns 0 or -EINVAL;
 * any text is allowed. */
int session_parse(const char *value, struct session_ends *ret_ends);

/* Fills host->sessions from SSH_CONNECTION, of this process or of an ancestor (sudo takes
 * it out of the environment); when there is none, or it is not understood (which goes to
 * host->not_read), from the sockets of the ancestor that is an SSH server. host->netdevs
 * must be there already, those of other namespaces too: that is where a session may have
 * come in. @route: of the caller's namespace. Returns 0 or -ENOMEM. */
int session_read(struct host *host, struct nl_sock *route, struct nic_err *err);

/* Adds to host->sessions the established connections to local TCP ports (@ports, in
 * decimal; NULL or empty: 22) in the namespace @netns, which must be the calling thread's
 * and whose network devices must be there already. Connections from the machine itself
 * do not count. @route: of that namespace. Returns 0 or a negative errno. */
int session_read_others(struct host *host, struct nl_sock *route, const char *netns,
			const struct strv *ports, struct nic_err *err);

#endif
