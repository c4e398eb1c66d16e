/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which value holds for which port, and the settings in their order. */
#include "wish.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conf_keys.h"
#include "portname.h"
#include "wish_rules.h"

static bool is_assigned(const struct conf_value *value)
{
	return value->origin && strcmp(value->origin, "default") != 0;
}

bool wish_is_met(const struct step_setting *wish)
{
	return !wish->problem && wish->before && strcmp(wish->before, wish->value) == 0;
}

/* Of sections that name the same port in several ways the last one counts most. */
static struct wish_levels levels_of(const struct wish_input *input,
				    const struct port *port)
{
	const struct conf_driver *profile = input->profile;
	struct wish_levels levels = {0};

	for (size_t i = profile->ports.n; i > 0; i--) {
		struct conf_port *section = &profile->ports.items[i - 1];

		if (levels.n + 1 < NIC_ARRAY_SIZE(levels.items) &&
		    portname_find(input->host, section->name) == port)
			levels.items[levels.n++] = &section->settings;
	}
	/* the table of keys hands out what may be written to; nothing is here */
	levels.items[levels.n++] = (struct conf_settings *)(uintptr_t)&profile->settings;
	return levels;
}

static const struct net_device *device_of(const struct netstate *state,
					  const struct port *port)
{
	for (size_t i = 0; i < state->devices.n; i++) {
		const struct net_device *device = &state->devices.items[i];

		if (device->role == NET_PORT && device->port &&
		    strcmp(device->port, port->address) == 0)
			return device;
	}
	return NULL;
}

static void add_port(const struct wish_input *input, const struct port *port,
		     struct arena *arena, struct step_settings *wishes)
{
	struct wish_levels levels = levels_of(input, port);
	struct wish_port one = {
		.input = input,
		.arena = arena,
		.wishes = wishes,
		.port = port,
		.now = device_of(input->now, port),
		.limits = device_of(input->limits, port),
		.may_skip = wish_may_skip(&levels),
	};

	if (!one.now)
		return; /* it has no network device in this namespace */
	wish_run_rules(&one, &levels);
}

static const char *why_not(const struct wish_input *input,
			   const struct conf_port *section, struct arena *arena)
{
	const struct port *port = portname_find(input->host, section->name);

	if (port)
		return arena_printf(arena, "[port %s] (%s): that port has the driver %s",
				    section->name, section->origin,
				    port->driver ? port->driver : "of nobody");
	return arena_printf(arena, "[port %s] (%s): there is no such port", section->name,
			    section->origin);
}

/* Sections that name none of the driver's ports. */
static void add_strangers(const struct wish_input *input, const struct strv *ports,
			  struct arena *arena, struct step_settings *wishes)
{
	const struct conf_value *reaction = &input->profile->settings.on_refused;
	bool skips = conf_text(reaction) && strcmp(conf_text(reaction), "skip") == 0;

	for (size_t i = 0; i < input->profile->ports.n; i++) {
		const struct conf_port *section = &input->profile->ports.items[i];
		const struct port *port = portname_find(input->host, section->name);
		const char *near = portname_suggest(input->host, section->name);
		struct step_setting *wish;

		if (port && strv_has(ports, port->address))
			continue;
		wish = ARENA_PUSH(arena, wishes);
		if (!wish)
			return;
		*wish = (struct step_setting){
			.port = section->name,
			.device = "",
			.netdev = section->name,
			.group = "",
			.name = "",
			.value = "",
			.key = "port",
			.origin = section->origin,
			.may_skip = skips,
			.problem = why_not(input, section, arena),
			.remedy = !port && near ? arena_printf(arena,
							       "did you mean '%s'?", near)
						: NULL,
		};
	}
}

int wish_ports(const struct conf_driver *profile, const struct host *host,
	       struct arena *arena, struct strv *ret_ports)
{
	const char *other = conf_text(&profile->module);

	for (size_t i = 0; i < host->ports.n; i++) {
		const struct port *port = &host->ports.items[i];
		const char *driver = port->module ? port->module : port->driver;

		if (driver &&
		    (module_name_equal(driver, profile->name) ||
		     (other && module_name_equal(driver, other))) &&
		    strv_push(arena, ret_ports, port->address) < 0)
			return -ENOMEM;
	}
	return 0;
}

bool wish_is_asked_for(const struct conf_driver *profile)
{
	if (profile->ports.n)
		return true;
	for (size_t i = 0; i < conf_keys_n; i++) {
		const size_t offset = conf_keys[i].offset;
		const char *at = (const char *)profile + offset;

		if (conf_keys[i].is_setting &&
		    is_assigned((const struct conf_value *)(const void *)at))
			return true;
	}
	return false;
}

int wish_make(const struct wish_input *input, struct arena *arena,
	      struct step_settings *ret_wishes)
{
	struct step_settings wishes = {0};
	struct strv ports = {0};
	int r = wish_ports(input->profile, input->host, arena, &ports);

	for (size_t i = 0; i < ports.n && r == 0; i++)
		add_port(input, host_port(input->host, ports.items[i]), arena, &wishes);
	if (r == 0)
		add_strangers(input, &ports, arena, &wishes);
	if (r < 0 || arena_failed(arena) || wish_order(input->now, arena, &wishes) < 0)
		return -ENOMEM;
	*ret_wishes = wishes;
	return 0;
}
