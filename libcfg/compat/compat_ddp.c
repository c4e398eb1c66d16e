/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The DDP package of ice: without one that the driver takes it starts in its safe mode,
 * with one queue, no RDMA and no offloads. */
#include <string.h>

#include "compat_judge.h"
#include "compat_match.h"

static bool driver_in(const struct compat_fact *fact, const struct compat_driver *driver)
{
	int order;

	if (!fact->driver_min || !compat_driver_compare(&fact->on_min, driver, &order))
		return true; /* in-tree drivers of all kernels ask for the same */
	return order <= 0 &&
	       (!fact->driver_max ||
		(compat_driver_compare(&fact->on_max, driver, &order) && order >= 0));
}

/* The packages that the driver takes; NULL: no source says. */
static const struct compat_fact *limits(const struct compat_question *question,
					const struct compat_driver *driver,
					const char *family)
{
	for (size_t i = 0; i < question->table->facts.n; i++) {
		const struct compat_fact *fact = &question->table->facts.items[i];

		if (fact->ddp_min && fact->ddp_max && !fact->feature &&
		    compat_match_family(&fact->devices, family) &&
		    driver_in(fact, driver))
			return fact;
	}
	return NULL;
}

static bool is_within(const char *version, const struct compat_fact *fact)
{
	struct compat_version now, min, max;

	return compat_version_take(version, ".", 10, &now) &&
	       compat_version_take(fact->ddp_min, ".", 10, &min) &&
	       compat_version_take(fact->ddp_max, ".", 10, &max) &&
	       compat_version_compare(&min, &now) <= 0 &&
	       compat_version_compare(&now, &max) <= 0;
}

/* The package that came with the driver's source. */
static const struct compat_fact *bundled(const struct compat_question *question,
					 const struct compat_driver *driver)
{
	for (size_t i = 0; i < question->table->facts.n; i++) {
		const struct compat_fact *fact = &question->table->facts.items[i];

		if (fact->how == COMPAT_BUNDLED && fact->ddp &&
		    compat_driver_same(&fact->on, driver))
			return fact;
	}
	return NULL;
}

static void note_bundled(const struct compat_question *question,
			 const struct compat_driver *driver, struct compat_answer *answer,
			 struct arena *arena)
{
	const struct compat_fact *fact = bundled(question, driver);

	if (fact && question->ddp_version &&
	    strcmp(fact->ddp, question->ddp_version) != 0)
		(void)strv_push(arena, &answer->notes,
				arena_printf(arena,
					     "driver %s is handed out with DDP package "
					     "%s, here it is %s",
					     fact->driver, fact->ddp,
					     question->ddp_version));
}

bool compat_ddp_judge(const struct compat_question *question,
		      const struct compat_driver *driver, struct compat_answer *answer,
		      struct arena *arena)
{
	const struct compat_fact *fact = limits(question, driver, answer->family);

	if (!fact || question->ddp == COMPAT_DDP_NOT_KNOWN)
		return false;
	if (question->ddp == COMPAT_DDP_MISSING) {
		answer->verdict = COMPAT_VERDICT_DDP_MISSING;
		answer->reason = arena_printf(
			arena,
			"there is no DDP package: the driver works in its safe mode (one "
			"queue, no RDMA, no offloads); it takes packages %s to %s",
			fact->ddp_min, fact->ddp_max);
	} else if (question->ddp_version && !is_within(question->ddp_version, fact)) {
		answer->verdict = COMPAT_VERDICT_DDP_OTHER;
		answer->reason = arena_printf(
			arena,
			"the DDP package is %s, and the driver takes %s to %s: it works "
			"in its safe mode (one queue, no RDMA, no offloads)",
			question->ddp_version, fact->ddp_min, fact->ddp_max);
	} else {
		note_bundled(question, driver, answer, arena);
		return false;
	}
	answer->sources = compat_pair_of(question->table, fact, arena).sources;
	return true;
}
