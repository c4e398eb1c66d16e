/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as nicctl.conf and as a driver's profile: everything in them is either in a
 * value that is allowed, with the line it came from, or in a problem. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conf_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void must(bool is_good)
{
	if (!is_good)
		abort();
}

static void check_value(const struct conf_key *key, const struct conf_value *value,
			const struct conf_problems *problems)
{
	must(value->items.n == value->origins.n);
	must(key->is_list || value->items.n <= 1);
	must(!value->items.n || value->origin);
	for (size_t i = 0; i < value->items.n; i++) {
		const char *item = value->items.items[i];

		must(item[0] && strlen(item) <= CONF_LINE_MAX_BYTES);
		must(problems->n || key->type->is_valid(item));
		must(strncmp(value->origins.items[i], "F:", 2) == 0);
	}
}

static void check(enum conf_scope scope, void *holder, const char *text, size_t n)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct conf_problems problems = {0};
	struct conf_file file = {"F", scope, holder, &problems, arena};

	must(arena && conf_file_parse(&file, text, n) == 0);
	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].scope == scope)
			check_value(&conf_keys[i], conf_keys_value(&conf_keys[i], holder),
				    &problems);
	}
	for (size_t i = 0; i < problems.n; i++)
		must(problems.items[i].message[0] && problems.items[i].line > 0);
	must(problems.n || !memchr(text, '\0', n));
}

static void check_ports(struct conf_driver *driver, const char *text, size_t n)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct conf_problems problems = {0};
	struct conf_file file = {"F", CONF_DRIVER, driver, &problems, arena};

	must(arena && conf_file_parse(&file, text, n) == 0);
	for (size_t i = 0; i < driver->ports.n; i++) {
		struct conf_port *port = &driver->ports.items[i];

		must(conf_types_port.is_valid(port->name));
		must(strncmp(port->origin, "F:", 2) == 0);
		for (size_t k = 0; k < conf_keys_n; k++) {
			if (conf_keys[k].is_setting)
				check_value(
					&conf_keys[k],
					conf_keys_setting(&conf_keys[k], &port->settings),
					&problems);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct conf_driver with_ports = {0};
	struct conf_driver driver = {0};
	struct conf conf = {0};
	char *text = malloc(n + 1);

	must(text);
	memcpy(text, bytes, n);
	text[n] = '\0';
	check(CONF_MAIN, &conf, text, n);
	check(CONF_DRIVER, &driver, text, n);
	check_ports(&with_ports, text, n);
	free(text);
	return 0;
}
