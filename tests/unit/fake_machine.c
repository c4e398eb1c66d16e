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

static int disturb(struct fake_machine *machine, enum fake_op op, struct nic_err *err)
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

/* ---- facts ---- */

/* The value of @name in "a=1 b=2", else "0", which is every parameter's default. */
static const char *param_value(struct host *host, const struct fake_loaded *module,
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
		param->value = param_value(host, loaded, param->name);
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

static bool port_is_there(struct fake_machine *machine, const char *address)
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
		if (!port || port_is_there(machine, port))
			host->netdevs.items[netdevs++] = host->netdevs.items[i];
	}
	for (size_t i = 0; i < host->rdma.n; i++) {
		if (has_irdma && port_is_there(machine, host->rdma.items[i].port) &&
		    !is_beside(machine, host->rdma.items[i].port))
			host->rdma.items[rdma++] = host->rdma.items[i];
	}
	for (size_t i = 0; i < host->ports.n; i++) {
		if (port_is_there(machine, host->ports.items[i].address))
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

/* ---- struct sys_ops ---- */

static int fake_collect(void *ctx, const struct facts_query *query,
			struct host **ret_host, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = disturb(machine, FAKE_COLLECT, err);

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
	int r = disturb(machine, FAKE_IMAGE_OPEN, err);

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
	int r = disturb(machine, FAKE_INSERT, err);

	if (r == 0)
		r = fake_machine_insert(machine, image->file, params);
	return r < 0 ? nic_err_set(err, r, "cannot insert '%s': %s", image->file->name,
				   nic_strerror(r))
		     : 0;
}

static int fake_remove(void *ctx, const char *module, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = disturb(machine, FAKE_REMOVE, err);

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
	int r = disturb(machine, FAKE_BLOCK, err);

	(void)why;
	if (r == 0)
		machine->is_blocked = strv_has(modules, "irdma");
	return r;
}

static int fake_allow_loading(void *ctx, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = disturb(machine, FAKE_ALLOW, err);

	if (r == 0)
		machine->is_blocked = false;
	return r;
}

static int fake_remember(void *ctx, const char *module, const char *path,
			 struct nic_err *err)
{
	(void)module;
	(void)path;
	return disturb(ctx, FAKE_REMEMBER, err);
}

static int fake_set_up(void *ctx, uint32_t ifindex, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = disturb(machine, FAKE_SET_UP, err);

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
	int r = disturb(machine, FAKE_NET_CAPTURE, err);
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
	int r = disturb(machine, FAKE_NET_REPAIR, err);

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
	int r = disturb(machine, FAKE_SET_PARAM, err);

	if (r < 0)
		return r;
	if (!loaded || strchr(loaded->params, ' '))
		abort(); /* the one parameter is all that this knows */
	snprintf(loaded->params, sizeof(loaded->params), "%s=%s", name, value);
	return 0;
}

static struct port *find_function(struct fake_machine *machine,
				  const struct pci_function *function)
{
	struct host *world = machine->world;

	for (size_t i = 0; i < world->ports.n; i++) {
		struct port *port = &world->ports.items[i];

		if (strcmp(port->address, function->address) == 0 &&
		    port->device == function->device)
			return port;
	}
	return NULL;
}

static int fake_function_state(void *ctx, const struct pci_function *function,
			       struct pci_function_state *ret_state, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	const struct port *port = find_function(machine, function);
	int r = disturb(machine, FAKE_FUNCTION_STATE, err);

	if (r == 0 && !port)
		return nic_err_set(err, -ESTALE, "another device");
	if (r < 0)
		return r;
	snprintf(ret_state->driver, sizeof(ret_state->driver), "%s",
		 port->driver ? port->driver : "");
	snprintf(ret_state->override, sizeof(ret_state->override), "%s",
		 port->driver_override ? port->driver_override : "");
	return 0;
}

static int fake_function_override(void *ctx, const struct pci_function *function,
				  const char *driver, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = disturb(machine, FAKE_FUNCTION_OVERRIDE, err);

	if (r == 0)
		find_function(machine, function)->driver_override =
			driver[0] ? arena_strdup(machine->world->arena, driver) : NULL;
	return r;
}

static int fake_function_unbind(void *ctx, const struct pci_function *function,
				const char *driver, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	struct port *port = find_function(machine, function);
	int r = disturb(machine, FAKE_FUNCTION_UNBIND, err);

	if (r < 0)
		return r;
	if (!port->driver || strcmp(port->driver, driver) != 0)
		return nic_err_set(err, -ESTALE, "not driven by '%s'", driver);
	port->driver = port->module = NULL;
	return 0;
}

/* A driver takes what it is told to, and nobody else may be meant. */
static int fake_function_bind(void *ctx, const struct pci_function *function,
			      const char *driver, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	struct port *port = find_function(machine, function);
	int r = disturb(machine, FAKE_FUNCTION_BIND, err);

	if (r < 0)
		return r;
	if (port->driver || !fake_machine_find(machine, driver) ||
	    (port->driver_override && strcmp(port->driver_override, driver) != 0))
		return nic_err_set(err, -ENODEV, "'%s' does not take it", driver);
	port->driver = port->module = arena_strdup(machine->world->arena, driver);
	for (size_t i = 0; i < machine->world->netdevs.n; i++) {
		const struct netdev *netdev = &machine->world->netdevs.items[i];

		if (netdev->port && strcmp(netdev->port, port->address) == 0)
			machine->is_down[netdev->ifindex] = true;
	}
	return 0;
}

static int fake_watch_begin(void *ctx, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = disturb(machine, FAKE_WATCH_BEGIN, err);

	machine->watches_open += r == 0;
	return r;
}

static int fake_watch_wait(void *ctx, int timeout_ms, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = disturb(machine, FAKE_WATCH_WAIT, err);

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

/* ---- comparison ---- */

static char differences[1024];

static void differ(const char *name, const char *what)
{
	size_t used = strlen(differences);

	snprintf(differences + used, sizeof(differences) - used, "%s%s %s",
		 used ? ", " : "", name, what);
}

static void compare_params(struct fake_machine *then, struct fake_machine *now,
			   const struct fake_loaded *was, const struct fake_loaded *is)
{
	struct host *scratch = host_new();

	for (size_t i = 0; i < was->file->params.n; i++) {
		const char *name = was->file->params.items[i].name;

		if (strcmp(param_value(scratch, was, name),
			   param_value(scratch, is, name)) != 0)
			differ(was->name, "has another parameter");
		else if (now->lost_param && !then->lost_param &&
			 strcmp(now->lost_param, name) == 0)
			differ(was->name, "shows another parameter");
	}
	host_free(scratch);
}

static void compare_modules(struct fake_machine *then, struct fake_machine *now,
			    const struct strv *reloaded)
{
	for (size_t i = 0; i < then->n; i++) {
		const struct fake_loaded *was = &then->loaded[i];
		const struct fake_loaded *is = fake_machine_find(now, was->name);

		if (!is) {
			differ(was->name, "is gone");
			continue;
		}
		if (is->file != was->file)
			differ(was->name, "is another file");
		if (is->instance != was->instance &&
		    !(reloaded && strv_has(reloaded, was->name)))
			differ(was->name, "is another instance");
		compare_params(then, now, was, is);
	}
	for (size_t i = 0; i < now->n; i++) {
		if (!fake_machine_find(then, now->loaded[i].name))
			differ(now->loaded[i].name, "is new");
	}
}

const char *fake_machine_compare(struct fake_machine *then, struct fake_machine *now,
				 const struct strv *reloaded)
{
	differences[0] = '\0';
	compare_modules(then, now, reloaded);
	for (size_t i = 0; i < then->world->ports.n; i++) {
		const char *address = then->world->ports.items[i].address;

		if (port_is_there(then, address) && !port_is_there(now, address))
			differ(address, "is gone");
	}
	return differences;
}
