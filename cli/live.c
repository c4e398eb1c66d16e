/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine itself behind the operations table: joins kmod/ and nic/. */
#include "live.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "block.h"
#include "devices.h"
#include "drivermatch.h"
#include "hugepages.h"
#include "hugepages_set.h"
#include "live_calls.h"
#include "modules.h"
#include "netapply.h"
#include "netcapture.h"
#include "netlimits.h"
#include "netlosses.h"
#include "pathprobe.h"
#include "pcifn.h"
#include "udevd.h"
#include "worker.h"

/* How long udev is waited for: to read its configuration, and to be done with its events.
 * It takes milliseconds where nothing is wrong. */
#define UDEVD_TIMEOUT_MS 5000

struct live {
	struct modules *modules;
	struct device_watch *watch; /* NULL: nobody watches */
	struct pathprobe *probes;   /* NULL: nothing was probed */
	int step_timeout_ms;	    /* of one call into the kernel */
};

static int set_time_and_name(struct host *host, struct nic_err *err)
{
	char name[256] = "", now[32] = "";
	time_t seconds = time(NULL);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) ||
	    !strftime(now, sizeof(now), "%Y-%m-%dT%H:%M:%SZ", &tm))
		return nic_err_set(err, -EINVAL, "the clock is set to an unusual time");
	host->collected_at = arena_strdup(host->arena, now);
	if (gethostname(name, sizeof(name) - 1) == 0)
		host->hostname = arena_strdup(host->arena, name);
	return 0;
}

static const char *module_of_chardev(void *ctx, unsigned int major, unsigned int minor)
{
	struct live *live = ctx;

	return modules_of_chardev(live->modules, major, minor);
}

/* Who has devices open costs a walk over all processes: only where a plan may need it. */
static int collect_users(struct live *live, const struct facts_query *query,
			 struct host *host, struct nic_err *err)
{
	if (query->live_only)
		return 0;
	if (!query->everything && (!query->target || !host_module(host, query->target)))
		return 0;
	return devices_collect_users(host, module_of_chardev, live, err);
}

static int collect_firmware(const struct facts_query *query, struct host *host,
			    struct nic_err *err)
{
	const char *names[] = {query->target, query->beside};
	struct strv modules = {names, query->target ? query->beside ? 2 : 1 : 0};

	if (query->live_only || (!query->firmware && !query->everything))
		return 0;
	if (query->everything)
		modules.n = 0;
	return devices_collect_firmware(host, &modules, err);
}

static int live_collect(void *ctx, const struct facts_query *query,
			struct host **ret_host, struct nic_err *err)
{
	NIC_CLEANUP(host_freep) struct host *host = host_new();
	struct live *live = ctx;
	int r;

	if (!host)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = set_time_and_name(host, err);
	if (r == 0)
		r = devices_collect(host, &query->admin_tcp_ports, err);
	/* before the modules, as the kernel may load xsk_diag to answer */
	if (r == 0 && !query->live_only && (query->everything || query->target))
		r = devices_collect_xsk(host, err);
	if (r == 0)
		r = modules_collect(live->modules, query, host, err);
	if (r == 0)
		r = collect_users(live, query, host, err);
	if (r == 0 && !query->live_only && (query->everything || query->target))
		r = netlosses_read(host, err);
	if (r == 0 && !query->live_only && (query->everything || query->target))
		r = drivermatch_read(host, "", err);
	if (r == 0)
		r = collect_firmware(query, host, err);
	if (r < 0)
		return r;
	if (arena_failed(host->arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret_host = NIC_TAKE(host);
	return 0;
}

static int live_image_open(void *ctx, const char *path, const char *build_id,
			   struct modimage **ret_image, struct nic_err *err)
{
	(void)ctx;
	return modules_image_open(path, build_id, ret_image, err);
}

static void live_image_close(void *ctx, struct modimage *image)
{
	(void)ctx;
	modules_image_close(image);
}

static int live_insert(void *ctx, const struct modimage *image, const char *params,
		       struct nic_err *err)
{
	const struct live *live = ctx;

	return live_calls_insert(image, params, live->step_timeout_ms, err);
}

static int live_remove(void *ctx, const char *module, struct nic_err *err)
{
	const struct live *live = ctx;

	return live_calls_remove(module, live->step_timeout_ms, err);
}

static int call_reload(void *arg, struct nic_err *err)
{
	(void)arg;
	return udevd_reload(err);
}

/* Has udev see what has become of the file. Best effort: udev itself looks every few
 * seconds, and a step copes with a module that was loaded meanwhile. */
static void tell_udev(void)
{
	struct nic_err ignored;

	(void)worker_run(call_reload, NULL, UDEVD_TIMEOUT_MS, &ignored);
	(void)udevd_wait_idle(UDEVD_TIMEOUT_MS, &ignored);
}

static int live_block_loading(void *ctx, const char *why, const struct strv *modules,
			      struct nic_err *err)
{
	struct block_touched touched;
	int r = block_write("", why, modules, err);

	(void)ctx;
	if (r < 0 || !udevd_runs())
		return r;
	r = block_touch("", &touched);
	tell_udev();
	if (r == 0)
		block_untouch("", &touched);
	return 0;
}

static int live_allow_loading(void *ctx, struct nic_err *err)
{
	int r = block_remove("", err);

	(void)ctx;
	if (r > 0 && udevd_runs())
		tell_udev();
	return r < 0 ? r : 0;
}

static int live_remember(void *ctx, const char *module, const char *path,
			 struct nic_err *err)
{
	struct live *live = ctx;

	return modules_remember(live->modules, module, path, err);
}

static int live_set_param(void *ctx, const char *module, const char *name,
			  const char *value, struct nic_err *err)
{
	struct live *live = ctx;

	return modules_set_param(live->modules, module, name, value, err);
}

static int live_function_state(void *ctx, const struct pci_function *function,
			       struct pci_function_state *ret_state, struct nic_err *err)
{
	(void)ctx;
	return pcifn_state(function, ret_state, err);
}

static int live_function_override(void *ctx, const struct pci_function *function,
				  const char *driver, struct nic_err *err)
{
	(void)ctx;
	return pcifn_override(function, driver, err);
}

static int live_function_unbind(void *ctx, const struct pci_function *function,
				const char *driver, struct nic_err *err)
{
	const struct live *live = ctx;

	return live_calls_unbind(function, driver, live->step_timeout_ms, err);
}

static int live_function_bind(void *ctx, const struct pci_function *function,
			      const char *driver, struct nic_err *err)
{
	const struct live *live = ctx;

	return live_calls_bind(function, driver, live->step_timeout_ms, err);
}

static int live_set_up(void *ctx, uint32_t ifindex, struct nic_err *err)
{
	(void)ctx;
	return device_set_up(ifindex, err);
}

static int live_net_capture(void *ctx, const struct strv *ports,
			    const struct netstate *again, struct netstate **ret_state,
			    struct nic_err *err)
{
	struct netcapture_query query = {.ports = ports, .again = again};

	NIC_CLEANUP(netstate_freep) struct netstate *state = NULL;
	int r = netcapture_read(&query, &state, err);

	(void)ctx;
	if (r == 0 && strv_has(ports, PAGES_DEVICE))
		r = hugepages_capture("", state, err);
	if (r == 0)
		*ret_state = NIC_TAKE(state);
	return r;
}

static int live_net_limits(void *ctx, const struct strv *ports,
			   struct netstate **ret_limits, struct nic_err *err)
{
	NIC_CLEANUP(netstate_freep) struct netstate *limits = NULL;
	int r = netlimits_read(ports, &limits, err);

	(void)ctx;
	if (r == 0 && strv_has(ports, PAGES_DEVICE))
		r = hugepages_limits("", NICCTL_STATE_DIR, limits, err);
	if (r == 0)
		*ret_limits = NIC_TAKE(limits);
	return r;
}

static int live_net_repair(void *ctx, const struct netstate *before,
			   const struct net_difference *difference, struct nic_err *err)
{
	(void)ctx;
	if (difference->device && strcmp(difference->device, PAGES_DEVICE) == 0)
		return hugepages_set("", NICCTL_STATE_DIR, difference, err);
	return netapply_difference(before, difference, err);
}

static int live_net_set_together(void *ctx, const struct net_difference *differences,
				 size_t n, struct nic_err *err)
{
	(void)ctx;
	return netapply_together(differences, n, err);
}

static int live_probe(void *ctx, const struct probe_point *points, size_t n,
		      int timeout_ms, bool *ret_passed, struct nic_err *err)
{
	struct live *live = ctx;

	return pathprobe_test(&live->probes, points, n, timeout_ms, ret_passed, err);
}

static void live_probe_end(void *ctx)
{
	struct live *live = ctx;

	pathprobe_close(live->probes);
	live->probes = NULL;
}

static void live_watch_end(void *ctx)
{
	struct live *live = ctx;

	if (live->watch)
		device_watch_close(live->watch);
	live->watch = NULL;
}

static int live_watch_begin(void *ctx, struct nic_err *err)
{
	struct live *live = ctx;

	live_watch_end(ctx);
	return device_watch_open(&live->watch, err);
}

static int live_watch_wait(void *ctx, int timeout_ms, struct nic_err *err)
{
	struct live *live = ctx;

	if (!live->watch)
		return nic_err_set(err, -EINVAL, "device events are not watched");
	return device_watch_wait(live->watch, timeout_ms, err);
}

static int64_t live_now_us(void *ctx)
{
	struct timespec now = {0};

	(void)ctx;
	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int live_open(struct sys_ops *ret_ops, struct nic_err *err)
{
	struct live *live = calloc(1, sizeof(*live));
	int r;

	if (!live)
		return nic_err_set(err, -ENOMEM, "out of memory");
	live->step_timeout_ms = LIVE_STEP_TIMEOUT_MS;
	r = modules_open("", &live->modules, err);
	if (r < 0) {
		free(live);
		return r;
	}
	*ret_ops = (struct sys_ops){
		.ctx = live,
		.collect = live_collect,
		.image_open = live_image_open,
		.image_close = live_image_close,
		.insert = live_insert,
		.remove = live_remove,
		.block_loading = live_block_loading,
		.allow_loading = live_allow_loading,
		.remember = live_remember,
		.set_param = live_set_param,
		.function_state = live_function_state,
		.function_override = live_function_override,
		.function_unbind = live_function_unbind,
		.function_bind = live_function_bind,
		.set_up = live_set_up,
		.net_capture = live_net_capture,
		.net_limits = live_net_limits,
		.net_repair = live_net_repair,
		.net_set_together = live_net_set_together,
		.probe = live_probe,
		.probe_end = live_probe_end,
		.watch_begin = live_watch_begin,
		.watch_wait = live_watch_wait,
		.watch_end = live_watch_end,
		.now_us = live_now_us,
	};
	return 0;
}

void live_limit_steps(const struct sys_ops *ops, int timeout_ms)
{
	struct live *live = ops->ctx;

	live->step_timeout_ms = timeout_ms;
}

void live_close(struct sys_ops *ops)
{
	struct live *live = ops->ctx;

	if (!live)
		return;
	live_watch_end(live);
	live_probe_end(live);
	modules_close(live->modules);
	free(live);
	*ops = (struct sys_ops){0};
}
