/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets what RTM_NEWLINK can set of a device. */
#include <errno.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "netdiff.h"
#include "netlinks.h"
#include "netlinks_tables.h"

#define MSG_NEWLINKPROP 108
#define ATTR_PROP_LIST 52
#define ATTR_ALT_IFNAME 53

#define LINK_DATA_MAX 2048

static int no_answer(struct nlmsghdr *msg, void *ctx)
{
	(void)msg;
	(void)ctx;
	return 0;
}

static struct nl_msg *new_request(uint16_t type, uint32_t ifindex, uint32_t flags,
				  uint32_t change)
{
	struct ifinfomsg header = {.ifi_family = AF_UNSPEC,
				   .ifi_index = (int)ifindex,
				   .ifi_flags = flags,
				   .ifi_change = change};

	return netlink_request(type, NLM_F_ACK, &header, sizeof(header));
}

static int ask(struct nl_sock *sock, struct nl_msg *msg)
{
	return netlink_ask(sock, msg, no_answer, NULL);
}

static int set_flags(struct nl_sock *sock, const struct netname *name, uint32_t flag,
		     bool is_on)
{
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg =
		new_request(RTM_NEWLINK, name->ifindex, is_on ? flag : 0, flag);

	return msg ? ask(sock, msg) : -ENOMEM;
}

int netlinks_set_up(struct nl_sock *sock, const struct netname *name, bool is_up)
{
	return set_flags(sock, name, IFF_UP, is_up);
}

static int set_own(struct nl_sock *sock, const struct netnames *names,
		   const struct netname *name, const struct netattr *attr,
		   const char *value)
{
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = new_request(RTM_NEWLINK, name->ifindex, 0, 0);
	int r = msg ? netattrs_put(names, attr, value, msg) : -ENOMEM;

	return r < 0 ? r : ask(sock, msg);
}

static int set_member_option(struct nl_sock *sock, const struct netnames *names,
			     const struct netname *name,
			     const struct netlinks_group *group,
			     const struct netattr *attr, const char *value)
{
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = new_request(RTM_NEWLINK, name->ifindex, 0, 0);
	struct nlattr *info, *data;
	int r;

	info = msg ? nla_nest_start(msg, NLA_F_NESTED | IFLA_LINKINFO) : NULL;
	if (!info || nla_put_string(msg, IFLA_INFO_SLAVE_KIND, group->kind) < 0)
		return -ENOMEM;
	data = nla_nest_start(msg, NLA_F_NESTED | IFLA_INFO_SLAVE_DATA);
	r = data ? netattrs_put(names, attr, value, msg) : -ENOMEM;
	if (r < 0)
		return r;
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
	return ask(sock, msg);
}

static const struct netlinks_flag *find_flag(const char *name)
{
	for (const struct netlinks_flag *flag = netlinks_flags; flag->name; flag++) {
		if (strcmp(flag->name, name) == 0)
			return flag;
	}
	return NULL;
}

int netlinks_set(struct nl_sock *sock, const struct netnames *names,
		 const struct netname *name, const char *group_name, const char *setting,
		 const char *value)
{
	const struct netlinks_group *group = netlinks_groups;
	const struct netlinks_flag *flag = find_flag(setting);
	const struct netattr *attr;

	while (group->name && strcmp(group->name, group_name) != 0)
		group++;
	if (!group->name)
		return -EOPNOTSUPP;
	if (!group->kind && flag)
		return set_flags(sock, name, flag->flag, strcmp(value, "on") == 0);
	attr = netlinks_attr(group, setting);
	if (!attr)
		return -EOPNOTSUPP;
	return group->kind ? set_member_option(sock, names, name, group, attr, value)
			   : set_own(sock, names, name, attr, value);
}

/* A device that is up keeps its name (before Linux 6.0). */
int netlinks_rename(struct nl_sock *sock, const struct netname *name, const char *to)
{
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = new_request(RTM_NEWLINK, name->ifindex, 0, 0);
	bool was_up = name->netdev->is_up;
	int r;

	if (!msg || nla_put_string(msg, IFLA_IFNAME, to) < 0)
		return -ENOMEM;
	r = ask(sock, msg);
	if (r != -EBUSY || !was_up)
		return r;
	r = netlinks_set_up(sock, name, false);
	if (r == 0)
		r = ask(sock, msg);
	return r < 0 ? r : netlinks_set_up(sock, name, true);
}

int netlinks_add_altname(struct nl_sock *sock, const struct netname *name,
			 const char *altname)
{
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = new_request(MSG_NEWLINKPROP, name->ifindex, 0, 0);
	struct nlattr *list;

	if (!msg)
		return -ENOMEM;
	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND;
	list = nla_nest_start(msg, NLA_F_NESTED | ATTR_PROP_LIST);
	if (!list || nla_put_string(msg, ATTR_ALT_IFNAME, altname) < 0)
		return -ENOMEM;
	nla_nest_end(msg, list);
	return ask(sock, msg);
}

/* A bond takes only devices that are down, and sets them up itself. */
int netlinks_set_master(struct nl_sock *sock, const struct netname *name, uint32_t master)
{
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = new_request(RTM_NEWLINK, name->ifindex, 0, 0);
	int r;

	if (!msg || nla_put_u32(msg, IFLA_MASTER, master) < 0)
		return -ENOMEM;
	r = ask(sock, msg);
	if (!master || r == 0 || !name->netdev->is_up)
		return r;
	r = netlinks_set_up(sock, name, false);
	return r < 0 ? r : ask(sock, msg);
}

static int put_kind(struct nl_msg *msg, const struct net_device *device)
{
	uint8_t data[LINK_DATA_MAX];
	int bytes = netattrs_unhex(device->link_data, data, sizeof(data));
	struct nlattr *info = nla_nest_start(msg, NLA_F_NESTED | IFLA_LINKINFO);

	if (bytes < 0)
		return -EINVAL;
	if (!info || nla_put_string(msg, IFLA_INFO_KIND, device->kind) < 0 ||
	    nla_put(msg, NLA_F_NESTED | IFLA_INFO_DATA, bytes, data) < 0)
		return -ENOMEM;
	nla_nest_end(msg, info);
	return 0;
}

int netlinks_create(struct nl_sock *sock, const struct netnames *names,
		    const struct netname *below, const struct net_device *device)
{
	const struct net_setting *mac = netstate_setting(device, "link", "mac");
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = new_request(RTM_NEWLINK, 0, 0, 0);
	int r;

	if (!msg || nla_put_string(msg, IFLA_IFNAME, device->name) < 0 ||
	    nla_put_u32(msg, IFLA_LINK, below->ifindex) < 0)
		return -ENOMEM;
	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_CREATE | NLM_F_EXCL;
	r = mac && strncmp(device->kind, "macv", 4) == 0
		    ? netattrs_put(names, netlinks_attr(netlinks_groups, "mac"),
				   mac->value, msg)
		    : 0;
	if (r == 0)
		r = put_kind(msg, device);
	return r < 0 ? r : ask(sock, msg);
}
