/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "planned.h"

#include "test.h"

struct plan *planned(const struct host *host, const struct request *request)
{
	struct plan *plan = NULL;
	struct nic_err err = {0};
	int r = plan_make(host, request, &plan, &err);

	if (r < 0)
		fail_msg("%d: %s", r, err.message);
	return plan;
}

struct plan *planned_for(const struct host *host, const char *driver)
{
	struct request request = {.driver = driver};

	return planned(host, &request);
}

const char *planned_steps(const struct plan *plan)
{
	const char *text = "";

	for (size_t i = 0; i < plan->steps.n; i++)
		text = arena_printf(plan->arena, "%s%s%s%s", text, i ? " " : "",
				    plan->steps.items[i].op == STEP_REMOVE ? "-" : "+",
				    plan->steps.items[i].module);
	return text;
}
