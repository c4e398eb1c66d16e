/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opened before the first step, closed behind the last one, or behind the last inverse.
 */
#include "window.h"

#include <errno.h>

/* udevd looks whether its configuration has changed at most every 3 s, so for so long it
 * may act on an old one (systemd, src/udev/udevd.c: event_queue_start()). */
#define LINGER_US INT64_C(3000000)

#define LINGER_RETRY_MS 200

/* What the journal calls them. */
#define EVENT_BLOCKED "loading-blocked"
#define EVENT_ALLOWED "loading-allowed"

static int collect_modules(const struct plan *plan, struct arena *arena,
			   struct strv *ret_modules)
{
	int r = 0;

	for (size_t i = 0; i < plan->steps.n && r == 0; i++) {
		const struct step *step = &plan->steps.items[i];

		if ((step->op == STEP_REMOVE || step->op == STEP_INSERT) &&
		    !strv_has(ret_modules, step->module))
			r = strv_push(arena, ret_modules, step->module);
	}
	return r;
}

static const char *join(struct arena *arena, const struct strv *words)
{
	const char *text = "";

	for (size_t i = 0; i < words->n && text; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? " " : "", words->items[i]);
	return text;
}

int window_open(struct transaction *transaction, struct nic_err *err)
{
	struct apply *apply = &transaction->apply;
	struct arena *arena = apply->result->arena;
	struct strv modules = {0};
	const char *why;

	why = arena_printf(arena, "nicctl is changing a driver, transaction %s.",
			   apply->result->id);
	if (!why || collect_modules(apply->plan, arena, &modules) < 0)
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (!modules.n)
		return 0;
	/* Not being able to write must not stop a way back: the steps say it again. */
	(void)journal_write(apply->journal, EVENT_BLOCKED, JOURNAL_NO_STEP,
			    join(arena, &modules), NULL);
	return apply->ops->block_loading(apply->ops->ctx, why, &modules, err);
}

void window_close(struct transaction *transaction)
{
	struct apply *apply = &transaction->apply;
	struct nic_err err = {0};

	if (apply->ops->allow_loading(apply->ops->ctx, &err) < 0)
		(void)strv_push(apply->result->arena, &apply->result->warnings,
				err.message);
	else
		(void)journal_write(apply->journal, EVENT_ALLOWED, JOURNAL_NO_STEP, NULL,
				    NULL);
	transaction->window_closed_us = apply->ops->now_us(apply->ops->ctx);
}

bool window_matters(const struct transaction *transaction)
{
	const struct plan *plan = transaction->apply.plan;

	for (size_t i = 0; i < plan->steps.n; i++) {
		if (plan->steps.items[i].op == STEP_REMOVE ||
		    plan->steps.items[i].op == STEP_INSERT)
			return transaction->host->kernel.has_udevd;
	}
	return false;
}

void window_linger(struct transaction *transaction)
{
	const struct sys_ops *ops = transaction->apply.ops;
	int64_t end_us = transaction->window_closed_us + LINGER_US;
	struct nic_err ignored;

	while (window_matters(transaction) && ops->now_us(ops->ctx) < end_us)
		(void)ops->watch_wait(ops->ctx, LINGER_RETRY_MS, &ignored);
}
