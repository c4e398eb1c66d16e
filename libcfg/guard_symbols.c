/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about linking: the replacement against the kernel, the holders against it. */
#include "guard_rules.h"

#include <inttypes.h>

#include "symbols.h"

/* As many names as a sentence can bear. */
#define NAMES_SHOWN 4

static bool is_planned(const struct plan *plan, const char *module)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		if (plan->steps.items[i].role == ROLE_DEPENDENCY &&
		    module_name_equal(plan->steps.items[i].module, module))
			return true;
	}
	return false;
}

/* @who: who needs it. */
static void check_dependency(struct guard *guard, const char *name, const char *who)
{
	const struct modfile *file = plan_dependency_file(guard->host, name);
	const char *remedy =
		arena_printf(guard->arena, "install the module '%s' for kernel %s", name,
			     guard->host->kernel.release);

	if (strv_has(&guard->plan->removed, name))
		guard_refuse(guard, "use a build that does not need its own holder",
			     "%s needs '%s', which must be removed first", who, name);
	else if (host_module(guard->host, name))
		return;
	else if (!file || !is_planned(guard->plan, name))
		guard_refuse(
			guard, remedy,
			"%s needs module '%s', which is neither loaded nor installed",
			who, name);
	else if (file->problem)
		guard_refuse(guard, remedy, "%s needs '%s', but '%s' %s", who, name,
			     file->path, file->problem);
}

static void check_load_first(struct guard *guard)
{
	const struct request *request = guard->request;

	for (size_t i = 0; i < request->load_first.n; i++)
		check_dependency(guard, request->load_first.items[i],
				 arena_printf(guard->arena, "load-first of %s",
					      request->load_first_origins.items[i]));
}

void guard_rule_dependencies(struct guard *guard)
{
	const struct modfile *file = guard->replacement;
	size_t before = guard->verdicts->n, planned = 0;

	if (!file || file->problem)
		return;
	for (size_t i = 0; i < file->depends.n; i++)
		check_dependency(guard, file->depends.items[i], "the replacement");
	check_load_first(guard);
	for (size_t i = 0; i < guard->plan->steps.n; i++)
		planned += guard->plan->steps.items[i].role == ROLE_DEPENDENCY;
	if (guard->verdicts->n > before)
		return;
	if (planned)
		guard_pass(guard, "%zu module%s the replacement needs %s loaded first",
			   planned, planned == 1 ? "" : "s", planned == 1 ? "is" : "are");
	else if (file->depends.n)
		guard_pass(guard, "modules the replacement needs are loaded: %s",
			   guard_join(guard, &file->depends));
	else
		guard_pass(guard, "the replacement needs no other module");
}

/* The table as it is when the target is inserted: holders and target gone, dependencies
 * in. */
static struct symbol_table *table_without_target(struct guard *guard)
{
	struct {
		const struct modfile **items;
		size_t n;
	} with = {0};

	for (size_t i = 0; i < guard->plan->steps.n; i++) {
		const struct step *step = &guard->plan->steps.items[i];
		const struct modfile **slot;

		if (step->role != ROLE_DEPENDENCY || !step->path)
			continue;
		slot = ARENA_PUSH(guard->arena, &with);
		if (!slot)
			return NULL;
		*slot = host_file(guard->host, step->path);
	}
	return symbols_table(guard->host, &guard->plan->removed, with.items, with.n,
			     guard->arena);
}

static void note_name(struct guard *guard, struct strv *names, const char *name)
{
	if (names->n < NAMES_SHOWN)
		(void)strv_push(guard->arena, names, name);
	else if (names->n == NAMES_SHOWN)
		(void)strv_push(guard->arena, names, "...");
}

static void check_needs(struct guard *guard, const struct symbol_table *table,
			const struct modfile *file)
{
	struct strv differing = {0}, unchecked = {0};
	const struct symbol *first = NULL;
	size_t n_unchecked = 0;
	uint32_t crc = 0;

	for (size_t i = 0; i < file->needs.n; i++) {
		const struct symbol *need = &file->needs.items[i];

		switch (symbols_fit(table, need, first ? NULL : &crc)) {
		case SYMBOL_FITS:
			break;
		case SYMBOL_UNCHECKED:
			if (need->is_weak)
				break;
			n_unchecked++;
			note_name(guard, &unchecked, need->name);
			break;
		case SYMBOL_DIFFERS:
			first = first ? first : need;
			note_name(guard, &differing, need->name);
			break;
		}
	}
	if (first)
		guard_refuse(
			guard,
			guard_remedy(guard,
				     arena_printf(guard->arena,
						  "build it from the source of kernel "
						  "%s, with its headers and "
						  "Module.symvers",
						  guard->host->kernel.release)),
			"'%s' disagrees with this kernel about the version of %s (%s: it "
			"needs %08" PRIx32 ", here it is %08" PRIx32 ")",
			file->path, guard_join(guard, &differing), first->name,
			first->crc, crc);
	else if (n_unchecked && file->origin != ORIGIN_IN_TREE)
		guard_warn(guard,
			   "install this kernel's headers (Module.symvers) to have them "
			   "checked",
			   "%zu of the %zu symbols that '%s' needs could not be checked "
			   "beforehand (%s)",
			   n_unchecked, file->needs.n, file->path,
			   guard_join(guard, &unchecked));
	else
		guard_pass(guard, "%zu symbols that %s needs fit%s", file->needs.n,
			   file->name,
			   n_unchecked ? ", or come with the same kernel package" : "");
}

void guard_rule_symbols(struct guard *guard)
{
	const struct modfile *file = guard->replacement;
	struct symbol_table *table;

	if (!file || file->problem)
		return;
	table = table_without_target(guard);
	if (!table)
		return; /* memory is out: the arena remembers it */
	for (size_t i = 0; i < guard->plan->steps.n; i++) {
		const struct step *step = &guard->plan->steps.items[i];
		const struct modfile *dependency =
			step->path ? host_file(guard->host, step->path) : NULL;

		if (step->role == ROLE_DEPENDENCY && dependency && !dependency->problem)
			check_needs(guard, table, dependency);
	}
	check_needs(guard, table, file);
}

/* The needs of one holder that the target meets today, against the replacement's offers.
 */
struct return_check {
	size_t needs;
	struct strv missing, differing;
};

static void check_return(struct guard *guard, const struct modfile *holder,
			 const struct modfile *old, struct return_check *check)
{
	for (size_t i = 0; i < holder->needs.n; i++) {
		const struct symbol *need = &holder->needs.items[i];
		const struct symbol *offer =
			symbols_offered(guard->replacement, need->name);

		if (old ? !symbols_offered(old, need->name) : !offer)
			continue; /* some other module or the kernel meets it */
		check->needs++;
		if (!offer && !need->is_weak)
			note_name(guard, &check->missing, need->name);
		else if (offer && offer->has_crc && need->has_crc &&
			 offer->crc != need->crc)
			note_name(guard, &check->differing, need->name);
	}
}

static void judge_return(struct guard *guard, const char *name,
			 const struct modfile *holder)
{
	const struct modfile *old = host_file_of(guard->host, guard->target);
	struct return_check check = {0};
	const char *remedy = arena_printf(
		guard->arena,
		"use a build of %s from this kernel's own source, or remove %s for good "
		"first (rmmod %s) if it is not needed",
		guard->plan->driver, name, name);

	check_return(guard, holder, old && !old->problem ? old : NULL, &check);
	if (check.missing.n)
		guard_refuse(guard, remedy,
			     "%s could not come back: the replacement does not offer %s",
			     name, guard_join(guard, &check.missing));
	else if (check.differing.n)
		guard_refuse(
			guard, remedy,
			"%s could not come back: the replacement offers other versions "
			"of %s",
			name, guard_join(guard, &check.differing));
	else
		guard_pass(
			guard,
			"%s can come back: the replacement offers the %zu symbol%s that "
			"it needs of %s, with equal versions",
			name, check.needs, check.needs == 1 ? "" : "s",
			guard->plan->driver);
}

static const char *lost_origin(struct guard *guard, const char *name)
{
	const struct request *request = guard->request;

	for (size_t i = 0; i < request->expect_lost.n; i++) {
		if (module_name_equal(request->expect_lost.items[i], name))
			return request->expect_lost_origins.items[i];
	}
	return "?";
}

/* What the configuration expects to be gone; but not what stands on top of it. */
static void judge_lost(struct guard *guard, const char *name)
{
	const struct module *module = host_module(guard->host, name);

	guard_warn(guard,
		   arena_printf(guard->arena,
				"take it out of expect-lost (%s) if it is needed",
				lost_origin(guard, name)),
		   "%s is removed and not loaded again, as expect-lost of %s says", name,
		   lost_origin(guard, name));
	for (size_t i = 0; i < module->holders.n; i++) {
		const char *holder = module->holders.items[i];

		if (!strv_has(&guard->plan->lost, holder))
			guard_refuse(guard,
				     arena_printf(guard->arena,
						  "add %s to expect-lost, too, if it is "
						  "not needed",
						  holder),
				     "%s could not come back: it needs %s, which is not "
				     "loaded again",
				     holder, name);
	}
}

void guard_rule_holders_return(struct guard *guard)
{
	if (!guard->replacement || guard->replacement->problem)
		return;
	for (size_t i = 0; i + 1 < guard->plan->removed.n; i++) {
		const char *name = guard->plan->removed.items[i];
		const struct modfile *holder =
			host_file_of(guard->host, host_module(guard->host, name));

		if (strv_has(&guard->plan->lost, name))
			judge_lost(guard, name);
		else if (holder && !holder->problem)
			judge_return(guard, name, holder);
	}
	if (guard->plan->removed.n == 1)
		guard_pass(guard, "no module holds %s", guard->plan->driver);
}
