/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a snapshot, and every decision that can be made on what is read. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "guard.h"
#include "host_json.h"
#include "plan.h"
#include "plan_json.h"
#include "protect.h"
#include "verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Each module costs a plan and all rules. */
#define MODULES_TRIED 8

static void must(bool is_good)
{
	if (!is_good)
		abort();
}

/* What was read can be written, read again, and is the same then. */
static void round_trip(const struct host *host)
{
	NIC_CLEANUP(host_freep) struct host *again = NULL;
	char *first = host_to_json(host), *second;
	struct nic_err err;

	must(first && host_from_json(first, strlen(first), &again, &err) == 0);
	second = host_to_json(again);
	must(second && strcmp(first, second) == 0);
	free(first);
	free(second);
}

static void judge(const struct host *host, const struct request *request,
		  const struct plan *plan)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct verdicts verdicts = {0};
	struct verify_result seen;
	struct nic_err err;
	char *text = plan_to_json(request, plan);

	must(text && arena);
	free(text);
	must(guard_check(host, request, plan, arena, &verdicts, &err) == 0);
	for (size_t i = 0; i < verdicts.n; i++) {
		must(verdicts.items[i].rule && verdicts.items[i].message);
		must((verdicts.items[i].level == VERDICT_PASS) ==
		     !verdicts.items[i].remedy);
	}
	must(verify_success(host, plan, host, arena, &seen, &err) == 0);
	must(verify_rollback(host, plan, host, arena, &seen, &err) == 0);
}

static void decide(const struct host *host, const char *driver, const char *replacement,
		   bool if_changed, enum strategy strategy)
{
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	NIC_CLEANUP(plan_freep) struct plan *again = NULL;
	const char *params[] = {"debug=1", "x"};
	struct request request = {.driver = driver,
				  .replacement = replacement,
				  .params = {params, 2},
				  .if_changed = if_changed,
				  .strategy = strategy,
				  .to_stock = host->ports.n % 3 == 2};
	struct nic_err err = {0};

	if (plan_make(host, &request, &plan, &err) < 0) {
		must(err.message[0]);
		return;
	}
	must(plan_make(host, &request, &again, &err) == 0 && plan_equal(plan, again));
	judge(host, &request, plan);
}

static void simulate(const struct host *host)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct protections protections = {0};
	struct strv removed = {0};
	struct nic_err err;

	must(arena && protect_resolve(host, NULL, arena, &protections, &err) == 0);
	for (size_t i = 0; i < host->modules.n && i < MODULES_TRIED; i++) {
		struct strv one = {&host->modules.items[i].name, 1};

		must(graph_modprobe_removal(host, &one, arena, &removed, &err) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	NIC_CLEANUP(host_freep) struct host *host = NULL;
	struct nic_err err = {0};

	if (host_from_json((const char *)bytes, n, &host, &err) < 0) {
		must(err.message[0]);
		return 0;
	}
	round_trip(host);
	simulate(host);
	decide(host, "nothing", NULL, false, STRATEGY_RELOAD);
	decide(host, "nothing", NULL, false, STRATEGY_HANDOVER);
	for (size_t i = 0; i < host->modules.n && i < MODULES_TRIED; i++) {
		const char *name = host->modules.items[i].name;

		decide(host, name, NULL, i % 2, STRATEGY_RELOAD);
		decide(host, name, NULL, i % 2, STRATEGY_HANDOVER);
		if (host->files.n)
			decide(host, name, host->files.items[i % host->files.n].path,
			       false, i % 2 ? STRATEGY_RELOAD : STRATEGY_HANDOVER);
	}
	return 0;
}
