/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: the network state of its ports, before and after. */
#include "netphase.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netwish.h"
#include "seal.h"
#include "textfile.h"

#define DOCUMENT "netstate.json"

/* A port has some 20 KiB. */
#define DOCUMENT_MAX_BYTES ((size_t)64 * 1024 * 1024)

int netphase_capture(struct apply *apply, struct netstate **ret_state,
		     struct nic_err *err)
{
	NIC_CLEANUP(netstate_freep) struct netstate *state = NULL;
	const struct sys_ops *ops = apply->ops;
	int r;

	r = ops->net_capture(ops->ctx, &apply->plan->ports, NULL, &state, err);
	if (r < 0)
		return nic_err_wrap(err, r, "network state of the ports");
	r = journal_document(apply->journal, DOCUMENT, netstate_to_json(state), err);
	if (r == 0)
		*ret_state = NIC_TAKE(state);
	return r;
}

int netphase_load(const char *state_dir, const char *id, struct netstate **ret_state,
		  struct nic_err *err)
{
	char path[PATH_MAX], *text = NULL;
	size_t bytes = 0;
	int r;

	(void)snprintf(path, sizeof(path), "%s/transactions/%s/" DOCUMENT, state_dir, id);
	r = textfile_read(path, DOCUMENT_MAX_BYTES, &text, &bytes, err);
	if (r == -ENOENT)
		return 0;
	if (r == 0 && !seal_is_whole(text, bytes))
		r = nic_err_set(err, -EINVAL, "'%s' is damaged", path);
	else if (r == 0)
		r = netstate_read_json(text, bytes, ret_state, err);
	free(text);
	return r < 0 ? nic_err_wrap(err, r, "network state of transaction %s", id) : 0;
}

static void note(struct apply *apply)
{
	const struct netrestore_result *result = &apply->result->network;
	char text[96];

	(void)snprintf(text, sizeof(text), "%u put back, %zu different", result->repaired,
		       result->differences.n);
	(void)journal_write(apply->journal, "network", JOURNAL_NO_STEP, text, NULL);
	for (size_t i = 0; i < result->differences.n; i++) {
		const struct netrestore_item *item = &result->differences.items[i];

		(void)journal_write(apply->journal, "network-differs", JOURNAL_NO_STEP,
				    item->problem ? item->problem : item->text, NULL);
	}
}

/* The state from before, with the settings that are done. @ret_state stays NULL when
 * there is none: then the state from before is what it is to be. */
static int make_wish(struct apply *apply, const struct netstate *before,
		     struct netstate **ret_state)
{
	struct netwish_settings settings = {0};

	for (size_t i = 0; i < apply->plan->steps.n; i++) {
		const struct step_setting **slot;

		if (!apply->plan->steps.items[i].setting ||
		    apply->result->steps.items[i].state != STEP_DONE)
			continue;
		slot = ARENA_PUSH(apply->result->arena, &settings);
		if (!slot)
			return -ENOMEM;
		*slot = apply->plan->steps.items[i].setting;
	}
	return settings.n ? netwish_make(before, &settings, ret_state) : 0;
}

void netphase_restore(struct apply *apply, const struct netstate *before)
{
	NIC_CLEANUP(netstate_freep) struct netstate *wish = NULL;
	struct transaction_result *result = apply->result;
	struct netrestore_request request = {
		.ports = &apply->plan->ports,
		.before = before,
		.mode = apply->options->restore,
		/* Where something is missing all the same, the time is up: managers have
		 * had theirs. */
		.timeout_ms =
			result->differences.n ? 0 : apply->options->restore_timeout_ms,
	};
	struct nic_err err = {0};

	if (!before || !before->devices.n)
		return;
	if (make_wish(apply, before, &wish) < 0)
		return; /* memory is out: the arena remembers it */
	if (wish)
		request.before = wish;
	result->network.has_failed = false;
	if (netrestore_run(apply->ops, &request, result->arena, &result->network, &err) <
	    0) {
		(void)strv_push(result->arena, &result->warnings, err.message);
		result->network.has_failed = true;
		result->network.was_compared = false;
	}
	note(apply);
}

static bool is_about(const struct netrestore_item *item,
		     const struct step_setting *setting)
{
	return item->change == NET_SETTING && item->device && item->group && item->name &&
	       strcmp(item->device, setting->device) == 0 &&
	       strcmp(item->group, setting->group) == 0 &&
	       strcmp(item->name, setting->name) == 0;
}

static const struct netrestore_item *find_difference(const struct netrestore_items *items,
						     const struct step_setting *setting)
{
	for (size_t i = 0; i < items->n; i++) {
		if (is_about(&items->items[i], setting))
			return &items->items[i];
	}
	return NULL;
}

int netphase_check(struct apply *apply, struct nic_err *err)
{
	struct transaction_result *result = apply->result;

	for (size_t i = 0; i < apply->plan->steps.n; i++) {
		const struct step_setting *setting = apply->plan->steps.items[i].setting;
		const struct netrestore_item *item = NULL;

		if (setting && result->steps.items[i].state == STEP_DONE)
			item = find_difference(&result->network.differences, setting);
		if (!item)
			continue;
		(void)nic_err_set(err, -EIO,
				  "%s of %s: %s %s was set to %s, and is %s now",
				  setting->key ? setting->key : setting->group,
				  setting->netdev, setting->group, setting->name,
				  setting->value, item->now ? item->now : "not there");
		if (!setting->may_skip)
			return -EIO;
		result->steps.items[i].note =
			arena_printf(result->arena, "skipped: %s", err->message);
	}
	return 0;
}

/* Is it a setting that a step of the plan sets? @skippable: one that may be missing. */
static bool is_of_plan(const struct plan *plan, const struct netrestore_item *item,
		       bool skippable)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct step_setting *setting = plan->steps.items[i].setting;

		if (setting && is_about(item, setting) &&
		    (!skippable || setting->may_skip))
			return true;
	}
	return false;
}

/* What others have added meanwhile, such as a manager's link-local address, is told:
 * nothing is missing. An interrupt that is not there any more has no processors: it went
 * with its queue, which is another difference, or with an RDMA device, which is verified
 * by itself. */
static bool counts(const struct netrestore_item *item)
{
	if (item->change == NET_OBJECT_EXTRA)
		return false;
	return item->change != NET_SETTING || item->now || !item->group ||
	       strcmp(item->group, "irq") != 0;
}

bool netphase_differs(const struct apply *apply)
{
	const struct netrestore_result *network = &apply->result->network;

	if (apply->plan->strategy == STRATEGY_SETTINGS ||
	    apply->options->restore == RESTORE_NEVER)
		return false;
	for (size_t i = 0; i < network->differences.n; i++) {
		const struct netrestore_item *item = &network->differences.items[i];

		if (counts(item) && !is_of_plan(apply->plan, item, true))
			return true;
	}
	return network->has_failed;
}

void netphase_tell_differences(struct apply *apply)
{
	bool settings_only = apply->plan->strategy == STRATEGY_SETTINGS;
	struct transaction_result *result = apply->result;

	for (size_t i = 0; i < result->network.differences.n; i++) {
		const struct netrestore_item *item =
			&result->network.differences.items[i];

		if (item->change == NET_SETTING && item->text &&
		    (settings_only || is_of_plan(apply->plan, item, false)))
			(void)strv_push(result->arena, &result->differences, item->text);
	}
}
