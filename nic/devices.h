/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices and the network: ports, network devices, routes, RDMA, open device files,
 * events. The only folder that knows libudev and libnl. */
#ifndef NICCTL_NIC_DEVICES_H
#define NICCTL_NIC_DEVICES_H

#include "host.h"
#include "sys_ops.h"

/* Fills host->kernel.has_udevd, ports, netdevs, default_routes, sessions, rdma,
 * rdma_mounts, ways and network_uses. @admin_tcp_ports: see struct facts_query. What the
 * caller may not read (other namespaces without root) goes to host->not_read. Returns 0,
 * -ENOMEM or the errno of the netlink or udev call that failed. */
int devices_collect(struct host *host, const struct strv *admin_tcp_ports,
		    struct nic_err *err);

/* Fills host->xsk_sockets and host->pfring_rings. Network devices must be there already. Where the kernel cannot
 * list AF_XDP sockets (no xsk_diag) a socket is bound to each queue in copy mode for an
 * instant, which fails where another is bound; only if there are any such sockets. What
 * the caller may not see goes to host->not_read. Returns 0, -ENOMEM or the errno of the
 * netlink socket. */
int devices_collect_xsk(struct host *host, struct nic_err *err);

/* Names the module that an open character device pins; NULL: none known. */
typedef const char *chardev_module_fn(void *ctx, unsigned int major, unsigned int minor);

/* Fills host->users with everyone who has a device file open that belongs to one of
 * host->ports or pins (by @module_of, which may be NULL) a loaded module with details and
 * with more references than holders. Ports and modules must be there already. */
int devices_collect_users(struct host *host, chardev_module_fn *module_of, void *ctx,
			  struct nic_err *err);

/* Fills what is known of firmware: versions of the ports (@modules: of their ports
 * only; none: of all), host->firmware_files and host->kernel_log. Ports, network devices
 * and files must be there already. Returns 0, -ENOMEM or the errno of a socket. */
int devices_collect_firmware(struct host *host, const struct strv *modules,
			     struct nic_err *err);

/* Sets a network device of the caller's namespace up (`ip link set … up`). Returns 0,
 * -EAGAIN (udev may still rename it, which a device that is up refuses: try again after
 * the next event), -ENODEV, or the errno of its driver. */
int device_set_up(uint32_t ifindex, struct nic_err *err);

/* The device events of struct sys_ops: kernel uevents, which need no udev daemon. */
struct device_watch;
int device_watch_open(struct device_watch **ret_watch, struct nic_err *err);
int device_watch_wait(struct device_watch *watch, int timeout_ms, struct nic_err *err);
void device_watch_close(struct device_watch *watch);

#endif
