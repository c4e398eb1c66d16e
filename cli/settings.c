/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a profile to a change of settings: facts, wishes, plan, guard, transaction. */
#include "settings.h"

#include <errno.h>
#include <string.h>

#include "history.h"
#include "message.h"
#include "netrestore.h"
#include "pages_apply.h"
#include "progress.h"
#include "settings_fill.h"
#include "signals.h"
#include "wish.h"

/* Ports must have their link back within it, where the request says no other. */
#define TIMEOUT_MS 30000

struct run {
	struct settings_request *request;
	const struct sys_ops *ops;
	struct arena *arena; /* of the arguments */
	struct host *host;
	struct netstate *now, *limits;
	struct plan *plan;
	struct settings *settings;
};

static void run_clear(struct run *run)
{
	plan_free(run->plan);
	netstate_free(run->limits);
	netstate_free(run->now);
	host_free(run->host);
}

static int collect(struct run *run, struct nic_err *err)
{
	const struct request *request = &run->request->request;
	const struct sys_ops *ops = run->ops;
	struct facts_query query = {.target = request->driver,
				    .admin_tcp_ports = request->admin_tcp_ports};

	return ops->collect(ops->ctx, &query, &run->host, err);
}

static int wish_pages(struct run *run, struct step_settings *ret_all)
{
	struct pages_input input = {run->request->conf, run->now, run->limits};

	return pages_apply_wish(&input, run->arena, ret_all);
}

/* The settings of the profile that are not as they are to be become the request. */
static int wish(struct run *run, struct step_settings *ret_all, struct nic_err *err)
{
	struct wish_input input = {.profile = run->request->profile, .host = run->host};
	struct step_settings *wanted = &run->request->request.settings;
	const struct sys_ops *ops = run->ops;
	struct strv ports = {0};
	int r = run->request->is_pages
			? strv_push(run->arena, &ports, PAGES_DEVICE)
			: wish_ports(input.profile, run->host, run->arena, &ports);

	if (r == 0)
		r = ops->net_capture(ops->ctx, &ports, NULL, &run->now, err);
	if (r == 0)
		r = ops->net_limits(ops->ctx, &ports, &run->limits, err);
	input.now = run->now;
	input.limits = run->limits;
	if (r == 0)
		r = run->request->is_pages ? wish_pages(run, ret_all)
					   : wish_make(&input, run->arena, ret_all);
	run->settings->ports = (uint32_t)ports.n;
	*wanted = (struct step_settings){0};
	for (size_t i = 0; r == 0 && i < ret_all->n; i++) {
		struct step_setting *slot;

		if (wish_is_met(&ret_all->items[i]))
			continue;
		slot = ARENA_PUSH(run->arena, wanted);
		if (!slot)
			return -ENOMEM;
		*slot = ret_all->items[i];
	}
	return r;
}

static int decide(struct run *run, struct nic_err *err)
{
	const struct request *request = &run->request->request;
	int r = plan_make(run->host, request, &run->plan, err);
	struct verdicts verdicts = {0};

	if (r == 0)
		r = guard_check(run->host, request, run->plan, run->arena, &verdicts,
				err);
	if (r < 0)
		return r;
	settings_fill_decision(run->arena, &verdicts, run->plan, run->settings);
	return 0;
}

static int carry_out(struct run *run, struct nic_err *err)
{
	int timeout_ms = run->request->timeout_ms ? run->request->timeout_ms : TIMEOUT_MS;
	NIC_CLEANUP(transaction_result_freep) struct transaction_result *result = NULL;
	struct progress progress = {.text = text_on(stdout),
				    .plan = run->plan,
				    .arena = run->arena,
				    .is_silent = run->request->is_silent};
	struct transaction_options options = {
		.state_dir = NICCTL_STATE_DIR,
		.verify_timeout_ms = timeout_ms,
		.restore = RESTORE_ALWAYS,
		.restore_timeout_ms = timeout_ms,
		.is_cancelled = signals_cancelled,
		.progress = progress_show,
		.ctx = &progress,
	};

	signals_hold();
	history_prune();
	result = transaction_run(run->ops, run->host, &run->request->request, run->plan,
				 &options);
	if (!result)
		return nic_err_set(err, -ENOMEM, "out of memory: nothing was changed");
	settings_fill_result(run->arena, run->plan, result, run->settings);
	if (result->outcome != OUTCOME_NOT_STARTED && result->outcome != OUTCOME_REFUSED)
		run->request->args->has_changed_machine = true;
	return 0;
}

static int run_all(struct run *run, struct nic_err *err)
{
	struct settings *settings = run->settings;
	struct step_settings all = {0};
	int r = collect(run, err);

	if (r == 0 && (run->request->profile || run->request->is_pages))
		r = wish(run, &all, err);
	else if (r == 0)
		all = run->request->request.settings;
	if (r == 0)
		r = decide(run, err);
	if (r < 0)
		return r == -ENOMEM ? nic_err_set(err, r, "out of memory") : r;
	settings_fill_rows(run->arena, &all, run->settings);
	if (arena_failed(run->arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (run->request->is_dry_run)
		return 0;
	if (!settings->would_proceed) {
		settings->outcome = outcome_name(OUTCOME_REFUSED);
		settings->message = guard_refusal(&settings->verdicts)->message;
		return 0;
	}
	if (run->plan->is_unchanged) {
		settings->outcome = outcome_name(OUTCOME_UNCHANGED);
		return 0;
	}
	return carry_out(run, err);
}

void settings_protect(struct settings_request *request)
{
	request->request.strategy = STRATEGY_SETTINGS;
	request->request.protect = request->conf->protect_ports.items;
	request->request.protect_origins = request->conf->protect_ports.origins;
	request->request.admin_tcp_ports = request->conf->admin_tcp_ports.items;
}

int settings_run(struct settings_request *request, const struct sys_ops *ops,
		 struct settings *ret)
{
	struct settings settings = {.driver = request->request.driver};
	struct run run = {.request = request,
			  .ops = ops,
			  .arena = request->args->arena,
			  .settings = &settings};
	struct nic_err err = {0};
	int r;

	settings_protect(request);
	r = run_all(&run, &err);
	/* what was asked for borrows from facts that go now */
	request->request.settings = (struct step_settings){0};
	run_clear(&run);
	if (r == 0 && arena_failed(request->args->arena))
		r = nic_err_set(&err, -ENOMEM, "out of memory");
	if (r < 0) {
		message_nic_err(&err);
		return r;
	}
	*ret = settings;
	return 0;
}

enum exit_code settings_exit_code(const struct settings *settings)
{
	for (int i = 0; settings->outcome && outcome_name(i); i++) {
		if (strcmp(outcome_name(i), settings->outcome) == 0)
			return exit_code_of((enum outcome)i);
	}
	return settings->would_proceed ? EXIT_CODE_DONE : EXIT_CODE_REFUSED;
}
