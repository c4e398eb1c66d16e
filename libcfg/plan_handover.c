/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan of a handover: chosen ports move to a driver beside the target, or back. */
#include "plan_handover.h"

#include <errno.h>
#include <string.h>

#include "plan_steps.h"
#include "portlist.h"
#include "portname.h"
#include "protect.h"

struct handover {
	struct plan_context *ctx;
	struct plan_handover what;
	const struct protections *found;
};

bool plan_handover_is_zc(const struct modfile *file)
{
	return file && file->nicctl_zc && strstr(file->nicctl_zc, "flavour=handover");
}

const char *plan_handover_beside(const struct request *request, struct arena *arena)
{
	char *name = request->to ? arena_strdup(arena, request->to)
				 : arena_printf(arena, "%s_zc", request->driver);

	for (char *c = name; c && *c; c++) {
		if (*c == '-')
			*c = '_';
	}
	return name;
}

/* A PCI driver is mostly called as its module is. What a loaded module has registered is
 * known; of the others one is known to differ. */
static const char *driver_of(const struct host *host, const char *name)
{
	const struct module *module = host_module(host, name);

	for (size_t i = 0; module && i < module->drivers.n; i++) {
		if (strncmp(module->drivers.items[i], "pci:", 4) == 0)
			return module->drivers.items[i] + 4;
	}
	return module_name_equal(name, "vfio_pci") ? "vfio-pci" : name;
}

/* A file that the user names stands for the module it is, when that is another one than
 * the target. */
static const struct modfile *named_file(const struct host *host,
					const struct request *request)
{
	const struct modfile *file =
		request->replacement ? host_file(host, request->replacement) : NULL;

	if (!file || file->problem || module_name_equal(file->name, request->driver))
		return NULL;
	return file;
}

int plan_handover_resolve(const struct host *host, const struct request *request,
			  struct arena *arena, struct plan_handover *ret_handover)
{
	const struct modfile *named = named_file(host, request);
	struct plan_handover what = {.file = named};
	const char *target = driver_of(host, request->driver), *beside;

	what.beside = named && !request->to ? named->name
					    : plan_handover_beside(request, arena);
	if (!what.beside)
		return -ENOMEM;
	what.loaded = host_module(host, what.beside);
	if (what.loaded && what.loaded->state == MODULE_BUILTIN)
		what.file = NULL;
	else if (what.loaded)
		what.file = host_file_of(host, what.loaded);
	else if (!named || !module_name_equal(named->name, what.beside))
		what.file = plan_dependency_file(host, what.beside);
	beside = driver_of(host, what.beside);
	what.from = request->to_stock ? beside : target;
	what.to = request->to_stock ? target : beside;
	*ret_handover = what;
	return 0;
}

static bool is_driven_by(const struct port *port, const char *driver)
{
	return port->driver && strcmp(port->driver, driver) == 0 && port->bus &&
	       strcmp(port->bus, "pci") == 0;
}

/* Ports that nobody has named are only taken when nothing speaks against it: they are not
 * protected, and on the way back they are the target's by their ids. */
static bool is_taken_along(const struct handover *handover, const struct port *port)
{
	const struct request *request = handover->ctx->request;

	if (protect_find(handover->found, port->address))
		return false;
	return !request->to_stock || plan_handover_is_zc(handover->what.file) ||
	       strv_has(&port->id_modules, request->driver);
}

static int choose_ports(struct handover *handover)
{
	struct plan_context *ctx = handover->ctx;
	const struct strv *names = &ctx->request->ports;
	int r = 0;

	for (size_t i = 0; i < ctx->host->ports.n && r == 0; i++) {
		const struct port *port = &ctx->host->ports.items[i];
		bool is_wanted = !names->n && is_taken_along(handover, port);

		for (size_t n = 0; n < names->n; n++)
			is_wanted |= portname_find(ctx->host, names->items[n]) == port;
		if (is_wanted && is_driven_by(port, handover->what.from))
			r = plan_steps_push(ctx, &ctx->plan->ports, port->address);
	}
	return r;
}

/* Are all ports that were named where they are to go already? */
static bool is_done_already(const struct handover *handover)
{
	const struct plan_context *ctx = handover->ctx;
	const struct strv *names = &ctx->request->ports;

	for (size_t i = 0; i < names->n; i++) {
		const struct port *port = portname_find(ctx->host, names->items[i]);

		if (!port || !is_driven_by(port, handover->what.to))
			return false;
	}
	return names->n && !ctx->request->params.n;
}

static int add_move(struct handover *handover, const char *address)
{
	struct plan_context *ctx = handover->ctx;
	const struct plan_handover *what = &handover->what;
	const struct port *port = host_port(ctx->host, address);
	const struct netdev *netdev = portname_netdev(ctx->host, address);
	struct arena *arena = ctx->plan->arena;
	struct step_bind *bind = arena_alloc(arena, sizeof(*bind));
	struct step *step = ARENA_PUSH(arena, &ctx->plan->steps);

	if (!bind || !step)
		return -ENOMEM;
	*bind = (struct step_bind){
		.address = address,
		.from = what->from,
		.to = what->to,
		.override = ctx->request->to_stock ? NULL : what->to,
		.override_before = port->driver_override,
		.vendor = port->vendor,
		.device = port->device,
		.physfn = port->physfn,
		.permanent_mac = netdev ? netdev->permanent_mac : NULL,
		.netdev = netdev ? netdev->name : NULL,
	};
	step->op = STEP_BIND;
	step->role = ROLE_PORT;
	step->module = what->beside;
	step->params = (struct params){.text = "", .fallback = ""};
	step->bind = bind;
	step->reason = arena_printf(arena, "%s goes from %s to %s",
				    netdev ? netdev->name : "it", what->from, what->to);
	return step->reason ? 0 : -ENOMEM;
}

static int add_moves(struct handover *handover)
{
	const struct strv *ports = &handover->ctx->plan->ports;
	int r = 0;

	for (size_t i = 0; i < ports->n && r == 0; i++)
		r = add_move(handover, ports->items[i]);
	return r;
}

/* Tells a ZC build that is loaded which ports it has from now on. */
static int add_param(struct handover *handover, const char *before, const char *value)
{
	struct plan_context *ctx = handover->ctx;
	struct arena *arena = ctx->plan->arena;
	struct step_param *param = arena_alloc(arena, sizeof(*param));
	struct step *step = ARENA_PUSH(arena, &ctx->plan->steps);

	if (!param || !step || !before || !value)
		return -ENOMEM;
	*param = (struct step_param){PLAN_HANDOVER_PORTS, value, before};
	step->op = STEP_PARAM;
	step->role = ROLE_BESIDE;
	step->module = handover->what.beside;
	step->params = (struct params){.text = "", .fallback = ""};
	step->param = param;
	step->reason = "it takes only ports that it is told of";
	return 0;
}

/* The module's present list; NULL: it has none. Written by hand it may end with a
 * newline.
 */
static const char *present_ports(const struct handover *handover)
{
	const struct module *module = handover->what.loaded;
	const char *value = module ? params_value(module, PLAN_HANDOVER_PORTS) : NULL;

	return value ? arena_strndup(handover->ctx->plan->arena, value,
				     strcspn(value, "\n"))
		     : NULL;
}

static int add_to_loaded(struct handover *handover)
{
	struct plan_context *ctx = handover->ctx;
	const char *before = present_ports(handover), *value = before;

	for (size_t i = 0; value && i < ctx->plan->ports.n; i++)
		value = portlist_with(ctx->plan->arena, value, ctx->plan->ports.items[i]);
	if (!before || !value || strcmp(before, value) == 0)
		return arena_failed(ctx->plan->arena) ? -ENOMEM : 0;
	return add_param(handover, before, value);
}

static int add_insertion(struct handover *handover)
{
	struct plan_context *ctx = handover->ctx;
	const struct modfile *file = handover->what.file;
	struct arena *arena = ctx->plan->arena;
	struct strv asked = {0};
	const char *ports = "";
	int r = file ? plan_steps_add_dependencies(ctx, file) : 0;

	for (size_t i = 0; i < ctx->request->params.n && r == 0; i++)
		r = plan_steps_push(ctx, &asked, ctx->request->params.items[i]);
	for (size_t i = 0; i < ctx->plan->ports.n && ports; i++)
		ports = portlist_with(arena, ports, ctx->plan->ports.items[i]);
	if (r == 0 && file && params_declared(file, PLAN_HANDOVER_PORTS))
		r = plan_steps_push(
			ctx, &asked,
			arena_printf(arena, PLAN_HANDOVER_PORTS "=%s", ports));
	if (r < 0 || arena_failed(arena))
		return -ENOMEM;
	return plan_steps_add_module(ctx, STEP_INSERT, ROLE_BESIDE, handover->what.beside,
				     file, &asked, "it takes the ports over");
}

static bool was_loaded_for_it(const struct handover *handover)
{
	return strv_has(&handover->ctx->request->loaded_for, handover->what.loaded->name);
}

/* Only what nicctl built or has loaded, and what nobody has a use for without a port, is
 * removed after the last one. */
static bool is_left_over(const struct handover *handover)
{
	const struct plan_context *ctx = handover->ctx;
	const struct module *module = handover->what.loaded;

	if (!module || module->refcnt || module->holders.n ||
	    (!plan_handover_is_zc(handover->what.file) && !was_loaded_for_it(handover)))
		return false;
	for (size_t i = 0; i < ctx->host->ports.n; i++) {
		const struct port *port = &ctx->host->ports.items[i];

		if (port->module && module_name_equal(port->module, module->name) &&
		    !strv_has(&ctx->plan->ports, port->address))
			return false;
	}
	return true;
}

/* Is the plan to remove all that holds the module? */
static bool is_free_then(const struct plan *plan, const struct module *module)
{
	for (size_t i = 0; i < module->holders.n; i++) {
		if (!strv_has(&plan->removed, module->holders.items[i]))
			return false;
	}
	return module->has_refcnt && module->refcnt <= (int64_t)module->holders.n;
}

/* What the module that goes had needed, and was loaded for it. */
static int remove_dependencies(struct handover *handover)
{
	struct plan_context *ctx = handover->ctx;
	const struct strv *names = &ctx->request->loaded_for;
	int r = 0;

	for (size_t i = names->n; i > 0 && r == 0; i--) {
		const struct module *module = host_module(ctx->host, names->items[i - 1]);

		if (!module || module == handover->what.loaded ||
		    !is_free_then(ctx->plan, module))
			continue;
		r = plan_steps_push(ctx, &ctx->plan->removed, module->name);
		if (r == 0)
			r = plan_steps_add_module(ctx, STEP_REMOVE, ROLE_BESIDE,
						  module->name,
						  host_file_of(ctx->host, module), NULL,
						  "it was loaded for that one only");
	}
	return r;
}

static int add_departure(struct handover *handover)
{
	struct plan_context *ctx = handover->ctx;
	const char *before = present_ports(handover), *value = before;
	int r;

	if (is_left_over(handover)) {
		r = plan_steps_push(ctx, &ctx->plan->removed,
				    handover->what.loaded->name);
		if (r < 0)
			return r;
		r = plan_steps_add_module(
			ctx, STEP_REMOVE, ROLE_BESIDE, handover->what.loaded->name,
			handover->what.file, NULL, "it has no port any more");
		return r == 0 ? remove_dependencies(handover) : r;
	}
	for (size_t i = 0; value && i < ctx->plan->ports.n; i++)
		value = portlist_without(ctx->plan->arena, value,
					 ctx->plan->ports.items[i]);
	/* An empty list cannot be written. */
	if (!value || !value[0] || strcmp(before, value) == 0)
		return arena_failed(ctx->plan->arena) ? -ENOMEM : 0;
	return add_param(handover, before, value);
}

static int add_steps(struct handover *handover)
{
	int r;

	if (handover->ctx->request->to_stock) {
		r = add_moves(handover);
		return r == 0 ? add_departure(handover) : r;
	}
	r = handover->what.loaded ? add_to_loaded(handover) : add_insertion(handover);
	return r == 0 ? add_moves(handover) : r;
}

static int add_rdma(struct plan_context *ctx)
{
	int r = 0;

	for (size_t i = 0; i < ctx->host->rdma.n && r == 0; i++) {
		const struct rdma_device *rdma = &ctx->host->rdma.items[i];

		if (rdma->port && strv_has(&ctx->plan->ports, rdma->port))
			r = plan_steps_push(ctx, &ctx->plan->rdma, rdma->name);
	}
	return r;
}

int plan_handover_fill(struct plan_context *ctx)
{
	const struct module *target = host_module(ctx->host, ctx->request->driver);
	struct protections found = {0};
	struct handover handover = {.ctx = ctx, .found = &found};
	struct plan *plan = ctx->plan;
	int r;

	plan->strategy = STRATEGY_HANDOVER;
	plan->driver = target ? target->name : ctx->request->driver;
	r = plan_handover_resolve(ctx->host, ctx->request, plan->arena, &handover.what);
	if (r == 0)
		r = protect_resolve(ctx->host, ctx->request, plan->arena, &found,
				    ctx->err);
	if (r < 0)
		return r;
	plan->beside = handover.what.beside;
	plan->replacement = handover.what.file ? handover.what.file->path : NULL;
	plan->is_unchanged = target && is_done_already(&handover);
	if (target && !plan->is_unchanged)
		r = choose_ports(&handover);
	if (r == 0 && plan->ports.n)
		r = add_steps(&handover);
	return r == 0 ? add_rdma(ctx) : r;
}
