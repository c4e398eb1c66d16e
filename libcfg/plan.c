/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From facts and a request to an ordered list of steps. */
#include "plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"

/* Real chains are about ten long; a made-up snapshot must not exhaust the stack. */
#define DEPENDENCY_MAX_DEPTH 100

struct plan_context {
	const struct host *host;
	const struct request *request;
	struct plan *plan;
	struct nic_err *err;
	unsigned int depth;
	bool *is_entered; /* dependency files already looked at, by position in
			     host->files */
};

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	arena_free(plan->arena);
	free(plan);
}

void plan_freep(struct plan **plan)
{
	plan_free(*plan);
	*plan = NULL;
}

static struct plan *plan_new(void)
{
	struct plan *plan = calloc(1, sizeof(*plan));

	if (!plan)
		return NULL;
	plan->arena = arena_new();
	if (!plan->arena) {
		free(plan);
		return NULL;
	}
	return plan;
}

static int push(struct plan *plan, struct strv *list, const char *name)
{
	const char **slot = ARENA_PUSH(plan->arena, list);

	if (!slot)
		return -ENOMEM;
	*slot = name;
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(struct strv *list)
{
	if (list->n)
		qsort(list->items, list->n, sizeof(*list->items), compare_names);
}

const struct modfile *plan_dependency_file(const struct host *host, const char *module)
{
	for (size_t i = 0; i < host->files.n; i++) {
		const struct modfile *file = &host->files.items[i];

		if (file->name && module_name_equal(file->name, module))
			return file;
	}
	return NULL;
}

static int add_step(struct plan_context *ctx, enum step_op op, enum step_role role,
		    const char *module, const struct modfile *file,
		    const struct strv *asked, const char *reason)
{
	struct step *step = ARENA_PUSH(ctx->plan->arena, &ctx->plan->steps);
	const struct module *loaded = host_module(ctx->host, module);

	if (!step || !reason)
		return -ENOMEM;
	step->op = op;
	step->role = role;
	step->module = module;
	step->path = file ? file->path : NULL;
	step->build_id = file ? file->build_id : NULL;
	step->reason = reason;
	return params_make(ctx->host, module, loaded, file, asked, ctx->plan->arena,
			   &step->params, ctx->err);
}

/* Dependencies first, each once; those without facts are left to the guard. */
static int add_dependencies(struct plan_context *ctx, const struct modfile *file)
{
	for (size_t i = 0; i < file->depends.n; i++) {
		const char *name = file->depends.items[i];
		const struct modfile *dependency = plan_dependency_file(ctx->host, name);
		size_t position;
		int r;

		if (host_module(ctx->host, name) || !dependency ||
		    ctx->depth >= DEPENDENCY_MAX_DEPTH)
			continue;
		position = (size_t)(dependency - ctx->host->files.items);
		if (ctx->is_entered[position])
			continue;
		ctx->is_entered[position] = true;
		ctx->depth++;
		r = add_dependencies(ctx, dependency);
		ctx->depth--;
		if (r == 0)
			r = add_step(ctx, STEP_INSERT, ROLE_DEPENDENCY, name, dependency,
				     NULL,
				     arena_printf(ctx->plan->arena, "%s needs it",
						  file->name));
		if (r < 0)
			return r;
	}
	return 0;
}

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
		r = add_step(ctx, STEP_REMOVE, is_target ? ROLE_TARGET : ROLE_HOLDER,
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

	r = add_step(ctx, STEP_INSERT, ROLE_TARGET, ctx->plan->driver, replacement,
		     &ctx->request->params, "it is the replacement");
	for (size_t i = removed->n - 1; i > 0 && r == 0; i--) {
		const struct module *holder =
			host_module(ctx->host, removed->items[i - 1]);

		r = add_step(ctx, STEP_INSERT, ROLE_HOLDER, holder->name,
			     host_file_of(ctx->host, holder), NULL,
			     "it was loaded before, with these parameters");
	}
	return r;
}

static int add_loaded_sets(struct plan_context *ctx)
{
	struct plan *plan = ctx->plan;
	int r = 0;

	for (size_t i = 0; i < ctx->host->modules.n && r == 0; i++) {
		const struct module *module = &ctx->host->modules.items[i];

		if (module->state == MODULE_BUILTIN)
			continue;
		r = push(plan, &plan->before, module->name);
		if (r == 0)
			r = push(plan, &plan->after, module->name);
	}
	for (size_t i = 0; i < plan->steps.n && r == 0; i++) {
		if (plan->steps.items[i].role == ROLE_DEPENDENCY)
			r = push(plan, &plan->after, plan->steps.items[i].module);
	}
	sort_names(&plan->before);
	sort_names(&plan->after);
	return r;
}

static int add_ports(struct plan_context *ctx, const struct strv *modules,
		     const struct strv *except, struct strv *ports)
{
	for (size_t i = 0; i < ctx->host->ports.n; i++) {
		const struct port *port = &ctx->host->ports.items[i];

		if (!port->module || !strv_has(modules, port->module) ||
		    (except && strv_has(except, port->address)))
			continue;
		if (push(ctx->plan, ports, port->address) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* An RDMA device goes with its port's driver, and with a removed module that holds that
 * driver: nothing else can be its RDMA driver (irdma holds both ice and i40e). */
static bool rdma_goes(const struct plan_context *ctx, const struct rdma_device *rdma)
{
	const struct port *port = rdma->port ? host_port(ctx->host, rdma->port) : NULL;
	const struct module *driver;

	if (!port || !port->module)
		return false;
	if (strv_has(&ctx->plan->removed, port->module))
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
	int r = add_ports(ctx, &plan->removed, NULL, &plan->ports);

	for (size_t i = 0; i < ctx->host->rdma.n && r == 0; i++) {
		if (rdma_goes(ctx, &ctx->host->rdma.items[i]))
			r = push(plan, &plan->rdma, ctx->host->rdma.items[i].name);
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
			r = push(plan, &plan->modprobe_extra, all.items[i]);
	}
	if (r == 0)
		r = add_ports(ctx, &plan->modprobe_extra, &plan->ports,
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

/* Only a build id can show that the loaded module and the file are the same code. */
static bool is_unchanged(const struct request *request, const struct module *module,
			 const struct modfile *file)
{
	return request->if_changed && file && file->build_id && module->build_id &&
	       strcmp(file->build_id, module->build_id) == 0 &&
	       asked_params_hold(module, &request->params);
}

static int fill(struct plan_context *ctx)
{
	const struct modfile *file = replacement_file(ctx->host, ctx->request);
	const struct module *target = host_module(ctx->host, ctx->request->driver);
	struct plan *plan = ctx->plan;
	int r;

	plan->driver = target ? target->name : ctx->request->driver;
	plan->replacement = file ? file->path : ctx->request->replacement;
	plan->is_unchanged = target && is_unchanged(ctx->request, target, file);
	if (target && !plan->is_unchanged) {
		r = graph_removal_order(ctx->host, plan->driver, plan->arena,
					&plan->removed, ctx->err);
		if (r < 0)
			return r;
	}
	if (plan->removed.n) {
		r = file ? add_dependencies(ctx, file) : 0;
		if (r == 0)
			r = add_removals(ctx);
		if (r == 0)
			r = add_insertions(ctx, file);
		if (r < 0)
			return r;
	}
	r = add_loaded_sets(ctx);
	if (r == 0)
		r = add_cost(ctx);
	return r == 0 ? add_comparison(ctx) : r;
}

int plan_make(const struct host *host, const struct request *request,
	      struct plan **ret_plan, struct nic_err *err)
{
	NIC_CLEANUP(plan_freep) struct plan *plan = plan_new();
	struct plan_context ctx = {host, request, plan, err, 0, NULL};
	int r;

	if (!plan)
		return nic_err_set(err, -ENOMEM, "out of memory");
	ctx.is_entered = arena_alloc(plan->arena, host->files.n + 1);
	if (!ctx.is_entered)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = fill(&ctx);
	if (r == -ENOMEM)
		return nic_err_set(err, r, "out of memory");
	if (r < 0)
		return r;
	*ret_plan = NIC_TAKE(plan);
	return 0;
}

static bool text_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool names_equal(const struct strv *a, const struct strv *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	}
	return true;
}

bool plan_equal(const struct plan *a, const struct plan *b)
{
	if (a->steps.n != b->steps.n || !names_equal(&a->before, &b->before) ||
	    !names_equal(&a->ports, &b->ports) || !names_equal(&a->rdma, &b->rdma))
		return false;
	for (size_t i = 0; i < a->steps.n; i++) {
		const struct step *x = &a->steps.items[i], *y = &b->steps.items[i];

		if (x->op != y->op || strcmp(x->module, y->module) != 0 ||
		    !text_equal(x->path, y->path) ||
		    !text_equal(x->build_id, y->build_id) ||
		    strcmp(x->params.text, y->params.text) != 0)
			return false;
	}
	return true;
}

bool plan_touches_port(const struct plan *plan, const char *address)
{
	return strv_has(&plan->ports, address);
}

const char *step_op_name(int op)
{
	switch ((enum step_op)op) {
	case STEP_REMOVE:
		return "remove";
	case STEP_INSERT:
		return "insert";
	}
	return NULL;
}

const char *step_role_name(int role)
{
	switch ((enum step_role)role) {
	case ROLE_DEPENDENCY:
		return "dependency";
	case ROLE_HOLDER:
		return "holder";
	case ROLE_TARGET:
		return "target";
	}
	return NULL;
}
