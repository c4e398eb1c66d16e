/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual functions of a port. Source: kernel include/uapi/linux/if_link.h (IFLA_VF_*)
 * and Documentation/ABI/testing/sysfs-bus-pci (sriov_numvfs). */
#include "netvfs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netvfs_driver.h"
#include "netvfs_text.h"
#include "sysfs.h"

/* All that one message of a device can hold: its list of VFs is one attribute. */
#define ANSWER_BYTES ((size_t)128 * 1024)

struct reader {
	struct netstate *state;
	struct net_device *device;
	uint32_t n; /* VFs that were told of */
};

static int add_attr(struct reader *reader, uint32_t vf, const struct nlattr *attr)
{
	struct arena *arena = reader->state->arena;
	const char *name = netvfs_text_name(nla_type(attr));
	const char *value = name ? netvfs_text_read(arena, attr) : NULL;

	if (!value)
		return arena_failed(arena) ? -ENOMEM : 0;
	return netstate_set(reader->state, reader->device, "vf",
			    arena_printf(arena, "%" PRIu32 " %s", vf, name), value);
}

static int take_vf(struct reader *reader, struct nlattr *info)
{
	const struct nlattr *mac = nla_find(nla_data(info), nla_len(info), IFLA_VF_MAC);
	const struct nlattr *attr;
	int rest, r = 0;

	if (!mac || nla_len(mac) < (int)sizeof(struct ifla_vf_mac))
		return 0;
	reader->n++;
	nla_for_each_nested(attr, info, rest)
	{
		if (r == 0)
			r = add_attr(reader,
				     ((const struct ifla_vf_mac *)nla_data(mac))->vf,
				     attr);
	}
	return r;
}

static int take_link(struct nlmsghdr *msg, void *ctx)
{
	struct reader *reader = ctx;
	struct nlattr *attrs[IFLA_MAX + 1], *info;
	int rest, r = 0;

	if (!msg || msg->nlmsg_type != RTM_NEWLINK ||
	    nlmsg_parse(msg, sizeof(struct ifinfomsg), attrs, IFLA_MAX, NULL) < 0 ||
	    !attrs[IFLA_VFINFO_LIST])
		return 0;
	nla_for_each_nested(info, attrs[IFLA_VFINFO_LIST], rest)
	{
		if (r == 0)
			r = take_vf(reader, info);
	}
	return r;
}

/* Asked for by itself: with the VFs of all ports a list of devices would not fit into one
 * answer's room. */
static int read_attrs(struct reader *reader, uint32_t ifindex, struct nic_err *err)
{
	struct ifinfomsg header = {.ifi_family = AF_UNSPEC, .ifi_index = (int)ifindex};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = netlink_request(RTM_GETLINK, 0, &header, sizeof(header));
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	int r = netlink_open(NETLINK_ROUTE, &sock, err);

	if (r < 0)
		return r;
	if (!msg || nl_socket_set_msg_buf_size(sock, ANSWER_BYTES) < 0 ||
	    nla_put_u32(msg, IFLA_EXT_MASK, RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS) <
		    0)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = netlink_ask(sock, msg, take_link, reader);
	return r < 0 ? nic_err_set(err, r, "virtual functions of %s: %s",
				   reader->device->name, nic_strerror(r))
		     : 0;
}

static void numvfs_path(const struct netname *name, char *ret_path, size_t bytes)
{
	(void)snprintf(ret_path, bytes, "/sys/class/net/%s/device/sriov_numvfs",
		       name->name);
}

int netvfs_read(struct netstate *state, struct net_device *device,
		const struct netname *name, struct nic_err *err)
{
	struct reader reader = {state, device, 0};
	char path[96];
	int64_t number;
	int r;

	numvfs_path(name, path, sizeof(path));
	if (sysfs_number(AT_FDCWD, path, &number) < 0)
		return 0;
	r = netstate_set(state, device, "vfs", "number",
			 arena_printf(state->arena, "%" PRId64, number));
	if (r < 0)
		return nic_err_set(err, r, "out of memory");
	if (number <= 0)
		return 0;
	r = netvfs_driver_read(state, device, name, (uint32_t)number);
	if (r < 0)
		return nic_err_set(err, r, "out of memory");
	r = read_attrs(&reader, name->ifindex, err);
	if (r == 0 && reader.n < (uint64_t)number)
		r = strv_push(state->arena, &device->losses,
			      "the kernel does not tell the settings of all of its "
			      "virtual functions");
	return r;
}

static int set_number(const struct netname *name, const char *value)
{
	char path[96];
	int fd, r = 0;

	numvfs_path(name, path, sizeof(path));
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -EOPNOTSUPP : -errno;
	if (write(fd, value, strlen(value)) < 0)
		r = -errno;
	(void)close(fd); /* the write itself has told of failure */
	return r;
}

static int no_answer(struct nlmsghdr *msg, void *ctx)
{
	(void)msg;
	(void)ctx;
	return 0;
}

int netvfs_set(struct nl_sock *sock, const struct netname *name, const char *group,
	       const char *setting, const char *value)
{
	struct ifinfomsg header = {.ifi_family = AF_UNSPEC,
				   .ifi_index = (int)name->ifindex};
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	struct nlattr *list, *info;
	const char *attr;
	uint64_t vf;
	int r;

	if (!value)
		return -EOPNOTSUPP;
	if (strcmp(group, "vfs") == 0)
		return strcmp(setting, "number") == 0 ? set_number(name, value)
						      : -EOPNOTSUPP;
	if (strcmp(group, "vf") != 0)
		return netvfs_driver_set(name, group, setting, value);
	attr = sysfs_take_number(setting, &vf);
	if (!attr || *attr != ' ')
		return -EOPNOTSUPP;
	msg = netlink_request(RTM_SETLINK, NLM_F_ACK, &header, sizeof(header));
	list = msg ? nla_nest_start(msg, NLA_F_NESTED | IFLA_VFINFO_LIST) : NULL;
	info = list ? nla_nest_start(msg, NLA_F_NESTED | IFLA_VF_INFO) : NULL;
	r = info ? netvfs_text_put(msg, (uint32_t)vf, attr + 1, value) : -ENOMEM;
	if (r < 0)
		return r;
	nla_nest_end(msg, info);
	nla_nest_end(msg, list);
	return netlink_ask(sock, msg, no_answer, NULL);
}
