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

/* In the order in which a reader wants to hear of them. */
static const struct {
	const char *name;
	guard_rule *run;
	bool needs_target; /* to be loaded */
} rules[] = {
	{"kernel-modules", guard_rule_kernel, false},
	{"target", guard_rule_target, false},
	{"kernel-health", guard_rule_health, false},
	{"protected-ports", guard_rule_protected_ports, true},
	{"replacement", guard_rule_replacement, true},
	{"vermagic", guard_rule_vermagic, true},
	{"signature", guard_rule_signature, true},
	{"parameters", guard_rule_parameters, true},
	{"dependencies", guard_rule_dependencies, true},
	{"symbols", guard_rule_symbols, true},
	{"holders-return", guard_rule_holders_return, true},
	{"way-back", guard_rule_way_back, true},
	{"modprobe-config", guard_rule_modprobe_config, true},
	{"permanent", guard_rule_permanent, true},
	{"in-use", guard_rule_in_use, true},
	{"rdma-users", guard_rule_rdma_users, true},
	{"storage", guard_rule_storage, true},
	{"clock-users", guard_rule_clock_users, true},
	{"zero-copy", guard_rule_zero_copy, true},
	{"namespaces", guard_rule_namespaces, true},
	{"stacked-devices", guard_rule_stacked, true},
	{"network-state", guard_rule_network_state, true},
	{"virtual-functions", guard_rule_vfs, true},
};

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
	bool is_loaded = guard.target && guard.target->state == MODULE_LIVE;

	if (plan->replacement)
		guard.replacement = host_file(host, plan->replacement);
	for (size_t i = 0; i < NIC_ARRAY_SIZE(rules); i++) {
		if (rules[i].needs_target && (!is_loaded || plan->is_unchanged))
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
