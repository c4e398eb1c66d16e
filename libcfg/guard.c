/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the rules and keeps their verdicts. */
#include "guard_rules.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void add(struct guard *guard, enum verdict_level level, const char *remedy,
		const char *fmt, va_list args)
{
	struct verdict *verdict = ARENA_PUSH(guard->arena, guard->verdicts);
	char text[1024];

	if (!verdict)
		return;
	(void)vsnprintf(text, sizeof(text), fmt,
			args); /* a long list of names may be cut */
	verdict->level = level;
	verdict->rule = guard->rule;
	verdict->message = arena_strdup(guard->arena, text);
	verdict->remedy = remedy;
}

void guard_pass(struct guard *guard, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(guard, VERDICT_PASS, NULL, fmt, args);
	va_end(args);
}

void guard_warn(struct guard *guard, const char *remedy, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(guard, VERDICT_WARN, remedy, fmt, args);
	va_end(args);
}

void guard_refuse(struct guard *guard, const char *remedy, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(guard, VERDICT_REFUSE, remedy, fmt, args);
	va_end(args);
}

const char *guard_join(struct guard *guard, const struct strv *names)
{
	size_t bytes = 1, used = 0;
	char *text;

	if (!names->n)
		return "none";
	for (size_t i = 0; i < names->n; i++)
		bytes += strlen(names->items[i]) + 2;
	text = arena_alloc(guard->arena, bytes);
	if (!text)
		return "?"; /* memory is out: the arena remembers it */
	for (size_t i = 0; i < names->n; i++)
		used += (size_t)snprintf(text + used, bytes - used, "%s%s", i ? ", " : "",
					 names->items[i]);
	return text;
}

const char *guard_remedy(const struct guard *guard, const char *usual)
{
	if (guard->plan->beside || !guard->request->source_remedy)
		return usual;
	return guard->request->source_remedy;
}

/* What a rule needs to have something to judge. */
enum need {
	ANY = 0,
	TARGET = 1 << 0,    /* the target is loaded, and there is something to do */
	INSERTION = 1 << 1, /* a step inserts the replacement */
	REMOVAL = 1 << 2,
	RELOAD = 1 << 3,
	HANDOVER = 1 << 4,
	DRIVER = 1 << 5,   /* a driver is to change */
	SETTINGS = 1 << 6, /* settings of ports are to change */
	ALONE = 1 << 7,	   /* and nothing else: nobody but they disturbs a port */
};

/* In the order in which a reader wants to hear of them. */
static const struct {
	const char *name;
	guard_rule *run;
	unsigned int needs; /* enum need */
} rules[] = {
	{"kernel-modules", guard_rule_kernel, DRIVER},
	{"target", guard_rule_target, DRIVER},
	{"kernel-health", guard_rule_health, ANY},
	{"ports", guard_rule_ports, TARGET | HANDOVER},
	{"named-ports", guard_rule_named_ports, TARGET | RELOAD},
	{"protected-ports", guard_rule_protected_ports, TARGET},
	{"driver-override", guard_rule_override, TARGET | HANDOVER},
	{"new-driver", guard_rule_new_driver, TARGET | HANDOVER},
	{"iommu", guard_rule_iommu, TARGET | HANDOVER},
	{"replacement", guard_rule_replacement, TARGET | INSERTION},
	{"vermagic", guard_rule_vermagic, TARGET | INSERTION},
	{"signature", guard_rule_signature, TARGET | INSERTION},
	{"parameters", guard_rule_parameters, TARGET | INSERTION},
	{"dependencies", guard_rule_dependencies, TARGET | INSERTION},
	{"symbols", guard_rule_symbols, TARGET | INSERTION},
	{"exports", guard_rule_exports, TARGET | INSERTION | HANDOVER},
	{"holders-return", guard_rule_holders_return, TARGET | RELOAD},
	{"firmware", guard_rule_firmware, TARGET},
	{"ddp-package", guard_rule_ddp_package, TARGET},
	{"ddp-profiles", guard_rule_ddp_profiles, TARGET},
	{"rdma-errors", guard_rule_rdma_errors, TARGET},
	{"way-back", guard_rule_way_back, TARGET | REMOVAL},
	{"modprobe-config", guard_rule_modprobe_config, TARGET | INSERTION},
	{"permanent", guard_rule_permanent, TARGET | REMOVAL},
	{"in-use", guard_rule_in_use, TARGET | REMOVAL},
	{"rdma-users", guard_rule_rdma_users, TARGET},
	{"rdma", guard_rule_rdma_gone, TARGET | HANDOVER},
	{"storage", guard_rule_storage, TARGET},
	{"clock-users", guard_rule_clock_users, TARGET},
	{"zero-copy", guard_rule_zero_copy, TARGET},
	{"pf-ring", guard_rule_pfring, TARGET},
	{"namespaces", guard_rule_namespaces, TARGET},
	{"stacked-devices", guard_rule_stacked, TARGET},
	{"network-state", guard_rule_network_state, TARGET},
	{"driver-match", guard_rule_driver_match, TARGET | HANDOVER},
	{"virtual-functions", guard_rule_vfs, TARGET},
	{"settings", guard_rule_settings, SETTINGS},
	{"protected-ports", guard_rule_settings_protected, ALONE},
	{"zero-copy", guard_rule_settings_in_use, ALONE},
	{"pf-ring", guard_rule_settings_pfring, ALONE},
	{"virtual-functions", guard_rule_settings_vfs, SETTINGS},
};

static bool has_step(const struct plan *plan, enum step_op op)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		if (plan->steps.items[i].op == op)
			return true;
	}
	return false;
}

/* What is there to judge. A reload always inserts and removes, even when the plan could
 * not be made. */
static unsigned int what_is_there(const struct guard *guard)
{
	const struct plan *plan = guard->plan;
	bool is_loaded = guard->target && guard->target->state == MODULE_LIVE;
	unsigned int there = is_loaded && !plan->is_unchanged ? TARGET | DRIVER : DRIVER;

	if (plan->strategy == STRATEGY_SETTINGS)
		return SETTINGS | ALONE;
	if (guard->request->settings.n)
		there |= SETTINGS;
	if (plan->strategy != STRATEGY_HANDOVER)
		return there | RELOAD | INSERTION | REMOVAL;
	there |= HANDOVER;
	there |= has_step(plan, STEP_INSERT) ? INSERTION : ANY;
	return there | (has_step(plan, STEP_REMOVE) ? REMOVAL : ANY);
}

int guard_check(const struct host *host, const struct request *request,
		const struct plan *plan, struct arena *arena,
		struct verdicts *ret_verdicts, struct nic_err *err)
{
	struct verdicts verdicts = {0};
	struct guard guard = {
		.host = host,
		.request = request,
		.plan = plan,
		.target = host_module(host, request->driver),
		.arena = arena,
		.verdicts = &verdicts,
	};
	unsigned int there;

	if (plan->replacement)
		guard.replacement = host_file(host, plan->replacement);
	there = what_is_there(&guard);
	for (size_t i = 0; i < NIC_ARRAY_SIZE(rules); i++) {
		if ((rules[i].needs & there) != rules[i].needs)
			continue;
		guard.rule = rules[i].name;
		rules[i].run(&guard);
	}
	if (arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret_verdicts = verdicts;
	return 0;
}

const struct verdict *guard_refusal(const struct verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->n; i++) {
		if (verdicts->items[i].level == VERDICT_REFUSE)
			return &verdicts->items[i];
	}
	return NULL;
}

const char *verdict_level_name(int level)
{
	switch ((enum verdict_level)level) {
	case VERDICT_PASS:
		return "pass";
	case VERDICT_WARN:
		return "warn";
	case VERDICT_REFUSE:
		return "refuse";
	}
	return NULL;
}
