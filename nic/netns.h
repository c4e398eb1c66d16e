/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other network namespaces: finding them, and working in each without leaving the
 * caller's. */
#ifndef NICCTL_NIC_NETNS_H
#define NICCTL_NIC_NETNS_H

#include "host.h"
#include "mounts.h"
#include "netlink.h"

/* A namespace that was found: how to get in, and what to call it. */
struct netns {
	uint64_t inode;
	const char *name; /* as in struct netdev */
	const char *path; /* to open it by */
};

struct netns_list {
	struct netns *items;
	size_t n;
	uint64_t own_inode; /* of the caller's, which is in the list as well */
	bool is_incomplete; /* some processes did not let their namespace be seen */
};

/* Adds the namespace that is mounted here, if it is one and is not in @list yet. Returns
 * 0 or -ENOMEM. */
int netns_add_mount(struct netns_list *list, struct arena *arena,
		    const struct mount_entry *entry);

/* Adds the namespaces of all processes. Returns 0 or a negative errno. */
int netns_add_processes(struct netns_list *list, struct arena *arena,
			struct nic_err *err);

/* Notes which of them is the calling thread's. Returns 0 or a negative errno. */
int netns_find_own(struct netns_list *list, struct nic_err *err);

/* The inode in a link such as "net:[4026531840]"; 0 when @text is something else. */
uint64_t netns_inode(const char *text);

/* Works in one namespace over a NETLINK_ROUTE socket that was opened there. Returns 0, or
 * a negative errno to stop. */
typedef int netns_work_fn(struct nl_sock *sock, const char *name, void *ctx,
			  struct nic_err *err);

/* Calls @work for each namespace but the caller's (netns_find_own() must have run), in a
 * thread of its own (a namespace belongs to a thread): the caller's is never changed,
 * whatever fails. A namespace that is gone is left out, one that may not be entered sets
 * list->is_incomplete. Returns 0, what @work returned, or the errno of the thread or its
 * socket. */
int netns_each(struct netns_list *list, netns_work_fn *work, void *ctx,
	       struct nic_err *err);

/* Calls @fn in the namespace that struct netdev calls @name (NULL: the caller's), in a
 * thread of its own unless that is the caller's. Returns what @fn returned, or the errno
 * of the thread or of setns(2). */
int netns_call(const char *name, int (*fn)(void *ctx), void *ctx);

#endif
