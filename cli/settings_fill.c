/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies what is shown of settings. */
#include "settings_fill.h"

#include <string.h>

#include "wish.h"

void settings_fill_rows(struct arena *arena, const struct step_settings *all,
			struct settings *settings)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct step_setting *one = &all->items[i];
		struct settings_row *row = ARENA_PUSH(arena, &settings->settings);

		if (!row)
			return;
		*row = (struct settings_row){
			.port = arena_strdup(arena, one->port),
			.netdev = arena_strdup(arena, one->netdev),
			.key = arena_strdup(arena, one->key),
			.group = arena_strdup(arena, one->group),
			.name = arena_strdup(arena, one->name),
			.wanted = arena_strdup(arena, one->value),
			.now = arena_strdup(arena, one->before),
			.origin = arena_strdup(arena, one->origin),
			.is_met = wish_is_met(one),
			.problem = arena_strdup(arena, one->problem),
		};
	}
}

void settings_fill_decision(struct arena *arena, const struct verdicts *verdicts,
			    const struct plan *plan, struct settings *settings)
{
	settings->verdicts = (struct verdicts){0};
	for (size_t i = 0; i < verdicts->n; i++) {
		struct verdict *slot = ARENA_PUSH(arena, &settings->verdicts);

		if (!slot)
			return; /* memory is out: the arena remembers it */
		*slot = verdicts->items[i];
		slot->message = arena_strdup(arena, slot->message);
		slot->remedy = arena_strdup(arena, slot->remedy);
	}
	settings->would_proceed = !guard_refusal(verdicts);
	settings->to_change = (uint32_t)(plan->steps.n - plan_first_setting(plan));
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

static void copy_list(struct arena *arena, const struct strv *from, struct strv *to)
{
	for (size_t i = 0; i < from->n; i++)
		(void)strv_push(arena, to, from->items[i]);
}

void settings_fill_result(struct arena *arena, const struct plan *plan,
			  const struct transaction_result *result,
			  struct settings *settings)
{
	settings->outcome = outcome_name((int)result->outcome);
	settings->transaction = arena_strdup(arena, result->id);
	settings->message = arena_strdup(arena, result->message);
	settings->hint = arena_strdup(arena, result->hint);
	copy_list(arena, &result->differences, &settings->differences);
	copy_list(arena, &result->warnings, &settings->warnings);
	for (size_t i = 0; i < result->network.differences.n; i++) {
		const struct netrestore_item *item =
			&result->network.differences.items[i];

		(void)strv_push(arena, &settings->network,
				item->problem ? item->problem : item->text);
	}
	for (size_t i = 0; i < plan->steps.n && i < result->steps.n; i++) {
		const struct step_setting *setting = plan->steps.items[i].setting;
		struct settings_row *row = setting ? row_of(settings, setting) : NULL;

		if (!row)
			continue;
		row->state = step_state_name((int)result->steps.items[i].state);
		row->note = arena_strdup(arena, result->steps.items[i].note);
	}
}
