/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The status as text, as JSON, and as metrics. */
#include <inttypes.h>
#include <string.h>

#include "fields.h"
#include "json.h"
#include "pages_apply.h"
#include "status.h"
#include "text.h"

static const struct jfield socket_fields[] = {
	FIELD(status_socket, netdev, J_STRING),
	FIELD(status_socket, queue, J_U32),
	FIELD(status_socket, mode, J_STRING),
	FIELD_HAS(status_socket, pid, J_U32, has_pid),
	FIELD(status_socket, comm, J_STRING),
};
static const struct jtype socket_type = JTYPE(struct status_socket, socket_fields);

static const struct jfield driver_fields[] = {
	FIELD(status_driver, driver, J_STRING),
	FIELD(status_driver, configured, J_STRING),
	FIELD(status_driver, is_loaded, J_BOOL),
	FIELD(status_driver, loaded, J_STRING),
	FIELD(status_driver, path, J_STRING),
	FIELD(status_driver, version, J_STRING),
	FIELD(status_driver, source, J_STRING),
	FIELD(status_driver, missing_builds, J_STRV),
	FIELD(status_driver, drift, J_U32),
	FIELD_OF(status_driver, settings, J_OBJECT, settings_json),
	FIELD_OF(status_driver, sockets, J_LIST, socket_type),
	FIELD(status_driver, last_id, J_STRING),
	FIELD(status_driver, last_began, J_STRING),
	FIELD(status_driver, last_state, J_STRING),
	FIELD(status_driver, is_as_configured, J_BOOL),
};
static const struct jtype driver_type = JTYPE(struct status_driver, driver_fields);

static const struct jfield pages_fields[] = {
	FIELD_OF(status_pages, rows, J_LIST, pages_apply_row_json),
	FIELD_OF(status_pages, settings, J_OBJECT, settings_json),
	FIELD(status_pages, drift, J_U32),
};
static const struct jtype pages_type = JTYPE(struct status_pages, pages_fields);

static const struct jfield status_fields[] = {
	FIELD_AS("nicctl_status", status, schema, J_U32),
	FIELD_OF(status, drivers, J_LIST, driver_type),
	FIELD_OF(status, initramfs, J_POINTER, initrd_json),
	FIELD_OF(status, boot, J_POINTER, status_boot_json),
	FIELD_OF(status, hugepages, J_POINTER, pages_type),
	FIELD_OF(status, leftover, J_POINTER, status_leftover_json),
	FIELD(status, exit_code, J_U32),
};
static const struct jtype status_type = JTYPE(struct status, status_fields);

int status_print_json(const struct status *status)
{
	return json_print(&status_type, status);
}

static void print_driver(struct arena *arena, const struct text *text,
			 const struct status_driver *driver)
{
	text_put(text, driver->is_as_configured ? TEXT_GOOD : TEXT_ALERT,
		 driver->is_as_configured ? "ok      " : "DIFFERS ", "%s",
		 driver->driver);
	text_put(text, TEXT_PLAIN, "  source   ", "%s%s%s",
		 driver->configured ? driver->configured : "auto",
		 driver->source ? ": " : "", driver->source ? driver->source : "");
	text_put(text, TEXT_PLAIN, "  loaded   ", "%s%s%s",
		 driver->is_loaded ? driver->loaded : "no", driver->path ? " from " : "",
		 driver->path ? driver->path : "");
	for (size_t i = 0; i < driver->missing_builds.n; i++)
		text_put(text, TEXT_ALERT, "  no build ",
			 "for kernel %s: run 'nicctl build %s --kernel %s --install'",
			 driver->missing_builds.items[i], driver->driver,
			 driver->missing_builds.items[i]);
	if (driver->last_id)
		text_put(text, TEXT_PLAIN, "  changed  ", "%s: %s", driver->last_id,
			 driver->last_state ? driver->last_state : "?");
	for (size_t i = 0; i < driver->sockets.n; i++) {
		const struct status_socket *socket = &driver->sockets.items[i];

		text_put(text, TEXT_PLAIN, "  AF_XDP   ", "%s queue %u, %s, %s",
			 socket->netdev, socket->queue, socket->mode,
			 socket->comm ? socket->comm : "owner not known");
	}
	settings_print_plan(arena, &driver->settings);
}

static void print_pages(struct arena *arena, const struct text *text,
			const struct status_pages *pages)
{
	text_put(text, pages->drift ? TEXT_ALERT : TEXT_GOOD,
		 pages->drift ? "DIFFERS " : "ok      ", PAGES_DEVICE);
	for (size_t i = 0; i < pages->rows.n; i++) {
		const struct pages_row *row = &pages->rows.items[i];

		text_put(text, TEXT_PLAIN, "  pages    ",
			 "%s: %s wanted, %" PRIu64 " there, %" PRIu64
			 " of them free, %" PRIu64 " reserved by nicctl",
			 row->name,
			 row->has_wanted ? arena_printf(arena, "%" PRIu64, row->wanted)
					 : "none",
			 row->there, row->free, row->own);
	}
	settings_print_plan(arena, &pages->settings);
}

void status_print_text(struct arena *arena, const struct status *status)
{
	struct text text = text_on(stdout);

	for (size_t i = 0; i < status->drivers.n; i++)
		print_driver(arena, &text, &status->drivers.items[i]);
	if (!status->drivers.n)
		text_line(&text, "no driver has a profile");
	if (status->initramfs)
		initrd_print(&text, status->initramfs, false);
	status_boot_print(&text, status);
	if (status->hugepages)
		print_pages(arena, &text, status->hugepages);
	status_leftover_print(arena, &text, status);
}

/* As a value of a label. Source: "Exposition formats" of the Prometheus documentation. */
const char *status_label(struct arena *arena, const char *value)
{
	char *text = arena_alloc(arena, 2 * strlen(value) + 1), *at = text;

	for (; text && *value; value++) {
		if (*value == '\\' || *value == '"')
			*at++ = '\\';
		*at++ = *value == '\n' ? ' ' : *value;
	}
	return text ? text : "";
}

void status_metric_head(const struct text *text, const char *name, const char *help)
{
	text_line(text, "# HELP %s %s", name, help);
	text_line(text, "# TYPE %s gauge", name);
}

static void print_drivers(struct arena *arena, const struct text *text,
			  const struct status *status)
{
	status_metric_head(text, "nicctl_driver_loaded",
			   "Is the driver of the profile loaded?");
	for (size_t i = 0; i < status->drivers.n; i++)
		text_line(text, "nicctl_driver_loaded{driver=\"%s\"} %d",
			  status_label(arena, status->drivers.items[i].driver),
			  status->drivers.items[i].is_loaded);
	status_metric_head(text, "nicctl_driver_as_configured",
			   "Are the driver and the settings of its ports as configured?");
	for (size_t i = 0; i < status->drivers.n; i++)
		text_line(text, "nicctl_driver_as_configured{driver=\"%s\"} %d",
			  status_label(arena, status->drivers.items[i].driver),
			  status->drivers.items[i].is_as_configured);
}

static void print_settings(struct arena *arena, const struct text *text,
			   const struct status_driver *driver)
{
	for (size_t i = 0; i < driver->settings.settings.n; i++) {
		const struct settings_row *row = &driver->settings.settings.items[i];

		text_line(text,
			  "nicctl_setting_as_configured{driver=\"%s\",device=\"%s\","
			  "key=\"%s\",setting=\"%s%s%s\"} %d",
			  status_label(arena, driver->driver),
			  status_label(arena, row->netdev), status_label(arena, row->key),
			  status_label(arena, row->group), row->group[0] ? " " : "",
			  status_label(arena, row->name), row->is_met);
	}
}

static void print_sockets(struct arena *arena, const struct text *text,
			  const struct status_driver *driver)
{
	for (size_t i = 0; i < driver->sockets.n; i++) {
		const struct status_socket *socket = &driver->sockets.items[i];

		text_line(text,
			  "nicctl_zero_copy_queue{driver=\"%s\",device=\"%s\","
			  "queue=\"%u\"} %d",
			  status_label(arena, driver->driver),
			  status_label(arena, socket->netdev), socket->queue,
			  strcmp(socket->mode, "zero-copy") == 0);
	}
}

static void print_page_counts(struct arena *arena, const struct text *text,
			      const struct status_pages *pages)
{
	status_metric_head(text, "nicctl_hugepages",
			   "Huge pages: wanted by the configuration, there, and "
			   "reserved by nicctl");
	for (size_t i = 0; i < pages->rows.n; i++) {
		const struct pages_row *row = &pages->rows.items[i];
		const char *name = status_label(arena, row->name);

		if (row->has_wanted)
			text_line(text,
				  "nicctl_hugepages{pages=\"%s\",what=\"wanted\"} "
				  "%" PRIu64,
				  name, row->wanted);
		text_line(text, "nicctl_hugepages{pages=\"%s\",what=\"there\"} %" PRIu64,
			  name, row->there);
		text_line(text, "nicctl_hugepages{pages=\"%s\",what=\"own\"} %" PRIu64,
			  name, row->own);
	}
}

void status_print_prometheus(struct arena *arena, const struct status *status)
{
	struct text text = text_on(stdout);

	print_drivers(arena, &text, status);
	status_metric_head(&text, "nicctl_setting_as_configured",
			   "Is the setting as configured?");
	for (size_t i = 0; i < status->drivers.n; i++)
		print_settings(arena, &text, &status->drivers.items[i]);
	status_metric_head(&text, "nicctl_zero_copy_queue",
			   "Is the AF_XDP socket of the queue in zero-copy?");
	for (size_t i = 0; i < status->drivers.n; i++)
		print_sockets(arena, &text, &status->drivers.items[i]);
	status_boot_metrics(arena, &text, status);
	status_leftover_metric(&text, status);
	if (status->hugepages)
		print_page_counts(arena, &text, status->hugepages);
}
