/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets a network device up, once udev is done with it. */
#include <errno.h>
#include <libudev.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <unistd.h>

#include "devices.h"
#include "netlink.h"
#include "udevd.h"

static void udev_freep(struct udev **udev)
{
	if (*udev)
		udev_unref(*udev);
}

static void device_freep(struct udev_device **device)
{
	if (*device)
		udev_device_unref(*device);
}

/* udev renames a device before it marks it as initialized; without a daemon nobody does.
 */
static bool udev_is_done(const char *name)
{
	NIC_CLEANUP(udev_freep) struct udev *udev = NULL;
	NIC_CLEANUP(device_freep) struct udev_device *device = NULL;

	if (!udevd_runs())
		return true;
	udev = udev_new();
	if (udev)
		device = udev_device_new_from_subsystem_sysname(udev, "net", name);
	return device && udev_device_get_is_initialized(device) > 0;
}

/* There is no answer but the acknowledgement. */
static int no_answer(struct nlmsghdr *msg, void *ctx)
{
	(void)msg;
	(void)ctx;
	return 0;
}

static int set_up(uint32_t ifindex, const char *name, struct nic_err *err)
{
	struct ifinfomsg header = {
		.ifi_family = AF_UNSPEC,
		.ifi_index = (int)ifindex,
		.ifi_flags = IFF_UP,
		.ifi_change = IFF_UP,
	};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *request =
		netlink_request(RTM_NEWLINK, NLM_F_ACK, &header, sizeof(header));
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	int r;

	if (!request)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = netlink_open(NETLINK_ROUTE, &sock, err);
	if (r < 0)
		return r;
	r = netlink_ask(sock, request, no_answer, NULL);
	if (r < 0)
		return nic_err_set(err, r, "%s cannot be set up: %s", name,
				   nic_strerror(r));
	return 0;
}

int device_set_up(uint32_t ifindex, struct nic_err *err)
{
	char name[IF_NAMESIZE];

	if (!if_indextoname(ifindex, name))
		return nic_err_set(err, -ENODEV, "network device %u is gone", ifindex);
	if (!udev_is_done(name))
		return nic_err_set(err, -EAGAIN, "udev is not done with %s yet", name);
	return set_up(ifindex, name, err);
}
