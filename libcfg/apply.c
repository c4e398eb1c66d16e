/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs steps and their inverses, each recorded before and after. */
#include "apply.h"

#include <errno.h>
#include <string.h>

#include "apply_bind.h"
#include "apply_setting.h"
#include "graph.h"
#include "probephase.h"

/* How long a module may stay busy for a moment (udev looks at it, a holder has come back)
 * before its removal counts as failed. */
#define BUSY_TIMEOUT_US INT64_C(3000000)

/* Between two attempts, unless a device event comes first. */
#define BUSY_RETRY_MS 50

static int64_t now_us(const struct apply *apply)
{
	return apply->ops->now_us(apply->ops->ctx);
}

static void report(const struct apply *apply, enum progress_event event, size_t step,
		   const char *text)
{
	if (apply->options->progress)
		apply->options->progress(apply->options->ctx, event, step,
					 &apply->result->steps.items[step], text);
}

static int collect_live(const struct apply *apply, struct host **ret_host,
			struct nic_err *err)
{
	struct facts_query query = {.target = apply->plan->driver,
				    .beside = apply->plan->beside ? apply->plan->beside
								  : apply->plan->module,
				    .live_only = true};

	return apply->ops->collect(apply->ops->ctx, &query, ret_host, err);
}

/* One call into the kernel, its time added to what the gap is made of. */
static int call_insert(struct apply *apply, size_t i, const char *params,
		       struct nic_err *err)
{
	int64_t begin_us = now_us(apply);
	int r;

	if (!apply->images[i])
		return nic_err_set(err, -ENOENT, "the file of module '%s' is not there",
				   apply->plan->steps.items[i].module);
	r = apply->ops->insert(apply->ops->ctx, apply->images[i], params, err);
	apply->result->gap_call_us += now_us(apply) - begin_us;
	return r;
}

static int call_remove(struct apply *apply, const char *module, struct nic_err *err)
{
	int64_t begin_us = now_us(apply);
	int r;

	if (!apply->has_gap_begin) {
		apply->has_gap_begin = true;
		apply->gap_begin_us = begin_us;
	}
	r = apply->ops->remove(apply->ops->ctx, module, err);
	apply->result->gap_call_us += now_us(apply) - begin_us;
	return r;
}

/* Holders of @module that have come back by themselves (udev loads irdma as soon as ice
 * has a port) are removed again, if the plan removed them before. Any other is left
 * alone. */
static int remove_returned_holders(struct apply *apply, const char *module,
				   struct nic_err *err)
{
	NIC_CLEANUP(host_freep) struct host *now = NULL;
	struct strv order = {0};
	int r;

	r = collect_live(apply, &now, err);
	if (r == 0)
		r = graph_removal_order(now, module, now->arena, &order, err);
	for (size_t i = 0; r == 0 && i + 1 < order.n; i++) {
		if (!strv_has(&apply->plan->removed, order.items[i]))
			return nic_err_set(err, -EBUSY, "'%s' is held by '%s' now",
					   module, order.items[i]);
		r = call_remove(apply, order.items[i], err);
		if (r == -ENOENT)
			r = 0;
	}
	return r;
}

static int remove_until_gone(struct apply *apply, const char *module, struct nic_err *err)
{
	int64_t deadline_us = now_us(apply) + BUSY_TIMEOUT_US;
	struct nic_err ignored;
	int r;

	for (;;) {
		r = call_remove(apply, module, err);
		if ((r != -EWOULDBLOCK && r != -EBUSY) || now_us(apply) >= deadline_us)
			return r;
		/* Why it is busy is asked after the attempt: mostly it is not. */
		(void)remove_returned_holders(apply, module, &ignored);
		(void)apply->ops->watch_wait(apply->ops->ctx, BUSY_RETRY_MS, &ignored);
	}
}

static bool params_fit(const struct step *step, const struct module *module)
{
	for (size_t i = 0; i < step->params.carried.n; i++) {
		const struct param *want = &step->params.carried.items[i];
		const char *value = params_value(module, want->name);

		if (!value || !params_value_equal(value, want->value))
			return false;
	}
	return step->params.asked.n == 0;
}

enum existing { EXISTING_FITS, EXISTING_OTHER_PARAMS, EXISTING_FOREIGN };

/* A module of that name is there already: is it the one that was to come? */
static enum existing judge_existing(const struct apply *apply, const struct step *step)
{
	NIC_CLEANUP(host_freep) struct host *now = NULL;
	const struct module *module;
	struct nic_err ignored;

	if (collect_live(apply, &now, &ignored) < 0)
		return EXISTING_FOREIGN;
	module = host_module(now, step->module);
	if (!module || module->state != MODULE_LIVE || !module->has_details)
		return EXISTING_FOREIGN;
	if (step->build_id && module->build_id &&
	    strcmp(step->build_id, module->build_id) != 0)
		return EXISTING_FOREIGN;
	return params_fit(step, module) ? EXISTING_FITS : EXISTING_OTHER_PARAMS;
}

static int insert_over_existing(struct apply *apply, size_t i, struct nic_err *err)
{
	const struct step *step = &apply->plan->steps.items[i];
	struct step_result *result = &apply->result->steps.items[i];
	int r;

	switch (judge_existing(apply, step)) {
	case EXISTING_FITS:
		result->note = "it was loaded meanwhile, from the same file";
		return 0;
	case EXISTING_OTHER_PARAMS:
	case EXISTING_FOREIGN:
		break;
	}
	r = remove_until_gone(apply, step->module, err);
	if (r < 0 && r != -ENOENT)
		return nic_err_wrap(err, r, "another '%s' was loaded meanwhile",
				    step->module);
	result->note = "another one was loaded meanwhile and had to go";
	return call_insert(apply, i, step->params.text, err);
}

/* Whether the parameters are right without the carried ones is for the verification to
 * say: what a driver shows and does not take is mostly its default. */
static int insert_with_fallback(struct apply *apply, size_t i, struct nic_err *err)
{
	const struct params *params = &apply->plan->steps.items[i].params;
	int r = call_insert(apply, i, params->text, err);

	if (r == -EINVAL && strcmp(params->text, params->fallback) != 0) {
		r = call_insert(apply, i, params->fallback, err);
		if (r == 0)
			apply->result->steps.items[i].note =
				"it did not take its own parameters again, only the "
				"configured ones";
	}
	return r;
}

static int insert_step(struct apply *apply, size_t i, struct nic_err *err)
{
	int r = insert_with_fallback(apply, i, err);

	return r == -EEXIST ? insert_over_existing(apply, i, err) : r;
}

static int set_param(struct apply *apply, const struct step *step, const char *value,
		     struct nic_err *err)
{
	return apply->ops->set_param(apply->ops->ctx, step->module, step->param->name,
				     value, err);
}

/* What the journal says that a step is about. */
static const char *subject(const struct step *step)
{
	if (step->setting)
		return step->setting->port;
	return step->bind ? step->bind->address : step->module;
}

static int carry_out(struct apply *apply, size_t i, struct nic_err *err)
{
	const struct step *step = &apply->plan->steps.items[i];

	switch (step->op) {
	case STEP_REMOVE:
		return remove_until_gone(apply, step->module, err);
	case STEP_INSERT:
		return insert_step(apply, i, err);
	case STEP_BIND:
		return apply_bind_move(apply, step->bind, err);
	case STEP_PARAM:
		return set_param(apply, step, step->param->value, err);
	case STEP_SETTING:
		return apply_setting_run(apply, i, err);
	}
	return -EINVAL;
}

static int run_step(struct apply *apply, size_t i, struct nic_err *err)
{
	const struct step *step = &apply->plan->steps.items[i];
	struct step_result *result = &apply->result->steps.items[i];
	int64_t begin_us;
	int r;

	r = journal_write(apply->journal, "begun", (int)i, subject(step), err);
	if (r < 0)
		return r; /* nothing was done: the step is still waiting */
	result->state = STEP_BEGUN;
	report(apply, PROGRESS_STEP_BEGUN, i, NULL);
	begin_us = now_us(apply);
	r = carry_out(apply, i, err);
	result->duration_us = now_us(apply) - begin_us;
	result->state = r < 0 ? STEP_FAILED : STEP_DONE;
	report(apply, PROGRESS_STEP_ENDED, i, r < 0 ? err->message : NULL);
	if (r < 0)
		(void)journal_write(apply->journal, "failed", (int)i, err->message, NULL);
	if (r < 0 && apply_setting_may_skip(step, r)) {
		result->note =
			arena_printf(apply->result->arena, "skipped: %s", err->message);
		return 0;
	}
	if (r == 0)
		r = journal_write(apply->journal, "done", (int)i, subject(step), err);
	return r;
}

int apply_check_cancelled(const struct apply *apply, struct nic_err *err)
{
	const struct transaction_options *options = apply->options;

	if (options->is_cancelled && options->is_cancelled(options->ctx))
		return nic_err_set(err, -ECANCELED, "interrupted");
	return 0;
}

static void end_gap(struct apply *apply)
{
	if (!apply->has_gap_begin || apply->result->has_gap)
		return; /* settings follow with the ports back */
	apply->result->has_gap = true;
	apply->result->gap_us = now_us(apply) - apply->gap_begin_us;
}

int apply_steps(struct apply *apply, size_t begin, size_t end, struct nic_err *err)
{
	for (size_t i = begin; i < end; i++) {
		int r = apply_check_cancelled(apply, err);

		if (r == 0)
			r = run_step(apply, i, err);
		if (r == 0 && i + 1 == end)
			end_gap(apply);
		if (r == 0)
			r = probephase_step(apply, i, err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Putting a module back: with its parameters, or, when those are refused, without. */
static int undo_remove(struct apply *apply, size_t i, struct nic_err *err)
{
	const struct step *step = &apply->plan->steps.items[i];
	int r = insert_step(apply, i, err);

	if (r < 0 && step->params.text[0]) {
		r = call_insert(apply, i, "", err);
		if (r == 0)
			apply->result->steps.items[i].note =
				"it came back with default parameters only";
	}
	return r;
}

static int undo_insert(struct apply *apply, size_t i, struct nic_err *err)
{
	int r = remove_until_gone(apply, apply->plan->steps.items[i].module, err);

	return r == -ENOENT ? 0 : r;
}

static int undo_bind(struct apply *apply, const struct step_bind *bind,
		     struct nic_err *err)
{
	struct step_bind back = plan_bind_inverse(bind);

	return apply_bind_move(apply, &back, err);
}

static int take_back(struct apply *apply, size_t i, struct nic_err *err)
{
	const struct step *step = &apply->plan->steps.items[i];

	switch (step->op) {
	case STEP_REMOVE:
		return undo_remove(apply, i, err);
	case STEP_INSERT:
		return undo_insert(apply, i, err);
	case STEP_BIND:
		return undo_bind(apply, step->bind, err);
	case STEP_PARAM:
		return set_param(apply, step, step->param->before, err);
	case STEP_SETTING:
		return apply_setting_undo(apply, i, err);
	}
	return -EINVAL;
}

static int undo_step(struct apply *apply, size_t i, struct nic_err *err)
{
	const struct step *step = &apply->plan->steps.items[i];
	struct step_result *result = &apply->result->steps.items[i];
	int64_t begin_us;
	int r;

	/* A journal that cannot be written any more must not stop the way back. */
	(void)journal_write(apply->journal, "undo-begun", (int)i, subject(step), NULL);
	report(apply, PROGRESS_STEP_BEGUN, i, NULL);
	begin_us = now_us(apply);
	r = take_back(apply, i, err);
	result->duration_us = now_us(apply) - begin_us;
	result->state = r < 0 ? STEP_UNDO_FAILED : STEP_UNDONE;
	report(apply, PROGRESS_STEP_ENDED, i, r < 0 ? err->message : NULL);
	(void)journal_write(apply->journal, r < 0 ? "undo-failed" : "undone", (int)i,
			    r < 0 ? err->message : subject(step), NULL);
	return r;
}

bool apply_has_effect(const struct plan *plan, const struct transaction_result *result,
		      size_t i)
{
	enum step_state state = result->steps.items[i].state;

	return state == STEP_DONE ||
	       (state == STEP_FAILED && (plan->steps.items[i].bind != NULL ||
					 plan->steps.items[i].setting != NULL));
}

int apply_undo(struct apply *apply, struct nic_err *err)
{
	struct nic_err step_err = {0};
	int first = 0;

	for (size_t i = apply->plan->steps.n; i > 0; i--) {
		int r;

		if (!apply_has_effect(apply->plan, apply->result, i - 1))
			continue;
		r = undo_step(apply, i - 1, &step_err);
		if (r == -ETIME) { /* stuck in the kernel: so would be the next */
			*err = step_err;
			return r;
		}
		if (r < 0 && first == 0) {
			first = r;
			*err = step_err;
		}
	}
	return first;
}
