/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a journal without an end to what has to be done. */
#include "recover.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "journal.h"

static bool is_same_instance(const struct host *before, const struct module *is)
{
	const struct module *was = is ? host_module(before, is->name) : NULL;

	return was && was->has_details && is->has_details &&
	       was->instance == is->instance;
}

/* A move consists of several writes: it is whole, or any part of it may be done. */
static bool is_moved(const struct step_bind *bind, const struct host *now)
{
	const struct port *port = host_port(now, bind->address);

	return port && port->driver && strcmp(port->driver, bind->to) == 0;
}

/* Does the step have an effect on the machine now? For steps of which no record says it.
 */
static enum step_state judge_by_machine(const struct journal_entry *entry, size_t i,
					const struct host *now)
{
	const struct step *step = &entry->plan->steps.items[i];
	const struct module *is = host_module(now, step->module);

	if (!step->bind && !step->param && !step->setting &&
	    is_same_instance(entry->before, is))
		return STEP_WAITING;
	switch (step->op) {
	case STEP_INSERT:
		return is ? STEP_DONE : STEP_WAITING;
	case STEP_REMOVE:
	case STEP_PARAM: /* setting it back does no harm */
	case STEP_SETTING:
		return STEP_DONE;
	case STEP_BIND:
		return is_moved(step->bind, now) ? STEP_DONE : STEP_FAILED;
	}
	return STEP_DONE;
}

static enum step_state state_of_event(const char *event, enum step_state before)
{
	if (strcmp(event, "begun") == 0)
		return STEP_BEGUN;
	if (strcmp(event, "done") == 0)
		return STEP_DONE;
	if (strcmp(event, "failed") == 0)
		return STEP_FAILED;
	if (strcmp(event, "undo-begun") == 0 || strcmp(event, "undo-failed") == 0)
		return STEP_DONE; /* undone once more, which does no harm */
	if (strcmp(event, "undone") == 0)
		return STEP_UNDONE;
	return before;
}

static void read_states(const struct journal_entry *entry, enum step_state *states)
{
	for (size_t i = 0; i < entry->log.records.n; i++) {
		const struct journal_record *record = &entry->log.records.items[i];

		if (record->has_step && record->step >= 0 &&
		    (size_t)record->step < entry->plan->steps.n)
			states[record->step] =
				state_of_event(record->event, states[record->step]);
	}
}

/* The way back goes from the last step to the first: how far down it has come. */
static size_t way_back_reached(const struct journal_entry *entry)
{
	size_t lowest = SIZE_MAX;

	for (size_t i = 0; i < entry->log.records.n; i++) {
		const struct journal_record *record = &entry->log.records.items[i];

		if (record->has_step && strcmp(record->event, "undo-begun") == 0 &&
		    (size_t)record->step < lowest)
			lowest = (size_t)record->step;
	}
	return lowest;
}

/* Undoing a step takes away what the inverses of the steps before it have put in place:
 * they follow once more, which does no harm. */
static void redo_below(enum step_state *states, size_t n)
{
	bool has_effect = false;

	for (size_t i = n; i > 0; i--) {
		if (states[i - 1] == STEP_UNDONE && has_effect)
			states[i - 1] = STEP_DONE;
		has_effect |= states[i - 1] == STEP_DONE || states[i - 1] == STEP_FAILED;
	}
}

/* No record says that it was removed, and it is not there: a record was lost together
 * with the end of the log. */
static bool is_missing(const struct step *step, enum step_state state,
		       const struct host *now)
{
	return step->op == STEP_REMOVE && state == STEP_WAITING &&
	       !host_module(now, step->module);
}

static void judge_steps(const struct journal_entry *entry, const struct host *now,
			enum step_state *states)
{
	size_t reached = way_back_reached(entry);

	read_states(entry, states);
	for (size_t i = 0; i < entry->plan->steps.n; i++) {
		if (i <= reached &&
		    is_missing(&entry->plan->steps.items[i], states[i], now))
			states[i] = STEP_DONE;
		/* With a record lost, none tells the last word about its step. */
		if (!entry->log.damaged && states[i] != STEP_BEGUN &&
		    states[i] != STEP_FAILED)
			continue;
		/* Its turn is over: it was found to have no effect. */
		if (!entry->log.damaged && i > reached)
			states[i] = STEP_WAITING;
		else
			states[i] = judge_by_machine(entry, i, now);
	}
	redo_below(states, entry->plan->steps.n);
}

static bool all_are_done(const struct journal_entry *entry, const enum step_state *states)
{
	for (size_t i = 0; i < entry->plan->steps.n; i++) {
		if (states[i] != STEP_DONE)
			return false;
	}
	return entry->plan->steps.n > 0;
}

/* Does the machine show what the step has asked for? What it does not show counts. */
static bool shows(const struct step *step, const struct host *now)
{
	const struct module *is = host_module(now, step->module);

	if (step->bind)
		return is_moved(step->bind, now);
	if (step->op != STEP_INSERT || step->setting || step->param)
		return true;
	for (size_t i = 0; is && i < step->params.asked.n; i++) {
		const struct param *asked = &step->params.asked.items[i];
		const char *value = params_value(is, asked->name);

		if (value && !params_value_equal(value, asked->value))
			return false;
	}
	return is;
}

/* A record may have come to a disk that hung after the step was taken back from memory.
 */
static bool all_are_shown(const struct journal_entry *entry, const struct host *now)
{
	for (size_t i = 0; i < entry->plan->steps.n; i++) {
		if (!shows(&entry->plan->steps.items[i], now))
			return false;
	}
	return true;
}

static struct recovery need_person(struct arena *arena, const char *what)
{
	return (struct recovery){RECOVERY_PERSON, arena_strdup(arena, what), NULL};
}

/* The boot it ran in is over, or nothing can be known without what is unreadable. */
static bool decide_by_documents(const struct journal_entry *entry, const struct host *now,
				struct arena *arena, struct recovery *recovery)
{
	const char *boot_id = journal_boot_id(entry);

	if (!boot_id || !now->kernel.boot_id)
		*recovery = need_person(arena, "it is not known whether the machine was "
					       "started anew since it began");
	else if (strcmp(boot_id, now->kernel.boot_id) != 0)
		*recovery =
			(struct recovery){RECOVERY_REBOOTED,
					  "the machine was started anew before it was "
					  "finished; what the boot loads is loaded",
					  NULL};
	else if (entry->plan_problem)
		*recovery = need_person(arena, entry->plan_problem);
	else if (entry->before_problem)
		*recovery = need_person(arena, entry->before_problem);
	else
		return false;
	return true;
}

static int decide_by_steps(const struct journal_entry *entry, const struct host *now,
			   struct arena *arena, struct recovery *recovery)
{
	bool is_unconfirmed = journal_status(&entry->log) == JOURNAL_UNCONFIRMED;

	recovery->steps =
		arena_alloc(arena, (entry->plan->steps.n + 1) * sizeof(*recovery->steps));
	if (!recovery->steps)
		return -ENOMEM;
	judge_steps(entry, now, recovery->steps);
	if (is_unconfirmed) {
		recovery->kind = RECOVERY_BACK;
		recovery->reason = "it was done, and nobody has confirmed it";
	} else if (all_are_done(entry, recovery->steps) &&
		   !journal_find(&entry->log, JOURNAL_ROLLING_BACK) &&
		   all_are_shown(entry, now)) {
		recovery->kind = RECOVERY_FORWARD;
		recovery->reason = "all of its steps are done";
	} else {
		recovery->kind = RECOVERY_BACK;
		recovery->reason = "it was stopped before it was finished";
	}
	return 0;
}

int recover_decide(const struct journal_entry *entry, const struct host *now,
		   struct arena *arena, struct recovery *ret_recovery)
{
	struct recovery recovery = {RECOVERY_NOTHING, "it is finished", NULL};
	int r = 0;

	if (entry->log_problem) {
		recovery = need_person(arena, entry->log_problem);
	} else {
		switch (journal_status(&entry->log)) {
		case JOURNAL_FINISHED:
			break;
		case JOURNAL_NOT_BEGUN:
			recovery =
				(struct recovery){RECOVERY_NOT_BEGUN,
						  "it ended before its first step", NULL};
			break;
		case JOURNAL_UNFINISHED:
		case JOURNAL_UNCONFIRMED:
			if (!decide_by_documents(entry, now, arena, &recovery))
				r = decide_by_steps(entry, now, arena, &recovery);
			break;
		}
	}
	if (r < 0 || arena_failed(arena))
		return -ENOMEM;
	*ret_recovery = recovery;
	return 0;
}

const char *recover_kind_name(int kind)
{
	switch ((enum recovery_kind)kind) {
	case RECOVERY_NOTHING:
		return "nothing";
	case RECOVERY_NOT_BEGUN:
		return "not-begun";
	case RECOVERY_REBOOTED:
		return "rebooted";
	case RECOVERY_FORWARD:
		return "forward";
	case RECOVERY_BACK:
		return "back";
	case RECOVERY_PERSON:
		return "person";
	}
	return NULL;
}
