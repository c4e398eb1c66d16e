/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What collecting facts finds on the fake machine. */
#include "fake_machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host_json.h"

const char *fake_param_value(struct host *host, const struct fake_loaded *module,
			     const char *name)
{
	size_t bytes = strlen(name);
	const char *value = "0";

	for (const char *at = module->params; *at; at += strcspn(at, " ")) {
		at += strspn(at, " ");
		if (strncmp(at, name, bytes) == 0 && at[bytes] == '=')
			value = arena_strndup(host->arena, at + bytes + 1,
					      strcspn(at + bytes + 1, " "));
	}
	return value;
}

static void fill_params(struct fake_machine *machine, struct host *host,
			struct module *module, const struct fake_loaded *loaded)
{
	module->params.n = 0;
	module->params.items = NULL;
	for (size_t i = 0; i < loaded->file->params.n; i++) {
		struct param *param = ARENA_PUSH(host->arena, &module->params);

		param->name = loaded->file->params.items[i].name;
		param->value = fake_param_value(host, loaded, param->name);
		if (machine->lost_param && strcmp(machine->lost_param, param->name) == 0)
			param->value = "77";
	}
}

static void fill_module(struct fake_machine *machine, struct host *host,
			const struct fake_loaded *loaded)
{
	struct module *module = ARENA_PUSH(host->arena, &host->modules);
	const struct module *known = host_module(machine->world, loaded->name);

	module->name = loaded->name;
	module->state = MODULE_LIVE;
	module->has_refcnt = module->has_details = true;
	module->instance = loaded->instance;
	module->build_id = loaded->file->build_id;
	module->path = loaded->file->path;
	module->path_is_proven = true;
	module->installed_path = known ? known->installed_path : loaded->file->path;
	if (known)
		module->depends = known->depends;
	for (size_t i = 0; i < machine->n; i++) {
		if (strv_has(&machine->loaded[i].file->depends, loaded->name))
			fake_push(host, &module->holders, machine->loaded[i].name);
	}
	module->refcnt = (int64_t)module->holders.n + loaded->pins;
	fill_params(machine, host, module, loaded);
}

bool fake_port_is_there(struct fake_machine *machine, const char *address)
{
	const struct port *port = host_port(machine->world, address);

	return port && port->module && fake_machine_find(machine, port->module) &&
	       !(machine->lost_port && strcmp(machine->lost_port, address) == 0);
}

static void fill_link(const struct fake_machine *machine, struct netdev *netdev)
{
	netdev->is_up = netdev->is_up && !machine->is_down[netdev->ifindex];
	netdev->has_carrier = netdev->has_carrier && netdev->is_up &&
			      !(netdev->port && machine->dead_port &&
				strcmp(machine->dead_port, netdev->port) == 0);
}

/* irdma knows the stock driver's ports only. */
static bool is_beside(struct fake_machine *machine, const char *address)
{
	return strstr(host_port(machine->world, address)->module, "_zc") != NULL;
}

static void drop_lost_devices(struct fake_machine *machine, struct host *host)
{
	size_t ports = 0, netdevs = 0, rdma = 0;
	bool has_irdma = fake_machine_find(machine, "irdma");

	for (size_t i = 0; i < host->netdevs.n; i++) {
		const char *port = host->netdevs.items[i].port;

		fill_link(machine, &host->netdevs.items[i]);
		if (!port || fake_port_is_there(machine, port))
			host->netdevs.items[netdevs++] = host->netdevs.items[i];
	}
	for (size_t i = 0; i < host->rdma.n; i++) {
		if (has_irdma && fake_port_is_there(machine, host->rdma.items[i].port) &&
		    !is_beside(machine, host->rdma.items[i].port))
			host->rdma.items[rdma++] = host->rdma.items[i];
	}
	for (size_t i = 0; i < host->ports.n; i++) {
		if (fake_port_is_there(machine, host->ports.items[i].address))
			host->ports.items[ports++] = host->ports.items[i];
	}
	host->netdevs.n = netdevs;
	host->rdma.n = rdma;
	host->ports.n = ports;
}

/* A copy by way of JSON: the caller's to keep. */
static struct host *copy_host(const struct host *host)
{
	struct host *copy = NULL;
	struct nic_err err;
	char *text = host_to_json(host);

	if (!text || host_from_json(text, strlen(text), &copy, &err) < 0) {
		fprintf(stderr, "fake_machine: %s\n", text ? err.message : "no memory");
		abort();
	}
	free(text);
	return copy;
}

struct host *fake_machine_facts(struct fake_machine *machine, bool live_only)
{
	struct host view = *machine->world, *host;

	view.arena = arena_new();
	view.modules.n = 0;
	view.modules.items = NULL;
	for (size_t i = 0; i < machine->n; i++)
		fill_module(machine, &view, &machine->loaded[i]);
	if (live_only)
		view.files.n = view.confs.n = 0;
	host = copy_host(&view);
	arena_free(view.arena);
	drop_lost_devices(machine, host);
	return host;
}
