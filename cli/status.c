/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares the machine with its configuration, driver by driver. */
#include "status.h"

#include <errno.h>
#include <string.h>

#include "bundled.h"
#include "history.h"
#include "message.h"
#include "pages_apply.h"
#include "wish.h"

struct reading {
	struct args *args;
	const struct conf *conf;
	const struct sys_ops *ops;
	struct history history;
};

/* The driver, or the module that takes its place. */
static const struct module *find_loaded(const struct host *host,
					const struct conf_driver *profile)
{
	const char *other = conf_text(&profile->module);
	const struct module *module = other ? host_module(host, other) : NULL;

	return module ? module : host_module(host, profile->name);
}

static void add_loaded(struct arena *arena, const struct host *host,
		       const struct conf_driver *profile, struct status_driver *driver)
{
	const struct module *module = find_loaded(host, profile);

	if (!module || module->state != MODULE_LIVE)
		return;
	driver->is_loaded = true;
	driver->loaded = arena_strdup(arena, module->name);
	driver->path = arena_strdup(arena, module->path);
	driver->version = arena_strdup(arena, module->version);
}

static void add_sockets(struct arena *arena, const struct host *host,
			const struct conf_driver *profile, struct status_driver *driver)
{
	struct strv ports = {0};

	if (wish_ports(profile, host, arena, &ports) < 0)
		return;
	for (size_t i = 0; i < host->xsk_sockets.n; i++) {
		const struct xsk_socket *socket = &host->xsk_sockets.items[i];
		const struct netdev *netdev = host_netdev(host, socket->ifindex);
		struct status_socket *slot;

		if (!netdev || !netdev->port || !strv_has(&ports, netdev->port))
			continue;
		slot = ARENA_PUSH(arena, &driver->sockets);
		if (!slot)
			return;
		*slot = (struct status_socket){.netdev =
						       arena_strdup(arena, netdev->name),
					       .queue = socket->queue,
					       .mode = xsk_mode_name((int)socket->mode),
					       .has_pid = socket->has_pid,
					       .pid = socket->pid,
					       .comm = arena_strdup(arena, socket->comm)};
	}
}

static void add_last(const struct reading *reading, struct status_driver *driver)
{
	for (size_t i = reading->history.transactions.n; i > 0; i--) {
		const struct history_row *row =
			&reading->history.transactions.items[i - 1];

		if (!row->driver || !module_name_equal(row->driver, driver->driver))
			continue;
		driver->last_id = row->id;
		driver->last_began = row->began;
		driver->last_state = row->state;
		return;
	}
}

static int add_settings(const struct reading *reading, const struct conf_driver *profile,
			struct status_driver *driver)
{
	struct settings_request request = {.args = reading->args,
					   .conf = reading->conf,
					   .profile = profile,
					   .request = {.driver = profile->name},
					   .is_dry_run = true};
	int r = settings_run(&request, reading->ops, &driver->settings);

	for (size_t i = 0; r == 0 && i < driver->settings.settings.n; i++)
		driver->drift += !driver->settings.settings.items[i].is_met;
	return r;
}

static int read_driver(const struct reading *reading, const struct conf_driver *profile,
		       struct status_driver *driver)
{
	NIC_CLEANUP(host_freep) struct host *host = NULL;
	struct facts_query query = {.target = profile->name};
	const struct sys_ops *ops = reading->ops;
	struct nic_err err = {0};
	int r = ops->collect(ops->ctx, &query, &host, &err);

	if (r < 0) {
		message_nic_err(&err);
		return r;
	}
	driver->driver = profile->name;
	driver->configured = conf_text(&profile->source);
	add_loaded(reading->args->arena, host, profile, driver);
	add_sockets(reading->args->arena, host, profile, driver);
	add_last(reading, driver);
	if (bundled_is_asked_for(profile))
		(void)bundled_missing("", profile->name, reading->args->arena,
				      &driver->missing_builds); /* in the arena */
	driver->source = settings_source(reading->args, reading->conf, profile);
	r = add_settings(reading, profile, driver);
	driver->is_as_configured =
		driver->is_loaded && !driver->drift &&
		(!driver->source || strcmp(driver->source, "unchanged") == 0);
	return r;
}

static int read_pages(const struct reading *reading, struct status *status)
{
	struct settings_request request = {
		.args = reading->args, .conf = reading->conf, .is_dry_run = true};
	struct status_pages *pages;
	int r;

	if (reading->args->operands.n || !pages_apply_concerns(reading->conf))
		return 0;
	pages = arena_alloc(reading->args->arena, sizeof(*pages));
	if (!pages)
		return 0; /* the arena remembers it */
	r = pages_apply_tell(reading->conf, reading->ops, reading->args->arena,
			     &pages->rows);
	if (r == 0)
		r = pages_apply_run(&request, reading->ops, &pages->settings);
	if (r < 0 || (!pages->rows.n && !pages->settings.settings.n &&
		      !pages_is_asked_for(reading->conf)))
		return r;
	for (size_t i = 0; i < pages->settings.settings.n; i++)
		pages->drift += !pages->settings.settings.items[i].is_met;
	if (pages->drift)
		status->exit_code = EXIT_CODE_NOT_AS_CONFIGURED;
	status->hugepages = pages;
	return 0;
}

int status_read(struct args *args, const struct conf *conf, const char *state_dir,
		const struct sys_ops *ops, struct status *ret_status)
{
	struct reading reading = {.args = args, .conf = conf, .ops = ops};
	struct status status = {.schema = 1};
	struct nic_err err = {0};
	int r = 0;

	/* only root may read it; the rest holds without */
	(void)history_read(state_dir, args->arena, &reading.history, &err);
	status_boot_read(state_dir, args->arena, &status);
	for (size_t i = 0; i < conf->drivers.n && r == 0; i++) {
		struct status_driver driver = {0}, *slot;

		r = read_driver(&reading, &conf->drivers.items[i], &driver);
		slot = ARENA_PUSH(args->arena, &status.drivers);
		if (slot)
			*slot = driver;
		if (!driver.is_as_configured)
			status.exit_code = EXIT_CODE_NOT_AS_CONFIGURED;
	}
	status_leftover_read(args->arena, &status);
	if (r == 0)
		r = read_pages(&reading, &status);
	if (r == 0 && arena_failed(args->arena)) {
		message_error("out of memory");
		r = -ENOMEM;
	}
	if (r == 0)
		*ret_status = status;
	return r;
}
