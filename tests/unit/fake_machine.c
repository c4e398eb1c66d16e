/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel that exists only in this process. */
#include "fake_machine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host_json.h"

struct modimage {
	const struct modfile *file;
};

int fake_disturb(struct fake_machine *machine, enum fake_op op, struct nic_err *err)
{
	unsigned int call = ++machine->calls[op];
	int r = machine->disturb ? machine->disturb(machine, op, call) : 0;

	machine->clock_us += 100;
	if (r < 0)
		return nic_err_set(err, r, "fake failure of call %u of %d", call, op);
	return 0;
}

struct fake_loaded *fake_machine_find(struct fake_machine *machine, const char *name)
{
	for (size_t i = 0; i < machine->n; i++) {
		if (module_name_equal(machine->loaded[i].name, name))
			return &machine->loaded[i];
	}
	return NULL;
}

static bool is_needed(struct fake_machine *machine, const char *name)
{
	for (size_t i = 0; i < machine->n; i++) {
		if (strv_has(&machine->loaded[i].file->depends, name))
			return true;
	}
	return false;
}

int fake_machine_remove(struct fake_machine *machine, const char *name)
{
	struct fake_loaded *module = fake_machine_find(machine, name);

	if (!module)
		return -ENOENT;
	if (module->pins || is_needed(machine, module->name))
		return -EWOULDBLOCK;
	*module = machine->loaded[--machine->n];
	return 0;
}

/* As udev does it: with what modprobe's configuration says, from the installed file. */
static void autoload(struct fake_machine *machine, const char *name)
{
	const struct modfile *file = host_installed_file(machine->world, "irdma");
	const struct modconf *conf = host_conf(machine->world, "irdma");

	if (machine->has_udev && file &&
	    (machine->is_stale_udev || !machine->is_blocked) &&
	    (strcmp(name, "ice") == 0 || strcmp(name, "i40e") == 0))
		(void)fake_machine_insert(machine, file,
					  conf && conf->options ? conf->options : "");
}

/* A driver's devices are down when they appear. */
static void links_fall(struct fake_machine *machine, const char *module)
{
	for (size_t i = 0; i < machine->world->netdevs.n; i++) {
		const struct netdev *netdev = &machine->world->netdevs.items[i];
		const struct port *port =
			netdev->port ? host_port(machine->world, netdev->port) : NULL;

		if (port && port->module && strcmp(port->module, module) == 0)
			machine->is_down[netdev->ifindex] = true;
	}
}

int fake_machine_insert(struct fake_machine *machine, const struct modfile *file,
			const char *params)
{
	struct fake_loaded *module;

	if (fake_machine_find(machine, file->name))
		return -EEXIST;
	for (size_t i = 0; i < file->depends.n; i++) {
		if (!fake_machine_find(machine, file->depends.items[i]))
			return -ENOENT; /* unknown symbol */
	}
	if (machine->n == FAKE_MODULES)
		return -ENOMEM;
	module = &machine->loaded[machine->n++];
	memset(module, 0, sizeof(*module));
	module->name = file->name;
	module->file = file;
	module->instance = machine->next_instance++;
	snprintf(module->params, sizeof(module->params), "%s", params);
	links_fall(machine, module->name);
	autoload(machine, module->name);
	return 0;
}

/* ---- struct sys_ops ---- */

static int fake_collect(void *ctx, const struct facts_query *query,
			struct host **ret_host, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = fake_disturb(machine, FAKE_COLLECT, err);

	machine->collect_failed = r < 0;
	if (r == 0)
		*ret_host = fake_machine_facts(machine, query->live_only);
	return r;
}

static int fake_image_open(void *ctx, const char *path, const char *build_id,
			   struct modimage **ret_image, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	const struct modfile *file = host_file(machine->world, path);
	int r = fake_disturb(machine, FAKE_IMAGE_OPEN, err);

	if (r < 0)
		return r;
	if (!file)
		return nic_err_set(err, -ENOENT, "no file '%s'", path);
	if (build_id && file->build_id && strcmp(build_id, file->build_id) != 0)
		return nic_err_set(err, -ESTALE, "'%s' is another file now", path);
	*ret_image = malloc(sizeof(**ret_image));
	if (!*ret_image)
		abort();
	(*ret_image)->file = file;
	machine->images_open++;
	return 0;
}

static void fake_image_close(void *ctx, struct modimage *image)
{
	struct fake_machine *machine = ctx;

	machine->images_open--;
	free(image);
}

static int fake_insert(void *ctx, const struct modimage *image, const char *params,
		       struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = fake_disturb(machine, FAKE_INSERT, err);

	if (r == 0)
		r = fake_machine_insert(machine, image->file, params);
	return r < 0 ? nic_err_set(err, r, "cannot insert '%s': %s", image->file->name,
				   nic_strerror(r))
		     : 0;
}

static int fake_remove(void *ctx, const char *module, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = fake_disturb(machine, FAKE_REMOVE, err);

	if (r == 0)
		r = fake_machine_remove(machine, module);
	machine->mtu_lost |= r == 0;
	return r < 0 ? nic_err_set(err, r, "cannot remove '%s': %s", module,
				   nic_strerror(r))
		     : 0;
}

static int fake_block_loading(void *ctx, const char *why, const struct strv *modules,
			      struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = fake_disturb(machine, FAKE_BLOCK, err);

	(void)why;
	if (r == 0)
		machine->is_blocked = strv_has(modules, "irdma");
	return r;
}

static int fake_allow_loading(void *ctx, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = fake_disturb(machine, FAKE_ALLOW, err);

	if (r == 0)
		machine->is_blocked = false;
	return r;
}

static int fake_remember(void *ctx, const char *module, const char *path,
			 struct nic_err *err)
{
	(void)module;
	(void)path;
	return fake_disturb(ctx, FAKE_REMEMBER, err);
}

static int fake_set_up(void *ctx, uint32_t ifindex, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = fake_disturb(machine, FAKE_SET_UP, err);

	if (r == 0)
		machine->is_down[ifindex] = false;
	return r;
}

/* The state of each port is one number, which a removal sets back. */
static int fake_net_capture(void *ctx, const struct strv *ports,
			    const struct netstate *again, struct netstate **ret_state,
			    struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = fake_disturb(machine, FAKE_NET_CAPTURE, err);
	struct netstate *state;

	(void)again;
	if (r < 0)
		return r;
	state = netstate_new();
	if (!state)
		return -ENOMEM;
	for (size_t i = 0; i < ports->n; i++) {
		struct net_device *device = ARENA_PUSH(state->arena, &state->devices);

		if (!device)
			continue;
		device->id = arena_printf(state->arena, "pci:%s", ports->items[i]);
		device->name = device->port = arena_strdup(state->arena, ports->items[i]);
		(void)netstate_set(state, device, "link", "mtu",
				   machine->mtu_lost ? "1500" : "9000");
	}
	*ret_state = state;
	return 0;
}

static int fake_net_repair(void *ctx, const struct netstate *before,
			   const struct net_difference *difference, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = fake_disturb(machine, FAKE_NET_REPAIR, err);

	(void)before;
	(void)difference; /* there is only one kind */
	if (r == 0)
		machine->mtu_lost = false;
	return r;
}

static int fake_set_param(void *ctx, const char *module, const char *name,
			  const char *value, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	struct fake_loaded *loaded = fake_machine_find(machine, module);
	int r = fake_disturb(machine, FAKE_SET_PARAM, err);

	if (r < 0)
		return r;
	if (!loaded || strchr(loaded->params, ' '))
		abort(); /* the one parameter is all that this knows */
	snprintf(loaded->params, sizeof(loaded->params), "%s=%s", name, value);
	return 0;
}

static int fake_watch_begin(void *ctx, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = fake_disturb(machine, FAKE_WATCH_BEGIN, err);

	machine->watches_open += r == 0;
	return r;
}

static int fake_watch_wait(void *ctx, int timeout_ms, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = fake_disturb(machine, FAKE_WATCH_WAIT, err);

	machine->clock_us += (int64_t)timeout_ms * 1000;
	return r < 0 ? r : nic_err_set(err, -ETIMEDOUT, "no event");
}

/* Allowed without a begin: then it does nothing. */
static void fake_watch_end(void *ctx)
{
	struct fake_machine *machine = ctx;

	machine->watches_open = 0;
}

static int64_t fake_now_us(void *ctx)
{
	struct fake_machine *machine = ctx;

	return machine->clock_us += 10;
}

void fake_machine_init(struct fake_machine *machine, struct host *world)
{
	memset(machine, 0, sizeof(*machine));
	machine->world = world;
	machine->next_instance = 1;
	machine->ops = (struct sys_ops){
		.ctx = machine,
		.collect = fake_collect,
		.image_open = fake_image_open,
		.image_close = fake_image_close,
		.insert = fake_insert,
		.remove = fake_remove,
		.block_loading = fake_block_loading,
		.allow_loading = fake_allow_loading,
		.remember = fake_remember,
		.set_up = fake_set_up,
		.net_capture = fake_net_capture,
		.net_repair = fake_net_repair,
		.set_param = fake_set_param,
		.function_state = fake_function_state,
		.function_override = fake_function_override,
		.function_unbind = fake_function_unbind,
		.function_bind = fake_function_bind,
		.probe = fake_probe,
		.probe_end = fake_probe_end,
		.watch_begin = fake_watch_begin,
		.watch_wait = fake_watch_wait,
		.watch_end = fake_watch_end,
		.now_us = fake_now_us,
	};
	for (size_t i = 0; i < world->modules.n; i++) {
		struct module *module = &world->modules.items[i];
		struct fake_loaded *loaded = &machine->loaded[machine->n++];
		size_t used = 0;

		loaded->name = module->name;
		loaded->file = host_file_of(world, module);
		loaded->instance = machine->next_instance++;
		for (size_t p = 0; p < module->params.n; p++)
			used += (size_t)snprintf(
				loaded->params + used, sizeof(loaded->params) - used,
				"%s%s=%s", p ? " " : "", module->params.items[p].name,
				module->params.items[p].value);
	}
}

void fake_machine_clear(struct fake_machine *machine)
{
	host_freep(&machine->world);
}
