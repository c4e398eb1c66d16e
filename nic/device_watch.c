/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device events straight from the kernel: they come without a udev daemon as well, and
 * before one could hand them on. */
#include <errno.h>
#include <libudev.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "devices.h"

/* Room for the flood that a driver with hundreds of virtual functions sets off. The
 * kernel counts it only as it fills. */
#define RECEIVE_BYTES (16 * 1024 * 1024)

/* Ends a wait in an endless flood: the caller looks again, and comes back for the rest.
 */
#define MAX_DRAINED 65536

struct device_watch {
	struct udev *udev;
	struct udev_monitor *monitor;
	int fd; /* the monitor's */
};

static void watch_closep(struct device_watch **watch)
{
	device_watch_close(*watch);
}

int device_watch_open(struct device_watch **ret_watch, struct nic_err *err)
{
	NIC_CLEANUP(watch_closep) struct device_watch *watch = calloc(1, sizeof(*watch));
	int r;

	if (!watch)
		return nic_err_set(err, -ENOMEM, "out of memory");
	watch->udev = udev_new();
	if (!watch->udev)
		return nic_err_set(err, -ENOMEM, "out of memory");
	watch->monitor = udev_monitor_new_from_netlink(watch->udev, "kernel");
	if (!watch->monitor)
		return nic_err_set(err, errno ? -errno : -EIO, "device events: %s",
				   nic_strerror(errno));
	/* Needs privilege; without it the default holds a few hundred events, and an
	 * overflow counts as an event. */
	(void)udev_monitor_set_receive_buffer_size(watch->monitor, RECEIVE_BYTES);
	r = udev_monitor_enable_receiving(watch->monitor);
	if (r < 0)
		return nic_err_set(err, r, "device events: %s", nic_strerror(r));
	watch->fd = udev_monitor_get_fd(watch->monitor);
	*ret_watch = NIC_TAKE(watch);
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with this clock */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Returns > 0 when something is there, 0 after @timeout_ms, or a negative errno. */
static int wait_readable(int fd, int timeout_ms)
{
	struct pollfd poller = {.fd = fd, .events = POLLIN};
	int64_t end_ms = now_ms() + timeout_ms;
	int r;

	for (;;) {
		r = poll(&poller, 1, timeout_ms);
		if (r >= 0 || errno != EINTR)
			return r < 0 ? -errno : r;
		if (timeout_ms < 0)
			continue;
		timeout_ms = end_ms > now_ms() ? (int)(end_ms - now_ms()) : 0;
	}
}

/* Takes all that has come in. An event that does not come out as a device was lost to an
 * overflow (ENOBUFS) or sent by somebody else: in both cases it is off the queue. */
static int drain(struct device_watch *watch)
{
	struct udev_device *device;
	int r;

	for (int i = 0; i < MAX_DRAINED; i++) {
		device = udev_monitor_receive_device(watch->monitor);
		udev_device_unref(device);
		r = wait_readable(watch->fd, 0);
		if (r <= 0)
			return r;
	}
	return 0;
}

int device_watch_wait(struct device_watch *watch, int timeout_ms, struct nic_err *err)
{
	int r;

	r = wait_readable(watch->fd, timeout_ms);
	if (r == 0)
		return nic_err_set(err, -ETIMEDOUT, "no device event within %d ms",
				   timeout_ms);
	if (r > 0)
		r = drain(watch);
	return r < 0 ? nic_err_set(err, r, "device events: %s", nic_strerror(r)) : 0;
}

void device_watch_close(struct device_watch *watch)
{
	if (!watch)
		return;
	udev_monitor_unref(watch->monitor);
	udev_unref(watch->udev);
	free(watch);
}
