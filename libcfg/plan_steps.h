/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the planner: what the plans of all strategies are made with. */
#ifndef NICCTL_PLAN_STEPS_H
#define NICCTL_PLAN_STEPS_H

#include "plan.h"

/* All borrowed. */
struct plan_context {
	const struct host *host;
	const struct request *request;
	struct plan *plan;
	struct nic_err *err;
	unsigned int depth;
	bool *is_entered; /* dependency files already looked at, by position in
			     host->files */
};

/* Adds the step that removes or inserts @module. @file: where it comes from, now or when
 * its removal is undone; NULL: not known. @asked: "NAME=VALUE" of the user; NULL: none.
 * @reason NULL counts as out of memory. Returns 0, -ENOMEM or the errno of the
 * parameters.
 */
int plan_steps_add_module(struct plan_context *ctx, enum step_op op, enum step_role role,
			  const char *module, const struct modfile *file,
			  const struct strv *asked, const char *reason);

/* Adds the insertion of one module that is not loaded, and before it of everything that
 * it depends on; nothing when the plan has it already. @reason NULL counts as out of
 * memory. */
int plan_steps_add_dependency(struct plan_context *ctx, const struct modfile *file,
			      const char *reason);

/* Adds the insertion of everything that @file depends on and that is not loaded: each
 * once, dependencies first. Those without facts are left to the guard. */
int plan_steps_add_dependencies(struct plan_context *ctx, const struct modfile *file);

/* Adds @name, which is borrowed, to @list. Returns 0 or -ENOMEM. */
int plan_steps_push(struct plan_context *ctx, struct strv *list, const char *name);

/* Adds the addresses of all ports whose module is in @modules and that are not in
 * @except (NULL: none). */
int plan_steps_add_ports(struct plan_context *ctx, const struct strv *modules,
			 const struct strv *except, struct strv *ports);

/* Adds the settings of ports that the plan's steps take down anyway. */
int plan_settings_append(struct plan_context *ctx);

/* plan_reload.c, plan_handover.c, plan_settings.c: fill in everything but the sets of
 * loaded modules. */
int plan_reload_fill(struct plan_context *ctx);
int plan_handover_fill(struct plan_context *ctx);
int plan_settings_fill(struct plan_context *ctx);

#endif
