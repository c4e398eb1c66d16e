/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as the log of a transaction, and as its plan. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "journal_read.h"
#include "plan_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void must(bool is_good)
{
	if (!is_good)
		abort();
}

static void read_log(const char *text, size_t n)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct journal_log log;

	must(arena && journal_parse_log(text, n, arena, &log) == 0);
	must(log.whole_bytes <= n);
	for (size_t i = 0; i < log.records.n; i++)
		must(log.records.items[i].event && log.records.items[i].time);
	must((journal_status(&log) == JOURNAL_FINISHED) <= (journal_end(&log) != NULL));
}

/* What was read can be written, and is the same plan then. */
static void read_plan(const char *text, size_t n)
{
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	NIC_CLEANUP(plan_freep) struct plan *again = NULL;
	const struct request *request;
	struct nic_err err = {0};
	char *copy;

	if (plan_from_json(text, n, &plan, &request, &err) < 0) {
		must(err.message[0]);
		return;
	}
	copy = plan_to_json(request, plan);
	must(copy && plan_from_json(copy, strlen(copy), &again, &request, &err) == 0);
	must(plan_equal(plan, again));
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	read_log((const char *)bytes, n);
	read_plan((const char *)bytes, n);
	return 0;
}
