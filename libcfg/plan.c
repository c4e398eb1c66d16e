/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From facts and a request to an ordered list of steps. */
#include "plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plan_steps.h"

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

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(struct strv *list)
{
	if (list->n)
		qsort(list->items, list->n, sizeof(*list->items), compare_names);
}

/* What is loaded after the last step: what is now, less the removed, plus the inserted.
 */
static int add_loaded_after(struct plan_context *ctx)
{
	struct plan *plan = ctx->plan;
	struct strv inserted = {0};
	int r = 0;

	for (size_t i = 0; i < plan->steps.n && r == 0; i++) {
		if (plan->steps.items[i].op == STEP_INSERT)
			r = plan_steps_push(ctx, &inserted, plan->steps.items[i].module);
	}
	for (size_t i = 0; i < plan->before.n && r == 0; i++) {
		const char *name = plan->before.items[i];

		if (!strv_has(&plan->removed, name) && !strv_has(&inserted, name))
			r = plan_steps_push(ctx, &plan->after, name);
	}
	for (size_t i = 0; i < inserted.n && r == 0; i++)
		r = plan_steps_push(ctx, &plan->after, inserted.items[i]);
	return r;
}

static int add_loaded_sets(struct plan_context *ctx)
{
	struct plan *plan = ctx->plan;
	int r = 0;

	for (size_t i = 0; i < ctx->host->modules.n && r == 0; i++) {
		const struct module *module = &ctx->host->modules.items[i];

		if (module->state != MODULE_BUILTIN)
			r = plan_steps_push(ctx, &plan->before, module->name);
	}
	if (r == 0)
		r = add_loaded_after(ctx);
	sort_names(&plan->before);
	sort_names(&plan->after);
	return r;
}

static int fill(struct plan_context *ctx)
{
	int r = 0;

	switch (ctx->request->strategy) {
	case STRATEGY_HANDOVER:
		r = plan_handover_fill(ctx);
		break;
	case STRATEGY_SETTINGS:
		return plan_settings_fill(ctx);
	case STRATEGY_AUTO:
	case STRATEGY_RELOAD:
		r = plan_reload_fill(ctx);
		if (r == 0 && ctx->plan->is_unchanged && ctx->request->settings.n)
			return plan_settings_fill(ctx);
		break;
	}
	return r == 0 ? plan_settings_append(ctx) : r;
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
	if (r == 0)
		r = add_loaded_sets(&ctx);
	if (r == -ENOMEM)
		return nic_err_set(err, r, "out of memory");
	if (r < 0)
		return r;
	*ret_plan = NIC_TAKE(plan);
	return 0;
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

const char *request_asked(const struct request *request)
{
	return request->asked ? request->asked : request->driver;
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

static bool binds_equal(const struct step_bind *a, const struct step_bind *b)
{
	if (!a || !b)
		return a == b;
	return strcmp(a->address, b->address) == 0 && text_equal(a->from, b->from) &&
	       text_equal(a->to, b->to) && text_equal(a->override, b->override) &&
	       text_equal(a->override_before, b->override_before) &&
	       a->vendor == b->vendor && a->device == b->device &&
	       text_equal(a->physfn, b->physfn) &&
	       text_equal(a->permanent_mac, b->permanent_mac) &&
	       text_equal(a->netdev, b->netdev);
}

static bool params_equal(const struct step_param *a, const struct step_param *b)
{
	if (!a || !b)
		return a == b;
	return strcmp(a->name, b->name) == 0 && strcmp(a->value, b->value) == 0 &&
	       strcmp(a->before, b->before) == 0;
}

static bool settings_equal(const struct step_setting *a, const struct step_setting *b)
{
	if (!a || !b)
		return a == b;
	return strcmp(a->port, b->port) == 0 && strcmp(a->device, b->device) == 0 &&
	       strcmp(a->group, b->group) == 0 && strcmp(a->name, b->name) == 0 &&
	       strcmp(a->value, b->value) == 0 && text_equal(a->before, b->before);
}

bool plan_equal(const struct plan *a, const struct plan *b)
{
	if (a->steps.n != b->steps.n || !names_equal(&a->before, &b->before) ||
	    !names_equal(&a->ports, &b->ports) || !names_equal(&a->rdma, &b->rdma))
		return false;
	for (size_t i = 0; i < a->steps.n; i++) {
		const struct step *x = &a->steps.items[i], *y = &b->steps.items[i];

		if (x->op != y->op || !binds_equal(x->bind, y->bind) ||
		    !params_equal(x->param, y->param) ||
		    !settings_equal(x->setting, y->setting) ||
		    strcmp(x->module, y->module) != 0 || !text_equal(x->path, y->path) ||
		    !text_equal(x->build_id, y->build_id) ||
		    !text_equal(x->params.text, y->params.text))
			return false;
	}
	return true;
}

size_t plan_first_setting(const struct plan *plan)
{
	size_t i = 0;

	while (i < plan->steps.n && !plan->steps.items[i].setting)
		i++;
	return i;
}

bool plan_touches_port(const struct plan *plan, const char *address)
{
	return strv_has(&plan->ports, address);
}

struct step_bind plan_bind_inverse(const struct step_bind *bind)
{
	struct step_bind inverse = *bind;

	inverse.from = bind->to;
	inverse.to = bind->from;
	inverse.override = bind->override_before;
	inverse.override_before = bind->override;
	return inverse;
}

const char *strategy_name(int strategy)
{
	switch ((enum strategy)strategy) {
	case STRATEGY_AUTO:
		return "auto";
	case STRATEGY_RELOAD:
		return "reload";
	case STRATEGY_HANDOVER:
		return "handover";
	case STRATEGY_SETTINGS:
		return "settings";
	}
	return NULL;
}

const char *step_op_name(int op)
{
	switch ((enum step_op)op) {
	case STEP_REMOVE:
		return "remove";
	case STEP_INSERT:
		return "insert";
	case STEP_BIND:
		return "bind";
	case STEP_PARAM:
		return "param";
	case STEP_SETTING:
		return "setting";
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
	case ROLE_BESIDE:
		return "beside";
	case ROLE_PORT:
		return "port";
	}
	return NULL;
}
