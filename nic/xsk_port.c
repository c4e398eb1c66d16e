/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What matters of a network device before AF_XDP sockets are bound to it. */
#include "xsk_port.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "netlink.h"
#include "sysfs.h"

/* linux/netdev.h, since kernel 6.3 (Documentation/netlink/specs/netdev.yaml). */
#define NETDEV_FAMILY "netdev"
#define NETDEV_CMD_DEV_GET 1
#define NETDEV_A_DEV_IFINDEX 1
#define NETDEV_A_DEV_XDP_FEATURES 3

uint32_t xsk_port_queues(const char *name)
{
	char path[PATH_MAX];
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	const struct dirent *entry;
	uint32_t n = 0;

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/queues", name);
	dir = sysfs_opendir(AT_FDCWD, path);
	while (dir && (entry = readdir(dir)))
		n += strncmp(entry->d_name, "rx-", strlen("rx-")) == 0;
	return n;
}

static int take_link(struct nlmsghdr *msg, void *ctx)
{
	struct nlattr *attrs[IFLA_MAX + 1], *xdp[IFLA_XDP_MAX + 1];
	struct xsk_port *port = ctx;
	uint8_t attached;

	if (!msg || nlmsg_parse(msg, sizeof(struct ifinfomsg), attrs, IFLA_MAX, NULL) < 0)
		return 0;
	if (!attrs[IFLA_XDP] ||
	    nla_parse_nested(xdp, IFLA_XDP_MAX, attrs[IFLA_XDP], NULL) < 0 ||
	    !xdp[IFLA_XDP_ATTACHED])
		return 0;
	attached = nla_get_u8(xdp[IFLA_XDP_ATTACHED]);
	port->has_program = attached != XDP_ATTACHED_NONE && attached != XDP_ATTACHED_SKB;
	return 0;
}

static int read_program(uint32_t ifindex, struct xsk_port *port, struct nic_err *err)
{
	struct ifinfomsg header = {.ifi_index = (int)ifindex};
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = netlink_request(RTM_GETLINK, 0, &header, sizeof(header));

	if (!msg)
		return -ENOMEM;
	if (netlink_open(NETLINK_ROUTE, &sock, err) < 0)
		return -EIO;
	return netlink_ask(sock, msg, take_link, port);
}

static int take_family(struct nlmsghdr *msg, void *ctx)
{
	struct nlattr *attrs[CTRL_ATTR_MAX + 1];
	uint16_t *id = ctx;

	if (msg && nlmsg_parse(msg, GENL_HDRLEN, attrs, CTRL_ATTR_MAX, NULL) >= 0 &&
	    attrs[CTRL_ATTR_FAMILY_ID])
		*id = nla_get_u16(attrs[CTRL_ATTR_FAMILY_ID]);
	return 0;
}

static int take_features(struct nlmsghdr *msg, void *ctx)
{
	struct nlattr *attrs[NETDEV_A_DEV_XDP_FEATURES + 1];
	struct xsk_port *port = ctx;

	if (!msg ||
	    nlmsg_parse(msg, GENL_HDRLEN, attrs, NETDEV_A_DEV_XDP_FEATURES, NULL) < 0 ||
	    !attrs[NETDEV_A_DEV_XDP_FEATURES])
		return 0;
	port->has_features = true;
	port->features = nla_get_u64(attrs[NETDEV_A_DEV_XDP_FEATURES]);
	return 0;
}

static int ask_family(struct nl_sock *sock, uint16_t *ret_id)
{
	struct genlmsghdr header = {.cmd = CTRL_CMD_GETFAMILY, .version = 1};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = netlink_request(GENL_ID_CTRL, 0, &header, sizeof(header));

	if (!msg || nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, NETDEV_FAMILY) < 0)
		return -ENOMEM;
	return netlink_ask(sock, msg, take_family, ret_id);
}

/* Says nothing where the kernel does not: an attempt tells all the same. */
static void read_features(uint32_t ifindex, struct xsk_port *port)
{
	struct genlmsghdr header = {.cmd = NETDEV_CMD_DEV_GET, .version = 1};
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	uint16_t family = 0;

	if (netlink_open(NETLINK_GENERIC, &sock, NULL) < 0 ||
	    ask_family(sock, &family) < 0 || !family)
		return;
	msg = netlink_request(family, 0, &header, sizeof(header));
	if (msg && nla_put_u32(msg, NETDEV_A_DEV_IFINDEX, ifindex) == 0)
		(void)netlink_ask(sock, msg, take_features, port);
}

int xsk_port_read(const struct netdev *netdev, struct xsk_port *ret_port,
		  struct nic_err *err)
{
	struct xsk_port port = {0};
	int r = read_program(netdev->ifindex, &port, err);

	if (r < 0)
		return nic_err_set(err, r, "network device '%s': %s", netdev->name,
				   nic_strerror(r));
	port.queues = xsk_port_queues(netdev->name);
	if (!port.queues)
		return nic_err_set(err, -ENODEV,
				   "network device '%s': /sys shows no receive queue",
				   netdev->name);
	read_features(netdev->ifindex, &port);
	*ret_port = port;
	return 0;
}
