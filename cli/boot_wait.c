/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is expected is known at once: the PCI bus was read before the first program ran,
 * and the index of modules says which driver a function will get. */
#include "boot_wait.h"

#include <errno.h>
#include <string.h>
#include <sys/utsname.h>

#include "index.h"
#include "netfunctions.h"
#include "portname.h"
#include "udevd.h"
#include "wish.h"

/* Longer than udev needs to go over all devices of a machine. */
#define COLDPLUG_MS 5000

struct waiting {
	const struct conf *conf;
	const struct sys_ops *ops;
	struct index *index;
	struct arena *arena; /* of one look */
};

static bool is_of(const struct conf_driver *profile, const char *module)
{
	const char *other = conf_text(&profile->module);

	return module_name_equal(module, profile->name) ||
	       (other && module_name_equal(module, other));
}

/* Would modprobe load the profile's driver for it? */
static bool is_expected(const struct waiting *waiting, const struct conf_driver *profile,
			const struct netfunction *function)
{
	struct strv modules = {0};

	if (function->driver && is_of(profile, function->driver))
		return true;
	if (index_of_modalias(waiting->index, waiting->arena, function->modalias,
			      &modules) < 0)
		return false;
	for (size_t i = 0; i < modules.n; i++) {
		if (is_of(profile, modules.items[i]))
			return true;
	}
	return false;
}

static const char *lack_of(const struct waiting *waiting,
			   const struct conf_driver *profile,
			   const struct netfunction *function)
{
	if (!function->driver)
		return arena_printf(waiting->arena, "%s has no driver",
				    function->address);
	if (is_of(profile, function->driver) && !function->has_netdev)
		return arena_printf(waiting->arena, "%s has no network device",
				    function->address);
	return NULL;
}

static void look_at_driver(const struct waiting *waiting, const struct host *host,
			   const struct netfunctions *functions,
			   const struct conf_driver *profile, struct boot_ports *ports)
{
	struct strv present = {0};

	*ports = (struct boot_ports){0};
	if (wish_ports(profile, host, waiting->arena, &present) == 0)
		ports->has_device = present.n > 0;
	for (size_t i = 0; i < functions->n; i++) {
		if (!is_expected(waiting, profile, &functions->items[i]))
			continue;
		ports->has_device = true;
		if (!ports->missing)
			ports->missing = lack_of(waiting, profile, &functions->items[i]);
	}
	for (size_t i = 0; i < profile->ports.n && !ports->missing; i++) {
		const struct conf_port *named = &profile->ports.items[i];

		if (!portname_find(host, named->name))
			ports->missing =
				arena_printf(waiting->arena, "port '%s' of %s is missing",
					     named->name, named->origin);
	}
}

/* *@ret_waits: is something not there that may come? */
static int look(const struct waiting *waiting, struct boot_ports *ports, bool *ret_waits,
		struct nic_err *err)
{
	NIC_CLEANUP(host_freep) struct host *host = NULL;
	struct facts_query query = {.live_only = true};
	struct netfunctions functions = {0};
	int r = waiting->ops->collect(waiting->ops->ctx, &query, &host, err);

	if (r == 0)
		r = netfunctions_list("", waiting->arena, &functions, err);
	*ret_waits = false;
	for (size_t i = 0; r == 0 && i < waiting->conf->drivers.n; i++) {
		look_at_driver(waiting, host, &functions,
			       &waiting->conf->drivers.items[i], &ports[i]);
		*ret_waits = *ret_waits || (ports[i].has_device && ports[i].missing);
	}
	if (r == 0 && arena_failed(waiting->arena))
		r = nic_err_set(err, -ENOMEM, "out of memory");
	return r;
}

static int wait_on(struct waiting *waiting, int timeout_ms, struct boot_ports *ports,
		   struct nic_err *err)
{
	const struct sys_ops *ops = waiting->ops;
	int64_t end_us = ops->now_us(ops->ctx) + (int64_t)timeout_ms * 1000;
	bool waits = true;
	int r = look(waiting, ports, &waits, err);

	/* -EAGAIN: udev loads modules faster than they can be listed */
	while ((r == 0 && waits) || r == -EAGAIN) {
		int64_t left_ms = (end_us - ops->now_us(ops->ctx)) / 1000;

		if (left_ms <= 0)
			break;
		r = ops->watch_wait(ops->ctx, left_ms > 1000 ? 1000 : (int)left_ms, err);
		if (r == 0 || r == -ETIMEDOUT)
			r = look(waiting, ports, &waits, err);
	}
	return r;
}

int boot_wait(const struct conf *conf, const struct sys_ops *ops, int timeout_ms,
	      struct arena *arena, struct boot_ports **ret_ports, struct nic_err *err)
{
	struct waiting waiting = {.conf = conf, .ops = ops, .arena = arena};
	NIC_CLEANUP(index_closep) struct index *index = NULL;
	struct boot_ports *ports;
	struct utsname host;
	int r;

	ports = arena_alloc(arena, (conf->drivers.n + 1) * sizeof(*ports));
	if (!ports)
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (uname(&host) < 0)
		return nic_err_set(err, -errno, "the kernel's release: %s",
				   nic_strerror(errno));
	r = index_open("", host.release, &index, err);
	if (r < 0)
		return r;
	waiting.index = index;
	r = ops->watch_begin(ops->ctx, err);
	if (r < 0)
		return r;
	(void)udevd_wait_idle(COLDPLUG_MS, err); /* what is late is waited for below */
	r = wait_on(&waiting, timeout_ms, ports, err);
	/* drivers bring more work for udev: RDMA, new names */
	(void)udevd_wait_idle(COLDPLUG_MS, err);
	ops->watch_end(ops->ctx);
	if (r == 0)
		*ret_ports = ports;
	return r;
}
