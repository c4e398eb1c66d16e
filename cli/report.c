/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts a report together from facts, plan and verdicts. */
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report_files.h"
#include "report_probes.h"

void report_free(struct report *report)
{
	if (!report)
		return;
	arena_free(report->arena);
	free(report);
}

void report_freep(struct report **report)
{
	report_free(*report);
	*report = NULL;
}

static struct report *report_new(void)
{
	struct report *report = calloc(1, sizeof(*report));

	if (!report)
		return NULL;
	report->arena = arena_new();
	if (!report->arena) {
		free(report);
		return NULL;
	}
	return report;
}

/* A removal that loses nothing is undone with the file and the parameters it has now. */
static const char *undo_of(struct report *report, const struct step *step)
{
	const char *params = step->params.text ? step->params.text : "";

	switch (step->op) {
	case STEP_INSERT:
		return arena_printf(report->arena, "remove %s", step->module);
	case STEP_REMOVE:
		if (!step->path)
			return NULL;
		return arena_printf(report->arena, "insert %s from %s%s%s", step->module,
				    step->path, params[0] ? " with " : "", params);
	case STEP_BIND:
		return arena_printf(report->arena, "move %s back to %s",
				    step->bind->address, step->bind->from);
	case STEP_PARAM:
		return arena_printf(report->arena, "set %s.%s to '%s' again",
				    step->module, step->param->name, step->param->before);
	case STEP_SETTING:
		return arena_printf(
			report->arena, "set %s %s of %s to %s again",
			step->setting->group, step->setting->name, step->setting->netdev,
			step->setting->before ? step->setting->before : "nothing");
	}
	return NULL;
}

static void add_move(struct report *report, struct report_step *slot,
		     const struct step *step)
{
	if (step->bind) {
		slot->port = step->bind->address;
		slot->from = step->bind->from;
		slot->to = step->bind->to;
	}
	if (step->setting) {
		slot->port = step->setting->port;
		slot->from = step->setting->before;
		slot->to = step->setting->value;
		slot->netdev = step->setting->netdev;
		slot->setting = arena_printf(report->arena, "%s %s", step->setting->group,
					     step->setting->name);
	}
	if (step->param)
		slot->params = arena_printf(report->arena, "%s=%s", step->param->name,
					    step->param->value);
}

static void add_steps(struct report *report, const struct plan *plan)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct step *step = &plan->steps.items[i];
		struct report_step *slot = ARENA_PUSH(report->arena, &report->steps);

		if (!slot)
			return;
		slot->op = step_op_name((int)step->op);
		slot->role = step_role_name((int)step->role);
		slot->module = step->module;
		slot->path = step->path;
		slot->params = step->params.text;
		add_move(report, slot, step);
		slot->reason = step->reason;
		slot->undo = undo_of(report, step);
	}
	report->removed = plan->removed;
	report->lost = plan->lost;
}

static void add_netdevs(struct report *report, const struct host *host,
			const char *address, struct strv *names)
{
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];

		if (!netdev->port || strcmp(netdev->port, address) != 0)
			continue;
		(void)strv_push(report->arena, names,
				netdev->netns ? arena_printf(report->arena, "%s [%s]",
							     netdev->name, netdev->netns)
					      : netdev->name);
	}
}

static void add_ports(struct report *report, const struct host *host,
		      const struct strv *addresses, const struct protections *protections,
		      struct report_ports *ports)
{
	for (size_t i = 0; i < addresses->n; i++) {
		const char *address = addresses->items[i];
		const struct port *port = host_port(host, address);
		const struct protection *protection = protect_find(protections, address);
		struct report_port *slot = ARENA_PUSH(report->arena, ports);

		if (!slot)
			return;
		slot->address = address;
		slot->driver = port ? port->driver : NULL;
		slot->module = port ? port->module : NULL;
		slot->protection = protection ? protection->chain : NULL;
		add_netdevs(report, host, address, &slot->netdevs);
	}
}

static void add_rdma(struct report *report, const struct host *host,
		     const struct strv *names)
{
	for (size_t i = 0; i < host->rdma.n; i++) {
		const struct rdma_device *rdma = &host->rdma.items[i];
		struct report_rdma *slot;

		if (!strv_has(names, rdma->name))
			continue;
		slot = ARENA_PUSH(report->arena, &report->rdma);
		if (slot)
			*slot = (struct report_rdma){rdma->name, rdma->port, rdma->state};
	}
}

static bool concerns(const struct advice *advice, const struct plan *plan)
{
	for (size_t i = 0; i < advice->others.n; i++) {
		if (plan_touches_port(plan, advice->others.items[i]))
			return true;
	}
	return plan_touches_port(plan, advice->port);
}

static void add_advice(struct report *report, const struct report_input *input,
		       const struct protections *found)
{
	struct advices all = {0};

	if (advice_make(input->host, found, report->arena, &all) < 0)
		return; /* memory is out: the arena remembers it */
	for (size_t i = 0; i < all.n; i++) {
		struct advice *slot = concerns(&all.items[i], input->choice->taken.plan)
					      ? ARENA_PUSH(report->arena, &report->advice)
					      : NULL;

		if (slot)
			*slot = all.items[i];
	}
}

static void add_cost(struct report *report, const struct report_input *input)
{
	const struct plan *plan = input->choice->taken.plan;
	struct protections found = {0};

	if (protect_resolve(input->host, input->request, report->arena, &found, NULL) < 0)
		return; /* memory is out: the arena remembers it */
	for (size_t i = 0; i < found.n; i++) {
		const struct protection *from = &found.items[i];
		struct report_protection *slot =
			ARENA_PUSH(report->arena, &report->protections);

		if (!slot)
			return;
		slot->port = from->port;
		slot->chain = from->chain;
		slot->goes_down = from->port && plan_touches_port(plan, from->port);
	}
	add_advice(report, input, &found);
	add_ports(report, input->host, &plan->ports, &found, &report->ports);
	add_rdma(report, input->host, &plan->rdma);
	report->modprobe_comparison.modules = plan->modprobe_extra;
	add_ports(report, input->host, &plan->modprobe_ports, &found,
		  &report->modprobe_comparison.ports);
}

static void add_strategy(struct report *report, const struct report_input *input)
{
	const struct strategy_option *other = &input->choice->other;
	struct report_option *option = &report->strategy.other;
	struct protections found = {0};

	report->strategy.taken = strategy_name((int)input->choice->taken.strategy);
	report->strategy.reason = input->choice->reason;
	option->strategy = strategy_name((int)other->strategy);
	option->would_proceed = !other->refusal;
	option->rdma = other->plan->rdma;
	if (protect_resolve(input->host, input->request, report->arena, &found, NULL) < 0)
		return; /* memory is out: the arena remembers it */
	add_ports(report, input->host, &other->plan->ports, &found, &option->ports);
	for (size_t i = 0; i < other->verdicts.n; i++) {
		struct verdict *slot;

		if (other->verdicts.items[i].level == VERDICT_PASS)
			continue;
		slot = ARENA_PUSH(report->arena, &option->concerns);
		if (slot)
			*slot = other->verdicts.items[i];
	}
}

static void add_hooks(struct report *report, const struct report_input *input)
{
	report->hooks_dir = input->hooks_dir;
	for (size_t i = 0; input->hooks && i < input->hooks->n; i++) {
		const struct hook *hook = &input->hooks->items[i];
		struct report_hook *slot = ARENA_PUSH(report->arena, &report->hooks);

		if (slot)
			*slot = (struct report_hook){hook->path,
						     hook_kind_name((int)hook->kind),
						     hook->refusal};
	}
}

struct report *report_make(const struct report_input *input)
{
	NIC_CLEANUP(report_freep) struct report *report = report_new();
	const struct request *request = input->request;

	if (!report)
		return NULL;
	report->schema = REPORT_SCHEMA_VERSION;
	report->tool_version = NICCTL_VERSION;
	report->hostname = input->host->hostname;
	report->kernel = input->host->kernel.release;
	report->collected_at = input->host->collected_at;
	report->request = (struct report_request){
		.driver = request->driver,
		.module = request->replacement,
		.params = request->params,
		.accept_loss = request->accept_loss,
		.accept_safe_mode = request->accept_safe_mode,
		.dry_run = input->dry_run,
		.ignore_install = request->ignore_install,
		.if_changed = request->if_changed,
		.from = input->from,
		.strategy = strategy_name((int)request->strategy),
		.to = request->to,
		.ports = request->ports,
		.to_stock = request->to_stock,
	};
	report->driver = input->choice->taken.plan->driver;
	report->is_unchanged = input->choice->taken.plan->is_unchanged;
	report->sets_only = input->choice->taken.plan->strategy == STRATEGY_SETTINGS;
	report->verdicts = input->choice->taken.verdicts;
	report->would_proceed = !input->choice->taken.refusal;
	report->not_read = input->host->not_read;
	report->exit_code = report->would_proceed ? EXIT_CODE_DONE : EXIT_CODE_REFUSED;
	report->beside = input->choice->taken.plan->beside;
	add_strategy(report, input);
	add_steps(report, input->choice->taken.plan);
	report_files_find(report, input);
	add_cost(report, input);
	add_hooks(report, input);
	report_probes_find(report, input);
	return arena_failed(report->arena) ? NULL : NIC_TAKE(report);
}

static void add_step_results(struct report *report,
			     const struct transaction_result *result)
{
	for (size_t i = 0; i < report->steps.n && i < result->steps.n; i++) {
		const struct step_result *from = &result->steps.items[i];
		struct report_step *step = &report->steps.items[i];

		step->state = step_state_name((int)from->state);
		step->has_duration = from->state != STEP_WAITING;
		step->duration_us = from->duration_us;
		step->note = from->note;
	}
}

int report_add_result(struct report *report, enum outcome outcome,
		      const struct transaction_result *result)
{
	struct report_result *slot;

	report->outcome = outcome_name((int)outcome);
	report->exit_code = (uint32_t)exit_code_of(outcome);
	if (!result)
		return 0;
	slot = arena_alloc(report->arena, sizeof(*slot));
	if (!slot)
		return -ENOMEM;
	*slot = (struct report_result){
		.transaction = result->id,
		.message = result->message,
		.hint = result->hint,
		.differences = result->differences,
		.warnings = result->warnings,
		.hooks = result->hooks,
		.network = result->network,
		.has_gap = result->has_gap,
		.gap_us = result->gap_us,
		.gap_call_us = result->gap_call_us,
	};
	report->result = slot;
	add_step_results(report, result);
	report_probes_result(report, &result->probes);
	return 0;
}
