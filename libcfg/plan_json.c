/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The field tables of request and plan. */
#include "plan_json.h"

#include <errno.h>
#include <stdlib.h>

#include "jtable.h"

/* Raised whenever a field changes its meaning or goes away. */
#define PLAN_SCHEMA_VERSION 1

#define FIELD(struct_, field_, kind_)                                                    \
	{                                                                                \
#field_, kind_, offsetof(struct struct_, field_), NULL, 0, NULL          \
	}
#define NAMED(struct_, field_, names_)                                                   \
	{                                                                                \
#field_, J_ENUM, offsetof(struct struct_, field_), NULL, 0, names_       \
	}

static const struct jfield request_fields[] = {
	FIELD(request, driver, J_REQUIRED),
	FIELD(request, replacement, J_STRING),
	FIELD(request, params, J_STRV),
	FIELD(request, ignore_install, J_BOOL),
	FIELD(request, no_restore, J_BOOL),
	FIELD(request, if_changed, J_BOOL),
	NAMED(request, strategy, strategy_name),
	FIELD(request, ports, J_STRV),
	FIELD(request, to, J_STRING),
	FIELD(request, to_stock, J_BOOL),
	FIELD(request, loaded_for, J_STRV),
	FIELD(request, accept_loss, J_STRV),
	FIELD(request, accept_safe_mode, J_STRV),
	FIELD(request, asked, J_STRING),
	FIELD(request, source, J_STRING),
	FIELD(request, module, J_STRING),
};
static const struct jtype request_type = JTYPE(struct request, request_fields);

static const struct jfield value_fields[] = {
	FIELD(param, name, J_REQUIRED),
	FIELD(param, value, J_STRING),
};
static const struct jtype value_type = JTYPE(struct param, value_fields);

static const struct jfield params_fields[] = {
	FIELD(params, text, J_REQUIRED),
	FIELD(params, fallback, J_REQUIRED),
	{"carried", J_LIST, offsetof(struct params, carried), &value_type, 0, NULL},
	{"asked", J_LIST, offsetof(struct params, asked), &value_type, 0, NULL},
	FIELD(params, dropped, J_STRV),
};
static const struct jtype params_type = JTYPE(struct params, params_fields);

static const struct jfield bind_fields[] = {
	FIELD(step_bind, address, J_REQUIRED),
	FIELD(step_bind, from, J_REQUIRED),
	FIELD(step_bind, to, J_REQUIRED),
	FIELD(step_bind, override, J_STRING),
	FIELD(step_bind, override_before, J_STRING),
	FIELD(step_bind, vendor, J_U32),
	FIELD(step_bind, device, J_U32),
	FIELD(step_bind, physfn, J_STRING),
	FIELD(step_bind, permanent_mac, J_STRING),
	FIELD(step_bind, netdev, J_STRING),
};
static const struct jtype bind_type = JTYPE(struct step_bind, bind_fields);

static const struct jfield param_fields[] = {
	FIELD(step_param, name, J_REQUIRED),
	FIELD(step_param, value, J_REQUIRED),
	FIELD(step_param, before, J_REQUIRED),
};
static const struct jtype param_type = JTYPE(struct step_param, param_fields);

static const struct jfield setting_fields[] = {
	FIELD(step_setting, port, J_REQUIRED),	 FIELD(step_setting, device, J_REQUIRED),
	FIELD(step_setting, netdev, J_REQUIRED), FIELD(step_setting, group, J_REQUIRED),
	FIELD(step_setting, name, J_REQUIRED),	 FIELD(step_setting, value, J_REQUIRED),
	FIELD(step_setting, before, J_STRING),	 FIELD(step_setting, key, J_STRING),
	FIELD(step_setting, origin, J_STRING),	 FIELD(step_setting, may_skip, J_BOOL),
};
static const struct jtype setting_type = JTYPE(struct step_setting, setting_fields);

static const struct jfield step_fields[] = {
	NAMED(step, op, step_op_name),
	NAMED(step, role, step_role_name),
	FIELD(step, module, J_REQUIRED),
	FIELD(step, path, J_STRING),
	FIELD(step, build_id, J_STRING),
	{"params", J_OBJECT, offsetof(struct step, params), &params_type, 0, NULL},
	{"bind", J_POINTER, offsetof(struct step, bind), &bind_type, 0, NULL},
	{"param", J_POINTER, offsetof(struct step, param), &param_type, 0, NULL},
	{"setting", J_POINTER, offsetof(struct step, setting), &setting_type, 0, NULL},
	FIELD(step, reason, J_STRING),
};
static const struct jtype step_type = JTYPE(struct step, step_fields);

static const struct jfield plan_fields[] = {
	NAMED(plan, strategy, strategy_name),
	FIELD(plan, driver, J_REQUIRED),
	FIELD(plan, replacement, J_STRING),
	FIELD(plan, beside, J_STRING),
	FIELD(plan, module, J_STRING),
	FIELD(plan, lost, J_STRV),
	{"steps", J_LIST, offsetof(struct plan, steps), &step_type, 0, NULL},
	FIELD(plan, removed, J_STRV),
	FIELD(plan, before, J_STRV),
	FIELD(plan, after, J_STRV),
	FIELD(plan, ports, J_STRV),
	FIELD(plan, rdma, J_STRV),
};
static const struct jtype plan_type = JTYPE(struct plan, plan_fields);

struct document {
	uint32_t nicctl_plan; /* version of this document */
	const struct request *request;
	const struct plan *plan;
};

static const struct jfield document_fields[] = {
	FIELD(document, nicctl_plan, J_U32),
	{"request", J_POINTER, offsetof(struct document, request), &request_type, 0,
	 NULL},
	{"plan", J_POINTER, offsetof(struct document, plan), &plan_type, 0, NULL},
};
static const struct jtype document_type = JTYPE(struct document, document_fields);

char *plan_to_json(const struct request *request, const struct plan *plan)
{
	struct document document = {PLAN_SCHEMA_VERSION, request, plan};

	return jtable_encode(&document_type, &document, JSTYLE_PRETTY);
}

static int check_steps(const struct plan *plan, struct nic_err *err)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct step *step = &plan->steps.items[i];
		const struct params *params = &step->params;

		if ((step->op == STEP_SETTING) != (step->setting != NULL))
			return nic_err_set(err, -EINVAL,
					   "step %zu of the plan has no setting", i + 1);
		if (!params->text || !params->fallback)
			return nic_err_set(err, -EINVAL,
					   "step %zu of the plan has no parameters",
					   i + 1);
	}
	return 0;
}

int plan_from_json(const char *text, size_t bytes, struct plan **ret_plan,
		   const struct request **ret_request, struct nic_err *err)
{
	NIC_CLEANUP(plan_freep) struct plan *plan = calloc(1, sizeof(*plan));
	struct document document = {0};
	struct arena *arena;
	int r;

	if (plan)
		plan->arena = arena_new();
	if (!plan || !plan->arena)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = jtable_decode(&document_type, text, bytes, plan->arena, &document, err);
	if (r < 0)
		return r;
	if (!document.plan || !document.request)
		return nic_err_set(err, -EINVAL, "not a plan of nicctl");
	if (document.nicctl_plan != PLAN_SCHEMA_VERSION)
		return nic_err_set(err, -EINVAL, "a plan of another version (%u)",
				   document.nicctl_plan);
	arena = plan->arena;
	*plan = *document.plan;
	plan->arena = arena;
	r = check_steps(plan, err);
	if (r < 0)
		return r;
	*ret_request = document.request;
	*ret_plan = NIC_TAKE(plan);
	return 0;
}
