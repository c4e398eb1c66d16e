/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shows a change while it happens, one line for each step. */
#include "progress.h"

#include <string.h>

#include "fields.h"
#include "json.h"

/* "eth2: rings rx = 4096" */
static const char *setting_words(const struct progress *progress,
				 const struct step_setting *setting)
{
	const char *value = progress->is_rolling_back ? setting->before : setting->value;

	return arena_printf(progress->arena, "%s: %s %s = %.40s", setting->netdev,
			    setting->group, setting->name, value ? value : "-");
}

/* "removing irdma": while rolling back a step's inverse is at work. */
static const char *action(const struct progress *progress, const struct step *step)
{
	bool is_back = progress->is_rolling_back;
	const char *words = NULL;

	switch (step->op) {
	case STEP_REMOVE:
	case STEP_INSERT:
		words = arena_printf(progress->arena, "%s %s",
				     (step->op == STEP_REMOVE) != is_back ? "removing"
									  : "inserting",
				     step->module);
		break;
	case STEP_BIND:
		words = arena_printf(progress->arena, "moving %s to %s",
				     step->bind->address,
				     is_back ? step->bind->from : step->bind->to);
		break;
	case STEP_PARAM:
		words = arena_printf(progress->arena, "setting %s.%s", step->module,
				     step->param->name);
		break;
	case STEP_SETTING:
		words = setting_words(progress, step->setting);
		break;
	}
	return words ? words : "?";
}

static void step_begun(const struct progress *progress, size_t i)
{
	const struct step *step = &progress->plan->steps.items[i];

	text_begin_line(&progress->text, "%s%zu/%zu %s ... ",
			progress->is_rolling_back ? "undoing " : "", i + 1,
			progress->plan->steps.n, action(progress, step));
}

static void step_ended(const struct progress *progress, const struct step_result *result)
{
	bool has_failed =
		result->state == STEP_FAILED || result->state == STEP_UNDO_FAILED;

	text_line(&progress->text, "%s (%s)%s%s", has_failed ? "FAILED" : "done",
		  text_ms(progress->arena, result->duration_us), result->note ? ": " : "",
		  result->note ? result->note : "");
}

/* What a line of the stream holds; the report's line comes from report_json.c. */
struct event {
	const char *event;
	bool has_step;
	uint32_t step; /* counted from 1, as in the text */
	const char *op, *module, *state;
	bool has_duration;
	int64_t duration_us;
	const char *text;
};

static const struct jfield event_fields[] = {
	FIELD(event, event, J_STRING), FIELD_HAS(event, step, J_U32, has_step),
	FIELD(event, op, J_STRING),    FIELD(event, module, J_STRING),
	FIELD(event, state, J_STRING), FIELD_HAS(event, duration_us, J_I64, has_duration),
	FIELD(event, text, J_STRING),
};
static const struct jtype event_type = JTYPE(struct event, event_fields);

static const char *event_name(enum progress_event event)
{
	switch (event) {
	case PROGRESS_STEP_BEGUN:
		return "step-begun";
	case PROGRESS_STEP_ENDED:
		return "step-ended";
	case PROGRESS_VERIFYING:
		return "verifying";
	case PROGRESS_PROBED:
		return "probed";
	case PROGRESS_ROLLING_BACK:
		return "rolling-back";
	case PROGRESS_HOOK_BEGUN:
		return "hook";
	case PROGRESS_HOOK_OUTPUT:
		return "hook-output";
	}
	return NULL;
}

static void stream(const struct progress *progress, enum progress_event event, size_t i,
		   const struct step_result *result, const char *words)
{
	struct event line = {.event = event_name(event), .text = words};

	if (event == PROGRESS_STEP_BEGUN || event == PROGRESS_STEP_ENDED) {
		const struct step *step = &progress->plan->steps.items[i];

		line.has_step = true;
		line.step = (uint32_t)i + 1;
		line.op = step_op_name((int)step->op);
		line.module = step->module;
		line.state = result ? step_state_name((int)result->state) : NULL;
		line.has_duration = result && event == PROGRESS_STEP_ENDED;
		line.duration_us = result ? result->duration_us : 0;
		if (result && result->note)
			line.text = result->note;
	}
	(void)json_print_line(&event_type, &line); /* it says so itself */
}

void progress_show(void *ctx, enum progress_event event, size_t step,
		   const struct step_result *result, const char *words)
{
	struct progress *progress = ctx;

	if (progress->is_stream) {
		stream(progress, event, step, result, words);
		return;
	}
	if (progress->is_silent)
		return;
	switch (event) {
	case PROGRESS_STEP_BEGUN:
		step_begun(progress, step);
		break;
	case PROGRESS_STEP_ENDED:
		step_ended(progress, result);
		break;
	case PROGRESS_VERIFYING:
		text_line(&progress->text, "verifying: waiting until all is back");
		break;
	case PROGRESS_PROBED:
		text_line(&progress->text, "probes %s", words ? words : "");
		break;
	case PROGRESS_ROLLING_BACK:
		progress->is_rolling_back = true;
		text_put(&progress->text, TEXT_ALERT, "rolling back: ", "%s",
			 words ? words : "");
		break;
	case PROGRESS_HOOK_BEGUN:
		text_line(&progress->text, "hook %s", words ? words : "?");
		break;
	case PROGRESS_HOOK_OUTPUT:
		text_line(&progress->text, "  %s", words ? words : "");
		break;
	}
	(void)fflush(progress->text.out); /* a lost terminal must not stop the change */
}
