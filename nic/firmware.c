/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Versions of drivers and firmware: ethtool's drvinfo and devlink's info. */
#include "firmware.h"

#include <errno.h>
#include <linux/devlink.h>
#include <linux/genetlink.h>
#include <string.h>

#include "ethtool.h"
#include "genl.h"
#include "pciserial.h"

struct devlink {
	struct nl_sock *sock;
	uint16_t family; /* 0: the kernel has no devlink */
	struct arena *arena;
	struct port *port; /* the one that is asked about */
};

static const char *dup_if_any(struct arena *arena, const char *text)
{
	return *text ? arena_strdup(arena, text) : NULL;
}

static struct port *port_of(struct host *host, const struct netdev *netdev)
{
	for (size_t i = 0; netdev->port && i < host->ports.n; i++) {
		if (strcmp(host->ports.items[i].address, netdev->port) == 0)
			return &host->ports.items[i];
	}
	return NULL;
}

static bool is_wanted(const struct port *port, const struct strv *modules)
{
	for (size_t i = 0; port->module && i < modules->n; i++) {
		if (module_name_equal(port->module, modules->items[i]))
			return true;
	}
	return !modules->n;
}

/* A driver that does not answer has nothing to say: no error. */
static void read_drvinfo(struct host *host, struct ethtool *ethtool,
			 const struct strv *modules)
{
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];
		struct port *port = netdev->netns ? NULL : port_of(host, netdev);
		struct ethtool_driver info;

		if (!port || !is_wanted(port, modules) || port->driver_version ||
		    ethtool_driver_read(ethtool, netdev->ifindex, &info) < 0)
			continue;
		port->driver_version = dup_if_any(host->arena, info.version);
		port->firmware_version = dup_if_any(host->arena, info.firmware);
		port->expansion_rom = dup_if_any(host->arena, info.expansion_rom);
	}
}

static int take_version(struct devlink *devlink, struct nlattr *nest, const char *state)
{
	struct nlattr *attrs[DEVLINK_ATTR_MAX + 1];
	struct devlink_version *version;

	if (nla_parse_nested(attrs, DEVLINK_ATTR_MAX, nest, NULL) < 0 ||
	    !attrs[DEVLINK_ATTR_INFO_VERSION_NAME] ||
	    !attrs[DEVLINK_ATTR_INFO_VERSION_VALUE])
		return 0;
	version = ARENA_PUSH(devlink->arena, &devlink->port->devlink);
	if (!version)
		return -ENOMEM;
	version->state = state;
	version->name = arena_strdup(
		devlink->arena, nla_get_string(attrs[DEVLINK_ATTR_INFO_VERSION_NAME]));
	version->value = arena_strdup(
		devlink->arena, nla_get_string(attrs[DEVLINK_ATTR_INFO_VERSION_VALUE]));
	return 0;
}

/* A version comes once for each name: the answer is walked, not put into a table. */
static int take_info(struct nlmsghdr *msg, void *ctx)
{
	struct devlink *devlink = ctx;
	struct nlattr *attr;
	int rest, r = 0;

	if (!msg) { /* from the beginning */
		devlink->port->devlink.n = 0;
		return 0;
	}
	nlmsg_for_each_attr(attr, msg, sizeof(struct genlmsghdr), rest)
	{
		if (r == 0 && nla_type(attr) == DEVLINK_ATTR_INFO_VERSION_FIXED)
			r = take_version(devlink, attr, "fixed");
		else if (r == 0 && nla_type(attr) == DEVLINK_ATTR_INFO_VERSION_RUNNING)
			r = take_version(devlink, attr, "running");
		else if (r == 0 && nla_type(attr) == DEVLINK_ATTR_INFO_VERSION_STORED)
			r = take_version(devlink, attr, "stored");
		else if (nla_type(attr) == DEVLINK_ATTR_INFO_SERIAL_NUMBER &&
			 !devlink->port->serial)
			devlink->port->serial =
				pciserial_of_text(nla_get_string(attr), devlink->arena);
	}
	return r;
}

static int read_info(struct devlink *devlink, struct port *port)
{
	struct genlmsghdr header = {.cmd = DEVLINK_CMD_INFO_GET,
				    .version = DEVLINK_GENL_VERSION};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = netlink_request(devlink->family, 0, &header, sizeof(header));
	int r;

	if (!msg || nla_put_string(msg, DEVLINK_ATTR_BUS_NAME, port->bus) < 0 ||
	    nla_put_string(msg, DEVLINK_ATTR_DEV_NAME, port->address) < 0)
		return -ENOMEM;
	devlink->port = port;
	r = netlink_ask(devlink->sock, msg, take_info, devlink);
	return r == -ENOMEM ? r : 0; /* most drivers have no devlink */
}

static int read_devlink(struct host *host, const struct strv *modules,
			struct nic_err *err)
{
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	struct devlink devlink = {.arena = host->arena};
	int r = netlink_open(NETLINK_GENERIC, &sock, err);

	if (r < 0)
		return r;
	devlink.sock = sock;
	r = genl_family(sock, DEVLINK_GENL_NAME, &devlink.family);
	if (r < 0)
		return nic_err_set(err, r, "devlink: %s", nic_strerror(r));
	for (size_t i = 0; devlink.family && r == 0 && i < host->ports.n; i++) {
		struct port *port = &host->ports.items[i];

		if (port->bus && is_wanted(port, modules))
			r = read_info(&devlink, port);
	}
	return r < 0 ? nic_err_set(err, r, "out of memory") : 0;
}

/* What only root can read in the configuration space, a driver with devlink tells. */
static void read_serials(struct host *host, const struct strv *modules)
{
	for (size_t i = 0; i < host->ports.n; i++) {
		struct port *port = &host->ports.items[i];

		if (port->bus && strcmp(port->bus, "pci") == 0 &&
		    is_wanted(port, modules))
			port->serial = pciserial_read("", port->address, host->arena);
	}
}

int firmware_read_ports(struct host *host, const struct strv *modules,
			struct nic_err *err)
{
	struct ethtool ethtool;
	int r = ethtool_open(&ethtool, err);

	if (r < 0)
		return r;
	read_drvinfo(host, &ethtool, modules);
	read_serials(host, modules);
	ethtool_close(&ethtool);
	if (arena_failed(host->arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	return read_devlink(host, modules, err);
}
