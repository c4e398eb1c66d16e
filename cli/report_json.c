/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report's field tables. */
#include "fields.h"
#include "json.h"
#include "json_parts.h"
#include "next_boot.h"
#include "report.h"

static const struct jfield request_fields[] = {
	FIELD(report_request, driver, J_STRING),
	FIELD(report_request, module, J_STRING),
	FIELD(report_request, params, J_STRV),
	FIELD(report_request, accept_loss, J_STRV),
	FIELD(report_request, accept_safe_mode, J_STRV),
	FIELD(report_request, dry_run, J_BOOL),
	FIELD(report_request, ignore_install, J_BOOL),
	FIELD(report_request, if_changed, J_BOOL),
	FIELD(report_request, from, J_STRING),
	FIELD(report_request, strategy, J_STRING),
	FIELD(report_request, to, J_STRING),
	FIELD(report_request, ports, J_STRV),
	FIELD(report_request, to_stock, J_BOOL),
};
static const struct jtype request_type = JTYPE(struct report_request, request_fields);

static const struct jfield file_fields[] = {
	FIELD(report_file, path, J_STRING),
	FIELD(report_file, origin, J_STRING),
	FIELD(report_file, version, J_STRING),
	FIELD(report_file, srcversion, J_STRING),
	FIELD(report_file, build_id, J_STRING),
	FIELD(report_file, vermagic, J_STRING),
	FIELD(report_file, is_signed, J_BOOL),
	FIELD(report_file, signer, J_STRING),
	FIELD_AS("symbols_needed", report_file, needs, J_U64),
	FIELD_AS("symbols_offered", report_file, offers, J_U64),
};
static const struct jtype file_type = JTYPE(struct report_file, file_fields);

static const struct jfield step_fields[] = {
	FIELD(report_step, op, J_STRING),
	FIELD(report_step, role, J_STRING),
	FIELD(report_step, module, J_STRING),
	FIELD(report_step, path, J_STRING),
	FIELD(report_step, params, J_STRING),
	FIELD(report_step, port, J_STRING),
	FIELD(report_step, from, J_STRING),
	FIELD(report_step, to, J_STRING),
	FIELD(report_step, netdev, J_STRING),
	FIELD(report_step, setting, J_STRING),
	FIELD(report_step, reason, J_STRING),
	FIELD(report_step, undo, J_STRING),
	FIELD(report_step, state, J_STRING),
	FIELD_HAS(report_step, duration_us, J_I64, has_duration),
	FIELD(report_step, note, J_STRING),
};
static const struct jtype step_type = JTYPE(struct report_step, step_fields);

static const struct jfield port_fields[] = {
	FIELD(report_port, address, J_STRING),	  FIELD(report_port, driver, J_STRING),
	FIELD(report_port, module, J_STRING),	  FIELD(report_port, netdevs, J_STRV),
	FIELD(report_port, protection, J_STRING),
};
static const struct jtype port_type = JTYPE(struct report_port, port_fields);

static const struct jfield rdma_fields[] = {
	FIELD(report_rdma, name, J_STRING),
	FIELD(report_rdma, port, J_STRING),
	FIELD(report_rdma, state, J_STRING),
};
static const struct jtype rdma_type = JTYPE(struct report_rdma, rdma_fields);

static const struct jfield protection_fields[] = {
	FIELD(report_protection, port, J_STRING),
	FIELD(report_protection, chain, J_STRING),
	FIELD(report_protection, goes_down, J_BOOL),
};
static const struct jtype protection_type =
	JTYPE(struct report_protection, protection_fields);

static const struct jfield probe_fields[] = {
	FIELD(report_probe, kind, J_STRING),
	FIELD(report_probe, device, J_STRING),
	FIELD(report_probe, netns, J_STRING),
	FIELD(report_probe, target, J_STRING),
	FIELD(report_probe, text, J_STRING),
	FIELD(report_probe, path, J_STRING),
	FIELD(report_probe, when, J_STRING),
	FIELD(report_probe, before, J_STRING),
	FIELD_AS("after", report_probe, now, J_STRING),
};
static const struct jtype probe_type = JTYPE(struct report_probe, probe_fields);

static const struct jfield comparison_fields[] = {
	FIELD(report_comparison, modules, J_STRV),
	FIELD_OF(report_comparison, ports, J_LIST, port_type),
};
static const struct jtype comparison_type =
	JTYPE(struct report_comparison, comparison_fields);

static const struct jfield option_fields[] = {
	FIELD(report_option, strategy, J_STRING),
	FIELD(report_option, would_proceed, J_BOOL),
	FIELD_OF(report_option, ports, J_LIST, port_type),
	FIELD(report_option, rdma, J_STRV),
	FIELD_OF(report_option, concerns, J_LIST, json_parts_verdict),
};
static const struct jtype option_type = JTYPE(struct report_option, option_fields);

static const struct jfield strategy_fields[] = {
	FIELD(report_strategy, taken, J_STRING),
	FIELD(report_strategy, reason, J_STRING),
	FIELD_OF(report_strategy, other, J_OBJECT, option_type),
};
static const struct jtype strategy_type = JTYPE(struct report_strategy, strategy_fields);

static const struct jfield hook_fields[] = {
	FIELD(report_hook, path, J_STRING),
	FIELD(report_hook, kind, J_STRING),
	FIELD(report_hook, refusal, J_STRING),
};
static const struct jtype hook_type = JTYPE(struct report_hook, hook_fields);

static const struct jfield hook_result_fields[] = {
	FIELD(hook_result, path, J_STRING),
	FIELD_ENUM(hook_result, kind, hook_kind_name),
	FIELD_ENUM(hook_result, status, hook_status_name),
	FIELD(hook_result, exit_code, J_I32),
	FIELD(hook_result, duration_us, J_I64),
	FIELD(hook_result, reason, J_STRING),
};
static const struct jtype hook_result_type =
	JTYPE(struct hook_result, hook_result_fields);

static const struct jfield network_item_fields[] = {
	FIELD_ENUM(netrestore_item, change, netdiff_change_name),
	FIELD(netrestore_item, device, J_STRING),
	FIELD(netrestore_item, group, J_STRING),
	FIELD(netrestore_item, name, J_STRING),
	FIELD(netrestore_item, before, J_STRING),
	FIELD(netrestore_item, now, J_STRING),
	FIELD(netrestore_item, text, J_STRING),
	FIELD(netrestore_item, problem, J_STRING),
};
static const struct jtype network_item_type =
	JTYPE(struct netrestore_item, network_item_fields);

static const struct jfield network_fields[] = {
	FIELD(netrestore_result, was_compared, J_BOOL),
	FIELD(netrestore_result, repaired, J_U32),
	FIELD_OF(netrestore_result, differences, J_LIST, network_item_type),
};
static const struct jtype network_type = JTYPE(struct netrestore_result, network_fields);

static const struct jfield result_fields[] = {
	FIELD(report_result, transaction, J_STRING),
	FIELD(report_result, message, J_STRING),
	FIELD(report_result, hint, J_STRING),
	FIELD(report_result, differences, J_STRV),
	FIELD(report_result, warnings, J_STRV),
	FIELD_OF(report_result, hooks, J_LIST, hook_result_type),
	FIELD_OF(report_result, network, J_OBJECT, network_type),
	FIELD_HAS(report_result, gap_us, J_I64, has_gap),
	FIELD_HAS(report_result, gap_call_us, J_I64, has_gap),
};
static const struct jtype result_type = JTYPE(struct report_result, result_fields);

static const struct jfield report_fields[] = {
	FIELD_AS("nicctl_report", report, schema, J_U32),
	FIELD(report, tool_version, J_STRING),
	FIELD(report, hostname, J_STRING),
	FIELD(report, kernel, J_STRING),
	FIELD(report, collected_at, J_STRING),
	FIELD_OF(report, request, J_OBJECT, request_type),
	FIELD(report, driver, J_STRING),
	FIELD(report, beside, J_STRING),
	FIELD_OF(report, strategy, J_OBJECT, strategy_type),
	FIELD_OF(report, loaded, J_POINTER, file_type),
	FIELD_OF(report, replacement, J_POINTER, file_type),
	FIELD_AS("replacement_source", report, source, J_STRING),
	FIELD(report, replaces, J_STRING),
	FIELD(report, would_proceed, J_BOOL),
	FIELD(report, is_unchanged, J_BOOL),
	FIELD(report, outcome, J_STRING),
	FIELD_OF(report, steps, J_LIST, step_type),
	FIELD(report, removed, J_STRV),
	FIELD(report, lost, J_STRV),
	FIELD_OF(report, ports, J_LIST, port_type),
	FIELD_OF(report, rdma, J_LIST, rdma_type),
	FIELD_OF(report, protections, J_LIST, protection_type),
	FIELD_OF(report, probes, J_LIST, probe_type),
	FIELD_OF(report, advice, J_LIST, json_parts_advice),
	FIELD_OF(report, modprobe_comparison, J_OBJECT, comparison_type),
	FIELD_OF(report, verdicts, J_LIST, json_parts_verdict),
	FIELD(report, hooks_dir, J_STRING),
	FIELD_OF(report, hooks, J_LIST, hook_type),
	FIELD(report, not_read, J_STRV),
	FIELD_OF(report, next_boot, J_POINTER, next_boot_json),
	FIELD_OF(report, result, J_POINTER, result_type),
	FIELD(report, exit_code, J_U32),
};
static const struct jtype report_type = JTYPE(struct report, report_fields);

/* The last line of a stream of events. */
struct report_event {
	const char *event;
	const struct report *report;
};

static const struct jfield event_fields[] = {
	FIELD(report_event, event, J_STRING),
	FIELD_OF(report_event, report, J_POINTER, report_type),
};
static const struct jtype event_type = JTYPE(struct report_event, event_fields);

int report_print_json_line(const struct report *report)
{
	struct report_event event = {"report", report};

	return json_print_line(&event_type, &event);
}

int report_print_json(const struct report *report)
{
	return json_print(&report_type, report);
}
