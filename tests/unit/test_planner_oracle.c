/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plans for thousands of random graphs, carried out on a simulated kernel that knows only
 * two rules: a module goes when no loaded module needs it, and comes when everything it
 * needs is loaded. Nothing here shares code with the planner. */
#include "test.h"

#include "modgraph.h"
#include "plan.h"
#include "random.h"

#define MAX_STEPS (3 * MAX_MODULES)

static struct modgraph now;

static const bool *needs_of(const struct modgraph *machine, int module)
{
	return module == machine->target && machine->is_new ? machine->new_needs
							    : machine->needs[module];
}

static bool may_remove(const struct modgraph *machine, int module)
{
	if (!machine->is_loaded[module])
		return false;
	for (int i = 0; i < machine->n; i++) {
		if (machine->is_loaded[i] && needs_of(machine, i)[module])
			return false;
	}
	return true;
}

static bool may_insert(const struct modgraph *machine, int module, bool as_new)
{
	const bool *needs = as_new ? machine->new_needs : machine->needs[module];

	if (machine->is_loaded[module])
		return false;
	for (int i = 0; i < machine->n; i++) {
		if (needs[i] && !machine->is_loaded[i])
			return false;
	}
	return true;
}

static void remove_module(struct modgraph *machine, int module)
{
	if (!may_remove(machine, module))
		fail_msg("m%d cannot be removed now", module);
	machine->is_loaded[module] = false;
	if (module == machine->target)
		machine->is_new = false;
}

static void insert_module(struct modgraph *machine, int module, bool as_new)
{
	if (!may_insert(machine, module, as_new))
		fail_msg("m%d cannot be inserted now", module);
	machine->is_loaded[module] = true;
	machine->times_loaded[module]++;
	if (module == machine->target)
		machine->is_new = as_new;
}

/* Is the step's file the replacement of the target? */
static bool is_new(const struct step *step)
{
	return step->path && strcmp(step->path, MODGRAPH_NEW) == 0;
}

static void apply(struct modgraph *machine, const struct step *step)
{
	if (step->op == STEP_REMOVE)
		remove_module(machine, modgraph_number(step->module));
	else
		insert_module(machine, modgraph_number(step->module), is_new(step));
}

static void undo(struct modgraph *machine, const struct step *step)
{
	if (step->op == STEP_REMOVE)
		insert_module(machine, modgraph_number(step->module), is_new(step));
	else
		remove_module(machine, modgraph_number(step->module));
}

static bool is_holder_or_target(int module)
{
	return module < modgraph.n_loaded &&
	       (module == modgraph.target || modgraph_reach[module][modgraph.target]);
}

/* Not loaded, and needed by the replacement, through others too. */
static bool is_new_dependency(int module)
{
	if (module < modgraph.n_loaded)
		return false;
	for (int i = 0; i < modgraph.n; i++) {
		if (modgraph.new_needs[i] && (i == module || modgraph_reach[i][module]))
			return true;
	}
	return false;
}

static void check_removed(const struct plan *plan)
{
	size_t expected = 0;

	for (int i = 0; i < modgraph.n; i++) {
		bool is_removed = strv_has(&plan->removed, modgraph_names[i]);

		assert_int_equal(is_removed, is_holder_or_target(i));
		expected += is_removed;
	}
	assert_int_equal(plan->removed.n, expected);
}

static void check_after(const struct plan *plan)
{
	size_t n = 0;

	for (int i = 0; i < modgraph.n; i++) {
		bool expected = i < modgraph.n_loaded || is_new_dependency(i);

		assert_int_equal(now.is_loaded[i], expected);
		assert_int_equal(strv_has(&plan->after, modgraph_names[i]), expected);
		assert_int_equal(strv_has(&plan->before, modgraph_names[i]),
				 i < modgraph.n_loaded);
		assert_int_equal(now.times_loaded[i],
				 is_holder_or_target(i) || is_new_dependency(i));
		n += expected;
	}
	assert_int_equal(plan->after.n, n);
	assert_true(now.is_new);
}

static void check_undo(const struct plan *plan, size_t done)
{
	now = modgraph;
	for (size_t i = 0; i < done; i++)
		apply(&now, &plan->steps.items[i]);
	for (size_t i = done; i > 0; i--)
		undo(&now, &plan->steps.items[i - 1]);
	assert_memory_equal(now.is_loaded, modgraph.is_loaded, sizeof(now.is_loaded));
	assert_false(now.is_new);
}

static void check_plan(struct host *host)
{
	struct request request = {.driver = modgraph_names[modgraph.target],
				  .replacement = MODGRAPH_NEW};
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	struct nic_err err = {0};

	if (plan_make(host, &request, &plan, &err) < 0)
		fail_msg("%s", err.message);
	assert_true(plan->steps.n <= MAX_STEPS);
	now = modgraph;
	for (size_t i = 0; i < plan->steps.n; i++)
		apply(&now, &plan->steps.items[i]);
	check_removed(plan);
	check_after(plan);
	for (size_t done = 0; done <= plan->steps.n; done++) {
		/* In long plans every prefix at the ends, some in the middle. */
		if (plan->steps.n > 60 && done > 20 && done + 20 < plan->steps.n &&
		    !random_percent(5))
			continue;
		check_undo(plan, done);
	}
}

static void test_random_plans_run_and_can_be_undone(void **state)
{
	(void)state;
	modgraph_each(true, check_plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_plans_run_and_can_be_undone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
