/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan of a reload: the driver and its holders go, and come back. */
#include <errno.h>
#include <string.h>

#include "graph.h"
#include "plan_steps.h"

/* Which of the modules to be removed does @holder hold? For the reason of its step. */
static const char *held_by(struct plan_context *ctx, const char *holder)
{
	const char *text = NULL;

	for (size_t i = 0; i < ctx->plan->removed.n; i++) {
		const char *name = ctx->plan->removed.items[i];

		if (!strv_has(&host_module(ctx->host, name)->holders, holder))
			continue;
		text = arena_printf(ctx->plan->arena, "%s%s%s", text ? text : "",
				    text ? ", " : "", name);
		if (!text)
			return NULL;
	}
	return text ? text : "?";
}

static int add_removals(struct plan_context *ctx)
{
	const struct strv *removed = &ctx->plan->removed;

	for (size_t i = 0; i < removed->n; i++) {
		const struct module *module = host_module(ctx->host, removed->items[i]);
		bool is_target = i + 1 == removed->n;
		const char *reason = "it is to be replaced";
		int r;

		if (!is_target)
			reason = arena_printf(ctx->plan->arena, "it holds %s",
					      held_by(ctx, module->name));
		r = plan_steps_add_module(
			ctx, STEP_REMOVE, is_target ? ROLE_TARGET : ROLE_HOLDER,
			module->name, host_file_of(ctx->host, module), NULL, reason);
		if (r < 0)
			return r;
	}
	return 0;
}

static int add_insertions(struct plan_context *ctx, const struct modfile *replacement)
{
	const struct strv *removed = &ctx->plan->removed;
	int r;

	r = plan_steps_add_module(ctx, STEP_INSERT, ROLE_TARGET, ctx->plan->module,
				  replacement, &ctx->request->params,
				  "it is the replacement");
	for (size_t i = removed->n - 1; i > 0 && r == 0; i--) {
		const struct module *holder =
			host_module(ctx->host, removed->items[i - 1]);

		if (strv_has(&ctx->plan->lost, holder->name))
			continue;
		r = plan_steps_add_module(ctx, STEP_INSERT, ROLE_HOLDER, holder->name,
					  host_file_of(ctx->host, holder), NULL,
					  "it was loaded before, with these parameters");
	}
	return r;
}

/* What the configuration wants to be there before the replacement. Modules without facts
 * are left to the guard. */
static int add_load_first(struct plan_context *ctx)
{
	const struct request *request = ctx->request;

	for (size_t i = 0; i < request->load_first.n; i++) {
		const char *name = request->load_first.items[i];
		const struct modfile *file = plan_dependency_file(ctx->host, name);
		int r;

		if (host_module(ctx->host, name) || !file)
			continue;
		r = plan_steps_add_dependency(
			ctx, file,
			arena_printf(ctx->plan->arena, "load-first of %s says so",
				     request->load_first_origins.items[i]));
		if (r < 0)
			return r;
	}
	return 0;
}

static int add_lost(struct plan_context *ctx)
{
	const struct strv *removed = &ctx->plan->removed;
	int r = 0;

	for (size_t i = 0; i + 1 < removed->n && r == 0; i++) {
		for (size_t k = 0; k < ctx->request->expect_lost.n && r == 0; k++) {
			if (module_name_equal(removed->items[i],
					      ctx->request->expect_lost.items[k]))
				r = plan_steps_push(ctx, &ctx->plan->lost,
						    removed->items[i]);
		}
	}
	return r;
}

/* An RDMA device goes with its port's driver, and with a removed module that holds that
 * driver: nothing else can be its RDMA driver (irdma holds both ice and i40e). */
static bool rdma_goes(const struct plan_context *ctx, const struct rdma_device *rdma)
{
	const struct port *port = rdma->port ? host_port(ctx->host, rdma->port) : NULL;
	const struct module *driver;

	if (!port || !port->module)
		return false;
	if (host_port_needs(port, &ctx->plan->removed))
		return true;
	driver = host_module(ctx->host, port->module);
	for (size_t i = 0; driver && i < driver->holders.n; i++) {
		if (strv_has(&ctx->plan->removed, driver->holders.items[i]))
			return true;
	}
	return false;
}

static int add_cost(struct plan_context *ctx)
{
	struct plan *plan = ctx->plan;
	int r = plan_steps_add_ports(ctx, &plan->removed, NULL, &plan->ports);

	for (size_t i = 0; i < ctx->host->rdma.n && r == 0; i++) {
		if (rdma_goes(ctx, &ctx->host->rdma.items[i]))
			r = plan_steps_push(ctx, &plan->rdma,
					    ctx->host->rdma.items[i].name);
	}
	return r;
}

static int add_comparison(struct plan_context *ctx)
{
	struct plan *plan = ctx->plan;
	struct strv all = {0};
	int r;

	r = graph_modprobe_removal(ctx->host, &plan->removed, plan->arena, &all,
				   ctx->err);
	for (size_t i = 0; i < all.n && r == 0; i++) {
		if (!strv_has(&plan->removed, all.items[i]))
			r = plan_steps_push(ctx, &plan->modprobe_extra, all.items[i]);
	}
	if (r == 0)
		r = plan_steps_add_ports(ctx, &plan->modprobe_extra, &plan->ports,
					 &plan->modprobe_ports);
	return r;
}

/* The file that @request means: the named one, or the one modprobe would load. */
static const struct modfile *replacement_file(const struct host *host,
					      const struct request *request)
{
	if (request->replacement)
		return host_file(host, request->replacement);
	return host_installed_file(host, request->driver);
}

static bool asked_params_hold(const struct module *module, const struct strv *asked)
{
	for (size_t i = 0; i < asked->n; i++) {
		size_t name_bytes = strcspn(asked->items[i], "=");
		bool holds = false;

		for (size_t p = 0; p < module->params.n; p++) {
			const struct param *live = &module->params.items[p];

			if (live->value && strlen(live->name) == name_bytes &&
			    strncmp(live->name, asked->items[i], name_bytes) == 0 &&
			    asked->items[i][name_bytes] == '=')
				holds = params_value_equal(
					live->value, asked->items[i] + name_bytes + 1);
		}
		if (!holds)
			return false;
	}
	return true;
}

static bool may_leave(const struct request *request, const struct module *module,
		      const struct modfile *file)
{
	return request->if_changed || (request->if_other && module->path &&
				       strcmp(module->path, file->path) == 0);
}

/* Only a build id can show that the loaded module and the file are the same code. */
static bool is_unchanged(const struct request *request, const struct module *module,
			 const struct modfile *file)
{
	return file && may_leave(request, module, file) && file->build_id &&
	       module->build_id && strcmp(file->build_id, module->build_id) == 0 &&
	       asked_params_hold(module, &request->params);
}

int plan_reload_fill(struct plan_context *ctx)
{
	const struct modfile *file = replacement_file(ctx->host, ctx->request);
	const struct module *target = host_module(ctx->host, ctx->request->driver);
	struct plan *plan = ctx->plan;
	int r;

	plan->strategy = STRATEGY_RELOAD;
	plan->driver = target ? target->name : ctx->request->driver;
	plan->module = ctx->request->module ? ctx->request->module : plan->driver;
	plan->replacement = file ? file->path : ctx->request->replacement;
	plan->is_unchanged = target && is_unchanged(ctx->request, target, file);
	if (target && !plan->is_unchanged) {
		r = graph_removal_order(ctx->host, plan->driver, plan->arena,
					&plan->removed, ctx->err);
		if (r < 0)
			return r;
	}
	if (plan->removed.n) {
		r = add_lost(ctx);
		if (r == 0)
			r = add_load_first(ctx);
		if (r == 0 && file)
			r = plan_steps_add_dependencies(ctx, file);
		if (r == 0)
			r = add_removals(ctx);
		if (r == 0)
			r = add_insertions(ctx, file);
		if (r < 0)
			return r;
	}
	r = add_cost(ctx);
	return r == 0 ? add_comparison(ctx) : r;
}
