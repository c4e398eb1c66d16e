/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The numbers by which one network namespace knows another. */
#include "netnsids.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>

#include "sysfs.h"

static int take_id(struct nlmsghdr *msg, void *ctx)
{
	struct nlattr *attrs[NETNSA_MAX + 1];
	int32_t *ret_id = ctx;

	if (msg && msg->nlmsg_type == RTM_NEWNSID &&
	    nlmsg_parse(msg, sizeof(struct rtgenmsg), attrs, NETNSA_MAX, NULL) == 0 &&
	    attrs[NETNSA_NSID] && nla_len(attrs[NETNSA_NSID]) >= 4)
		*ret_id = (int32_t)nla_get_u32(attrs[NETNSA_NSID]);
	return 0;
}

static int ask(struct nl_sock *sock, const struct netns *netns, int32_t *ret_id)
{
	NIC_CLEANUP(sysfs_closep) int fd = open(netns->path, O_RDONLY | O_CLOEXEC);
	struct rtgenmsg header = {.rtgen_family = AF_UNSPEC};
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	int r;

	if (fd < 0)
		return 0; /* gone, or not to be seen: then it has no name here either */
	msg = netlink_request(RTM_GETNSID, 0, &header, sizeof(header));
	if (!msg || nla_put_u32(msg, NETNSA_FD, (uint32_t)fd) < 0)
		return -ENOMEM;
	r = netlink_ask(sock, msg, take_id, ret_id);
	return r == -ENOMEM ? r : 0;
}

int netnsids_read(struct nl_sock *sock, const struct netns_list *list,
		  struct arena *arena, struct netnsids *ret_ids)
{
	struct netnsids ids = {list, arena_alloc(arena, (list->n + 1) * sizeof(int32_t))};
	int r = 0;

	if (!ids.ids)
		return -ENOMEM;
	for (size_t i = 0; i < list->n && r == 0; i++) {
		ids.ids[i] = NETNSA_NSID_NOT_ASSIGNED;
		r = ask(sock, &list->items[i], &ids.ids[i]);
	}
	if (r == 0)
		*ret_ids = ids;
	return r;
}

const char *netnsids_name(const struct netnsids *ids, int32_t id)
{
	for (size_t i = 0; id >= 0 && i < ids->list->n; i++) {
		if (ids->ids[i] == id)
			return ids->list->items[i].inode == ids->list->own_inode
				       ? HOST_NETNS_CALLER
				       : ids->list->items[i].name;
	}
	return HOST_NETNS_UNKNOWN;
}
