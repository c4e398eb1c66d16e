/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: do the protected paths work, before, in between and afterwards?
 */
#include "probephase.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* Before the change nothing waits for it, and a second chance costs no gap. */
#define FIRST_ROUNDS 3

/* An answer takes a millisecond or two; a busy neighbour may drop a request. */
#define ANSWER_TIMEOUT_MS 250

/* A path that is silent for so long is broken: links that were not touched lose a packet,
 * not all of a dozen. */
#define STEADY_TIMEOUT_MS 3000

/* Between two rounds, when all questions are answered at once. */
#define ROUND_MS 50

static struct probes *probes_of(const struct apply *apply)
{
	return &apply->result->probes;
}

/* One look at all probes for which @chosen says yes. Returns how many did not pass: they
 * are PROBE_FAILED, or PROBE_UNKNOWN when they could not be looked at. */
static size_t look(const struct apply *apply, const bool *chosen)
{
	struct probes *probes = probes_of(apply);
	struct arena *arena = apply->result->arena;
	struct probe_point *points =
		arena_alloc(arena, (probes->n + 1) * sizeof(*points));
	bool *passed = arena_alloc(arena, probes->n + 1);
	size_t n = 0, failed = 0;
	struct nic_err ignored;
	int r = 0;

	if (!points || !passed)
		return 1;
	for (size_t i = 0; i < probes->n; i++) {
		if (chosen[i])
			points[n++] = probes->items[i].point;
	}
	if (n)
		r = apply->ops->probe(apply->ops->ctx, points, n, ANSWER_TIMEOUT_MS,
				      passed, &ignored);
	n = 0;
	for (size_t i = 0; i < probes->n; i++) {
		if (!chosen[i])
			continue;
		probes->items[i].now = r < 0	   ? PROBE_UNKNOWN
				       : passed[n] ? PROBE_PASSED
						   : PROBE_FAILED;
		failed += probes->items[i].now != PROBE_PASSED;
		n++;
	}
	return failed;
}

/* Again those that have failed, until there are none or the time is up. */
static size_t look_until(const struct apply *apply, bool *chosen, int timeout_ms)
{
	const struct sys_ops *ops = apply->ops;
	int64_t deadline_us = ops->now_us(ops->ctx) + (int64_t)timeout_ms * 1000;
	struct probes *probes = probes_of(apply);
	size_t failed = look(apply, chosen);
	struct nic_err ignored;

	while (failed && ops->now_us(ops->ctx) < deadline_us) {
		for (size_t i = 0; i < probes->n; i++)
			chosen[i] = chosen[i] && probes->items[i].now != PROBE_PASSED;
		(void)ops->watch_wait(ops->ctx, ROUND_MS, &ignored);
		failed = look(apply, chosen);
	}
	return failed;
}

/* Those that are looked at now, of those that are @wanted; NULL when memory is out. */
static bool *choose(const struct apply *apply, enum probe_state wanted, bool with_steady,
		    bool with_others)
{
	const struct probes *probes = probes_of(apply);
	bool *chosen = arena_alloc(apply->result->arena, probes->n + 1);

	for (size_t i = 0; chosen && i < probes->n; i++) {
		const struct probe *probe = &probes->items[i];

		chosen[i] = probe->before == wanted &&
			    (probe->is_steady ? with_steady : with_others);
	}
	return chosen;
}

static void tell(const struct apply *apply, const char *text)
{
	(void)journal_write(apply->journal, "probes", JOURNAL_NO_STEP, text, NULL);
	if (apply->options->progress)
		apply->options->progress(apply->options->ctx, PROGRESS_PROBED, 0, NULL,
					 text);
}

/* "4 of 5 pass" */
static void tell_count(const struct apply *apply, const char *when)
{
	const struct probes *probes = probes_of(apply);
	size_t passed = 0, counted = 0;

	for (size_t i = 0; i < probes->n; i++) {
		counted += probes->items[i].before == PROBE_PASSED;
		passed += probes->items[i].before == PROBE_PASSED &&
			  probes->items[i].now == PROBE_PASSED;
	}
	tell(apply, arena_printf(apply->result->arena, "%s: %zu of %zu pass", when,
				 passed, counted));
}

static int keep(struct apply *apply, struct nic_err *err)
{
	struct probes *probes = probes_of(apply);
	size_t passed = 0;
	int r = 0;

	for (size_t i = 0; i < probes->n && r == 0; i++) {
		struct probe *probe = &probes->items[i];

		probe->before = probe->now == PROBE_PASSED ? PROBE_PASSED : PROBE_FAILED;
		if (probe->before != PROBE_PASSED)
			continue;
		passed++;
		r = journal_write(apply->journal, PROBEPHASE_RECORD, JOURNAL_NO_STEP,
				  probe_text(probe, apply->result->arena), err);
	}
	if (!passed && probes->n)
		(void)strv_push(apply->result->arena, &apply->result->warnings,
				"no probe of the protected paths passed before the "
				"change: whether they work afterwards is not known");
	if (r == 0 && probes->n)
		tell(apply, arena_printf(apply->result->arena,
					 "before the change: %zu of %zu pass", passed,
					 probes->n));
	return r;
}

int probephase_begin(struct apply *apply, const struct host *host,
		     const struct request *request, struct nic_err *err)
{
	struct transaction_result *result = apply->result;
	bool *chosen;
	int r;

	r = probe_find(host, request, apply->plan, result->arena, &result->probes, err);
	if (r < 0 || !result->probes.n)
		return r;
	chosen = choose(apply, PROBE_UNKNOWN, true, true);
	if (!chosen)
		return nic_err_set(err, -ENOMEM, "out of memory");
	(void)look_until(apply, chosen, FIRST_ROUNDS * ANSWER_TIMEOUT_MS);
	return keep(apply, err);
}

static bool is_recorded(const struct journal_log *log, const char *text)
{
	for (size_t i = 0; text && i < log->records.n; i++) {
		const struct journal_record *record = &log->records.items[i];

		if (strcmp(record->event, PROBEPHASE_RECORD) == 0 && record->text &&
		    strcmp(record->text, text) == 0)
			return true;
	}
	return false;
}

int probephase_resume(struct apply *apply, const struct journal_log *log,
		      const struct host *host, const struct request *request,
		      struct nic_err *err)
{
	struct transaction_result *result = apply->result;
	int r = probe_find(host, request, apply->plan, result->arena, &result->probes,
			   err);

	for (size_t i = 0; r == 0 && i < result->probes.n; i++) {
		struct probe *probe = &result->probes.items[i];

		probe->before = is_recorded(log, probe_text(probe, result->arena))
					? PROBE_PASSED
					: PROBE_FAILED;
	}
	return r;
}

/* The first that passed before and does not now; NULL: there is none. */
static const struct probe *first_broken(const struct apply *apply)
{
	const struct probes *probes = probes_of(apply);

	for (size_t i = 0; i < probes->n; i++) {
		if (probes->items[i].before == PROBE_PASSED &&
		    probes->items[i].now == PROBE_FAILED)
			return &probes->items[i];
	}
	return NULL;
}

/* @when: "after step 2 (remove ice)" */
static int complain(const struct apply *apply, const char *when, struct nic_err *err)
{
	const struct probe *probe = first_broken(apply);
	struct arena *arena = apply->result->arena;
	const char *complaint = probe ? probe_complaint(probe, arena) : NULL;

	if (arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	tell_count(apply, when);
	if (!complaint)
		return nic_err_set(err, -EHOSTUNREACH,
				   "whether the protected paths work %s cannot be told: "
				   "they could not be probed",
				   when);
	return nic_err_set(err, -EHOSTUNREACH,
			   "a protected path is broken %s: %s any more; it is the way %s",
			   when, complaint, probe->chain);
}

int probephase_step(struct apply *apply, size_t i, struct nic_err *err)
{
	const struct step *step = &apply->plan->steps.items[i];
	bool *chosen = choose(apply, PROBE_PASSED, true, false);

	if (!probes_of(apply)->n)
		return 0;
	if (!chosen)
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (!look_until(apply, chosen, STEADY_TIMEOUT_MS))
		return 0;
	return complain(apply,
			arena_printf(apply->result->arena, "after step %zu (%s %s)",
				     i + 1, step_op_name((int)step->op),
				     step->bind	     ? step->bind->address
				     : step->setting ? step->setting->port
						     : step->module),
			err);
}

/* Devices that have come back may be others. */
static void follow(const struct apply *apply, const struct host *was)
{
	struct facts_query query = {.live_only = true};
	NIC_CLEANUP(host_freep) struct host *now = NULL;
	struct probes *probes = probes_of(apply);
	struct nic_err ignored;
	bool is_needed = false;

	for (size_t i = 0; i < probes->n; i++)
		is_needed |= !probes->items[i].is_steady &&
			     probes->items[i].before == PROBE_PASSED;
	if (is_needed &&
	    apply->ops->collect(apply->ops->ctx, &query, &now, &ignored) == 0)
		probe_follow(probes, was, now, apply->result->arena);
}

static size_t look_at_all(const struct apply *apply, const struct host *host)
{
	bool *steady = choose(apply, PROBE_PASSED, true, false),
	     *others = choose(apply, PROBE_PASSED, false, true);

	if (!steady || !others)
		return 1;
	follow(apply, host);
	return look_until(apply, steady, STEADY_TIMEOUT_MS) +
	       look_until(apply, others, apply->options->verify_timeout_ms);
}

int probephase_end(struct apply *apply, const struct host *host, struct nic_err *err)
{
	if (!probes_of(apply)->n)
		return 0;
	if (look_at_all(apply, host))
		return complain(apply, "after the change", err);
	tell_count(apply, "after the change");
	return 0;
}

void probephase_undone(struct apply *apply, const struct host *host)
{
	struct transaction_result *result = apply->result;
	const struct probes *probes = probes_of(apply);

	if (!probes->n)
		return;
	if (look_at_all(apply, host) && !first_broken(apply))
		(void)strv_push(result->arena, &result->warnings,
				"whether the protected paths work again cannot be told: "
				"they could not be probed");
	for (size_t i = 0; i < probes->n; i++) {
		const struct probe *probe = &probes->items[i];

		if (probe->before == PROBE_PASSED && probe->now == PROBE_FAILED)
			(void)strv_push(
				result->arena, &result->differences,
				arena_printf(result->arena,
					     "%s any more; it is the way %s",
					     probe_complaint(probe, result->arena),
					     probe->chain));
	}
	tell_count(apply, "after the rollback");
}
