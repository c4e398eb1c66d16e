/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps that insert and remove modules, and lists of names. */
#include "plan_steps.h"

#include <errno.h>

/* Real chains are about ten long; a made-up snapshot must not exhaust the stack. */
#define DEPENDENCY_MAX_DEPTH 100

int plan_steps_push(struct plan_context *ctx, struct strv *list, const char *name)
{
	const char **slot = ARENA_PUSH(ctx->plan->arena, list);

	if (!slot)
		return -ENOMEM;
	*slot = name;
	return 0;
}

int plan_steps_add_ports(struct plan_context *ctx, const struct strv *modules,
			 const struct strv *except, struct strv *ports)
{
	for (size_t i = 0; i < ctx->host->ports.n; i++) {
		const struct port *port = &ctx->host->ports.items[i];

		if (!host_port_needs(port, modules) ||
		    (except && strv_has(except, port->address)))
			continue;
		if (plan_steps_push(ctx, ports, port->address) < 0)
			return -ENOMEM;
	}
	return 0;
}

int plan_steps_add_module(struct plan_context *ctx, enum step_op op, enum step_role role,
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

int plan_steps_add_dependency(struct plan_context *ctx, const struct modfile *file,
			      const char *reason)
{
	size_t position = (size_t)(file - ctx->host->files.items);
	int r;

	if (ctx->is_entered[position])
		return 0;
	ctx->is_entered[position] = true;
	ctx->depth++;
	r = plan_steps_add_dependencies(ctx, file);
	ctx->depth--;
	if (r == 0)
		r = plan_steps_add_module(ctx, STEP_INSERT, ROLE_DEPENDENCY, file->name,
					  file, NULL, reason);
	return r;
}

int plan_steps_add_dependencies(struct plan_context *ctx, const struct modfile *file)
{
	for (size_t i = 0; i < file->depends.n; i++) {
		const char *name = file->depends.items[i];
		const struct modfile *dependency = plan_dependency_file(ctx->host, name);
		int r;

		if (host_module(ctx->host, name) || !dependency ||
		    ctx->depth >= DEPENDENCY_MAX_DEPTH)
			continue;
		r = plan_steps_add_dependency(
			ctx, dependency,
			arena_printf(ctx->plan->arena, "%s needs it", file->name));
		if (r < 0)
			return r;
	}
	return 0;
}
