/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of the report about the probes of the protected paths. */
#include "report_probes.h"

#include <string.h>

void report_probes_find(struct report *report, const struct report_input *input)
{
	struct arena *arena = report->arena;
	const struct plan *plan = input->choice->taken.plan;
	struct probes found = {0};

	if (!plan->steps.n ||
	    probe_find(input->host, input->request, plan, arena, &found, NULL) < 0)
		return;
	for (size_t i = 0; i < found.n; i++) {
		const struct probe *probe = &found.items[i];
		struct report_probe *slot = ARENA_PUSH(arena, &report->probes);

		if (!slot)
			return;
		*slot = (struct report_probe){
			.kind = probe_kind_name((int)probe->point.kind),
			.device = probe->device,
			.netns = probe->point.netns,
			.target = probe->point.target,
			.text = probe_text(probe, arena),
			.path = probe->chain,
			.when = probe->is_steady ? "each-step" : "end",
		};
	}
}

void report_probes_result(struct report *report, const struct probes *probes)
{
	/* Both were found from the same facts. */
	for (size_t i = 0; i < probes->n && i < report->probes.n; i++) {
		report->probes.items[i].before =
			probe_state_name((int)probes->items[i].before);
		report->probes.items[i].now =
			probes->items[i].before == PROBE_PASSED
				? probe_state_name((int)probes->items[i].now)
				: NULL;
	}
}

static void put_probes(const struct text *text, const struct report *report,
		       const char *when, const char *label)
{
	for (size_t i = 0; i < report->probes.n; i++) {
		const struct report_probe *probe = &report->probes.items[i];

		if (strcmp(probe->when, when) == 0)
			text_put(text, TEXT_PLAIN, label, "%s", probe->text);
	}
}

void report_probes_text(const struct text *text, const struct report *report)
{
	if (!report->probes.n)
		return;
	text_heading(text, "Would be probed before, and must not fail afterwards");
	put_probes(text, report, "each-step", "  after each step  ");
	put_probes(text, report, "end", "  in the end       ");
}

static bool is(const char *state, const char *name)
{
	return state && strcmp(state, name) == 0;
}

void report_probes_outcome(const struct text *text, const struct report *report)
{
	size_t before = 0, now = 0;

	for (size_t i = 0; i < report->probes.n; i++) {
		const struct report_probe *probe = &report->probes.items[i];

		before += is(probe->before, "passed");
		now += is(probe->now, "passed");
		if (is(probe->before, "failed"))
			text_put(text, TEXT_PLAIN, "  probe   ",
				 "not tested, it failed before the change: %s",
				 probe->text);
		else if (is(probe->now, "failed"))
			text_put(text, TEXT_ALERT, "  probe   ", "fails now: %s",
				 probe->text);
	}
	if (before)
		text_put(text, TEXT_PLAIN, "  probes  ",
			 "%zu of %zu that passed before pass now", now, before);
}
