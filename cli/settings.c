/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a profile to a change of settings: facts, wishes, plan, guard, transaction. */
#include "settings.h"

#include <errno.h>
#include <string.h>

#include "journal.h"
#include "journal_read.h"
#include "message.h"
#include "netrestore.h"
#include "progress.h"
#include "signals.h"
#include "wish.h"

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

/* The settings of the profile that are not as they are to be become the request. */
static int wish(struct run *run, struct step_settings *ret_all, struct nic_err *err)
{
	struct wish_input input = {.profile = run->request->profile, .host = run->host};
	struct step_settings *wanted = &run->request->request.settings;
	const struct sys_ops *ops = run->ops;
	struct strv ports = {0};
	int r = wish_ports(input.profile, run->host, run->arena, &ports);

	if (r == 0)
		r = ops->net_capture(ops->ctx, &ports, NULL, &run->now, err);
	if (r == 0)
		r = ops->net_limits(ops->ctx, &ports, &run->limits, err);
	input.now = run->now;
	input.limits = run->limits;
	if (r == 0)
		r = wish_make(&input, run->arena, ret_all);
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

/* The machine's facts go before the document does. */
static const char *keep(struct run *run, const char *text)
{
	return arena_strdup(run->arena, text);
}

static void add_rows(struct run *run, const struct step_settings *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct step_setting *one = &all->items[i];
		struct settings_row *row =
			ARENA_PUSH(run->arena, &run->settings->settings);

		if (!row)
			return;
		*row = (struct settings_row){
			.port = keep(run, one->port),
			.netdev = keep(run, one->netdev),
			.key = keep(run, one->key),
			.group = keep(run, one->group),
			.name = keep(run, one->name),
			.wanted = keep(run, one->value),
			.now = keep(run, one->before),
			.origin = keep(run, one->origin),
			.is_met = wish_is_met(one),
			.problem = keep(run, one->problem),
		};
	}
}

static int decide(struct run *run, struct nic_err *err)
{
	struct settings *settings = run->settings;
	const struct request *request = &run->request->request;
	int r = plan_make(run->host, request, &run->plan, err);
	struct verdicts verdicts = {0};

	if (r == 0)
		r = guard_check(run->host, request, run->plan, run->arena, &verdicts,
				err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < verdicts.n; i++) {
		verdicts.items[i].message = keep(run, verdicts.items[i].message);
		verdicts.items[i].remedy = keep(run, verdicts.items[i].remedy);
	}
	settings->verdicts = verdicts;
	settings->would_proceed = !guard_refusal(&verdicts);
	settings->to_change = (uint32_t)run->plan->steps.n;
	return 0;
}

static struct settings_row *row_of(struct settings *settings,
				   const struct step_setting *setting)
{
	for (size_t i = 0; i < settings->settings.n; i++) {
		struct settings_row *row = &settings->settings.items[i];

		if (!row->problem && strcmp(row->port, setting->port) == 0 &&
		    strcmp(row->group, setting->group) == 0 &&
		    strcmp(row->name, setting->name) == 0)
			return row;
	}
	return NULL;
}

static void copy_list(struct run *run, const struct strv *from, struct strv *to)
{
	for (size_t i = 0; i < from->n; i++)
		(void)strv_push(run->arena, to, from->items[i]);
}

static void add_result(struct run *run, const struct transaction_result *result)
{
	struct settings *settings = run->settings;

	settings->outcome = outcome_name((int)result->outcome);
	settings->transaction = keep(run, result->id);
	settings->message = keep(run, result->message);
	settings->hint = keep(run, result->hint);
	copy_list(run, &result->differences, &settings->differences);
	copy_list(run, &result->warnings, &settings->warnings);
	for (size_t i = 0; i < result->network.differences.n; i++) {
		const struct netrestore_item *item =
			&result->network.differences.items[i];

		(void)strv_push(run->arena, &settings->network,
				item->problem ? item->problem : item->text);
	}
	for (size_t i = 0; i < run->plan->steps.n && i < result->steps.n; i++) {
		struct settings_row *row =
			row_of(settings, run->plan->steps.items[i].setting);

		if (!row)
			continue;
		row->state = step_state_name((int)result->steps.items[i].state);
		row->note = keep(run, result->steps.items[i].note);
	}
}

static int carry_out(struct run *run, struct nic_err *err)
{
	NIC_CLEANUP(transaction_result_freep) struct transaction_result *result = NULL;
	struct progress progress = {.text = text_on(stdout),
				    .plan = run->plan,
				    .arena = run->arena,
				    .is_silent = run->request->is_silent};
	struct transaction_options options = {
		.state_dir = NICCTL_STATE_DIR,
		.verify_timeout_ms = run->request->timeout_ms,
		.restore = RESTORE_ALWAYS,
		.restore_timeout_ms = run->request->timeout_ms,
		.is_cancelled = signals_cancelled,
		.progress = progress_show,
		.ctx = &progress,
	};

	signals_hold();
	journal_prune(NICCTL_STATE_DIR, journal_is_finished);
	result = transaction_run(run->ops, run->host, &run->request->request, run->plan,
				 &options);
	if (!result)
		return nic_err_set(err, -ENOMEM, "out of memory: nothing was changed");
	add_result(run, result);
	if (result->outcome != OUTCOME_NOT_STARTED && result->outcome != OUTCOME_REFUSED)
		run->request->args->has_changed_machine = true;
	return 0;
}

static int run_all(struct run *run, struct nic_err *err)
{
	struct settings *settings = run->settings;
	struct step_settings all = {0};
	int r = collect(run, err);

	if (r == 0 && run->request->profile)
		r = wish(run, &all, err);
	else if (r == 0)
		all = run->request->request.settings;
	if (r == 0)
		r = decide(run, err);
	if (r < 0)
		return r == -ENOMEM ? nic_err_set(err, r, "out of memory") : r;
	add_rows(run, &all);
	if (run->request->is_dry_run)
		return 0;
	if (!settings->would_proceed) {
		settings->outcome = outcome_name(OUTCOME_REFUSED);
		settings->message =
			keep(run, guard_refusal(&settings->verdicts)->message);
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
