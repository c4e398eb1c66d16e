/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a transaction of the past to a request of its opposite. */
#include "settings_back.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "change.h"
#include "config.h"
#include "json.h"
#include "live.h"
#include "lock.h"
#include "message.h"
#include "netphase.h"
#include "settings.h"
#include "text.h"
#include "wish.h"

struct rolling {
	const struct settings_back *back;
	struct arena *arena;
	const struct sys_ops *ops;
	struct settings_back_state state;
};

/* The settings that are to be set back, one after the other. */
struct finding {
	const struct journal_entry *entry;
	struct arena *arena;
	const struct settings_back_state *state;
	struct step_settings settings;
};

static const char *value_in(const struct netstate *state, const struct step_setting *one)
{
	const struct net_device *device = netstate_device(state, one->device);
	const struct net_setting *setting =
		device ? netstate_setting(device, one->group, one->name) : NULL;

	return setting ? setting->value : NULL;
}

/* @one with @value, if it is not so already. */
static void add(struct finding *finding, const struct step_setting *one,
		const char *value)
{
	const char *now = value_in(finding->state->now, one);
	struct step_setting *slot;

	if (!value || (now && strcmp(now, value) == 0))
		return;
	slot = ARENA_PUSH(finding->arena, &finding->settings);
	if (!slot)
		return;
	*slot = *one;
	slot->value = value;
	slot->before = now;
	slot->origin = finding->entry->id;
	slot->may_skip = false;
}

/* What the driver changes together with the number of queues or of functions. */
static bool follows(const char *group, const char *first)
{
	if (strcmp(first, "vfs") == 0)
		return strcmp(group, "vf") == 0;
	return strcmp(group, "rss-table") == 0 || strcmp(group, "irq") == 0;
}

static void add_followers(struct finding *finding, const struct step_setting *first)
{
	const struct net_device *device =
		netstate_device(finding->state->before, first->device);

	for (size_t i = 0; device && i < device->settings.n; i++) {
		const struct net_setting *was = &device->settings.items[i];
		struct step_setting one = *first;

		if (!follows(was->group, first->group))
			continue;
		one.group = was->group;
		one.name = was->name;
		one.key = NULL;
		add(finding, &one, was->value);
	}
}

static bool has(const struct plan *plan, const char *group)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct step_setting *setting = plan->steps.items[i].setting;

		if (setting && strcmp(setting->group, group) == 0)
			return true;
	}
	return false;
}

static bool is_found(const struct step_settings *settings, const struct step_setting *one)
{
	for (size_t i = 0; i < settings->n; i++) {
		const struct step_setting *other = &settings->items[i];

		if (strcmp(other->device, one->device) == 0 &&
		    strcmp(other->group, one->group) == 0 &&
		    strcmp(other->name, one->name) == 0)
			return true;
	}
	return false;
}

/* A table of one queue can be the one from before, and is another as soon as the driver
 * has its queues back: it is set again behind them. So are functions that are made anew.
 */
static void keep_followers(struct finding *finding, const struct step_setting *first)
{
	const struct net_device *device =
		netstate_device(finding->state->before, first->device);

	for (size_t i = 0; device && i < device->settings.n; i++) {
		const struct net_setting *was = &device->settings.items[i];
		struct step_setting one = *first;
		struct step_setting *slot;

		one.group = was->group;
		one.name = was->name;
		if (!follows(was->group, first->group) ||
		    strcmp(was->group, "irq") == 0 || is_found(&finding->settings, &one))
			continue;
		slot = ARENA_PUSH(finding->arena, &finding->settings);
		if (!slot)
			return;
		*slot = one;
		slot->key = NULL;
		slot->value = was->value;
		slot->before = value_in(finding->state->now, &one);
	}
}

int settings_back_find(const struct journal_entry *entry, const struct sys_ops *ops,
		       struct arena *arena, struct settings_back_state *state,
		       struct step_settings *ret_settings, struct nic_err *err)
{
	const struct plan *plan = entry->plan;
	struct finding finding = {entry, arena, state, {0}};
	int r;

	r = ops->net_capture(ops->ctx, &plan->ports, NULL, &state->now, err);
	if (r == 0)
		r = netphase_load(NICCTL_STATE_DIR, entry->id, &state->before, err);
	if (r < 0)
		return r;
	for (size_t i = plan->steps.n; i > 0; i--) {
		const struct step_setting *one = plan->steps.items[i - 1].setting;

		if (one)
			add(&finding, one, one->before);
	}
	for (size_t i = 0; i < plan->steps.n && state->before; i++) {
		const struct step_setting *one = plan->steps.items[i].setting;

		if (one &&
		    (strcmp(one->group, "vfs") == 0 ||
		     (strcmp(one->group, "channels") == 0 && !has(plan, "rss-table"))))
			add_followers(&finding, one);
	}
	if (wish_order(state->now, arena, &finding.settings) < 0)
		return nic_err_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0, n = finding.settings.n; i < n && state->before; i++) {
		struct step_setting one = finding.settings.items[i];

		if (strcmp(one.group, "vfs") == 0 || strcmp(one.group, "channels") == 0)
			keep_followers(&finding, &one);
	}
	*ret_settings = finding.settings;
	return 0;
}

void settings_back_clear(struct settings_back_state *state)
{
	netstate_free(state->now);
	netstate_free(state->before);
}

static enum exit_code tell(const struct rolling *rolling, const struct settings *settings)
{
	struct text text = text_on(stdout);
	enum exit_code code = settings_exit_code(settings);

	if (rolling->back->is_json)
		return json_print(&settings_json, settings) < 0 ? EXIT_CODE_FAILED : code;
	settings_print_plan(rolling->arena, settings);
	settings_print_result(rolling->arena, settings);
	if (!settings->outcome)
		text_put(&text, TEXT_BOLD, "",
			 settings->would_proceed ? "would proceed: %u to set back"
						 : "would refuse: see above (%u)",
			 settings->to_change);
	else
		text_put(&text, code == EXIT_CODE_DONE ? TEXT_GOOD : TEXT_BAD, "",
			 "%s: %u %s of %s to be set back", settings->outcome,
			 settings->to_change,
			 settings->to_change == 1 ? "setting" : "settings",
			 settings->driver);
	return code;
}

static enum exit_code roll(struct rolling *rolling, bool is_dry_run)
{
	const struct settings_back *back = rolling->back;
	struct conf_place place = {.dir = NICCTL_CONFIG_DIR};
	struct conf conf = {0};
	struct settings_request request = {
		.args = back->args,
		.conf = &conf,
		.request = {.driver = back->entry->plan->driver,
			    .source = arena_printf(rolling->arena, "taking back %s",
						   back->entry->id)},
		.is_dry_run = is_dry_run,
		.is_silent = back->is_json,
		.timeout_ms = back->timeout_ms,
	};
	struct settings settings = {0};
	struct nic_err err = {0};

	if (config_read_at(&place, request.request.driver, rolling->arena, &conf) < 0)
		return EXIT_CODE_FAILED;
	settings_back_clear(&rolling->state); /* of the report before the question */
	rolling->state = (struct settings_back_state){0};
	if (settings_back_find(back->entry, rolling->ops, rolling->arena, &rolling->state,
			       &request.request.settings, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	if (settings_run(&request, rolling->ops, &settings) < 0)
		return EXIT_CODE_FAILED;
	return tell(rolling, &settings);
}

static enum exit_code run_locked(struct rolling *rolling)
{
	const struct settings_back *back = rolling->back;
	enum exit_code code;

	if (back->is_dry_run || back->asks) {
		code = roll(rolling, true);
		if (back->is_dry_run || code != EXIT_CODE_DONE)
			return code;
		if (!change_is_confirmed()) {
			message_error("not confirmed, nothing was changed");
			return EXIT_CODE_FAILED;
		}
	}
	return roll(rolling, false);
}

enum exit_code settings_back_run(const struct settings_back *back)
{
	struct rolling rolling = {.back = back, .arena = back->args->arena};
	enum exit_code code = EXIT_CODE_FAILED;
	struct sys_ops ops = {0};
	struct nic_err err = {0};
	int lock = -1;

	if (!change_may_start(back->is_dry_run, back->is_json, back->asks))
		return code;
	if ((!back->is_dry_run && (lock_take(NICCTL_LOCK, &lock, &err) < 0 ||
				   !change_is_free(rolling.arena, &err))) ||
	    live_open(&ops, &err) < 0) {
		message_nic_err(&err);
	} else {
		rolling.ops = &ops;
		code = run_locked(&rolling);
	}
	settings_back_clear(&rolling.state);
	live_close(&ops);
	if (lock >= 0)
		(void)close(lock); /* nothing was written */
	return code;
}
