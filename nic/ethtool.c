/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two ways to ask for a device's settings: the "ethtool" netlink family, and ioctl.
 */
#include "ethtool.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/genetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "genl.h"

/* Source: kernel include/uapi/linux/ethtool_netlink.h. */
#define FAMILY_NAME "ethtool"
#define FAMILY_VERSION 1
#define HEADER_DEV_INDEX 1
#define HEADER_FLAGS 3
#define FLAG_OMIT_REPLY                                                                  \
	2 /* a feature request would be answered with what has changed                   \
	   */

int ethtool_open(struct ethtool *ret_ethtool, struct nic_err *err)
{
	struct ethtool ethtool = {.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
	int r;

	if (ethtool.fd < 0)
		return nic_err_set(err, -errno, "socket for device settings: %s",
				   nic_strerror(errno));
	r = netlink_open(NETLINK_GENERIC, &ethtool.sock, err);
	if (r == 0) {
		/* Before Linux 5.6 there is no such family. */
		r = genl_family(ethtool.sock, FAMILY_NAME, &ethtool.family);
		if (r < 0)
			nic_err_set(err, r, "ethtool netlink: %s", nic_strerror(r));
	}
	if (r < 0) {
		ethtool_close(&ethtool);
		return r;
	}
	*ret_ethtool = ethtool;
	return 0;
}

void ethtool_close(struct ethtool *ethtool)
{
	netlink_closep(&ethtool->sock);
	if (ethtool->fd >= 0)
		(void)close(ethtool->fd); /* nothing was written */
	*ethtool = (struct ethtool){.fd = -1};
}

struct nl_msg *ethtool_request(const struct ethtool *ethtool, uint8_t command, int header,
			       uint32_t ifindex, int flags)
{
	struct genlmsghdr generic = {.cmd = command, .version = FAMILY_VERSION};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg =
		netlink_request(ethtool->family, flags, &generic, sizeof(generic));
	struct nlattr *nest;

	if (!msg)
		return NULL;
	nest = nla_nest_start(msg, NLA_F_NESTED | header);
	if (!nest || nla_put_u32(msg, HEADER_DEV_INDEX, ifindex) < 0)
		return NULL;
	if ((flags & NLM_F_ACK) && nla_put_u32(msg, HEADER_FLAGS, FLAG_OMIT_REPLY) < 0)
		return NULL;
	nla_nest_end(msg, nest);
	return NIC_TAKE(msg);
}

int ethtool_parse(struct nlmsghdr *msg, struct nlattr **ret_attrs, int max)
{
	return genl_parse(msg, ret_attrs, max);
}

int ethtool_ioctl(const struct ethtool *ethtool, uint32_t ifindex, void *command)
{
	struct ifreq request = {.ifr_data = command};

	if (!if_indextoname(ifindex, request.ifr_name))
		return -ENODEV;
	return ioctl(ethtool->fd, SIOCETHTOOL, &request) < 0 ? -errno : 0;
}

const char *ethtool_group_name(int group)
{
	switch ((enum ethtool_group)group) {
	case ETHTOOL_GROUP_PRIVATE_FLAGS:
		return "private-flags";
	case ETHTOOL_GROUP_CHANNELS:
		return "channels";
	case ETHTOOL_GROUP_RINGS:
		return "rings";
	case ETHTOOL_GROUP_FEATURES:
		return "features";
	case ETHTOOL_GROUP_COALESCE:
		return "coalesce";
	case ETHTOOL_GROUP_PAUSE:
		return "pause";
	case ETHTOOL_GROUP_FEC:
		return "fec";
	case ETHTOOL_GROUP_EEE:
		return "eee";
	case ETHTOOL_GROUP_WOL:
		return "wol";
	case ETHTOOL_GROUP_LINKINFO:
		return "linkinfo";
	}
	return NULL;
}

int ethtool_driver_read(struct ethtool *ethtool, uint32_t ifindex,
			struct ethtool_driver *ret_driver)
{
	struct ethtool_drvinfo info = {.cmd = ETHTOOL_GDRVINFO};
	int r = ethtool_ioctl(ethtool, ifindex, &info);

	if (r < 0)
		return r;
	*ret_driver = (struct ethtool_driver){0};
	/* The last byte stays 0, whatever the driver has filled in. */
	memcpy(ret_driver->driver, info.driver, sizeof(info.driver) - 1);
	memcpy(ret_driver->version, info.version, sizeof(info.version) - 1);
	memcpy(ret_driver->firmware, info.fw_version, sizeof(info.fw_version) - 1);
	memcpy(ret_driver->expansion_rom, info.erom_version,
	       sizeof(info.erom_version) - 1);
	memcpy(ret_driver->bus_address, info.bus_info, sizeof(info.bus_info) - 1);
	return 0;
}
