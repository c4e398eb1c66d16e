/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plans for thousands of random graphs, carried out on a simulated kernel that knows only
 * two rules: a module goes when no loaded module needs it, and comes when everything it
 * needs is loaded. Nothing here shares code with the planner. */
#include "test.h"

#include <stdlib.h>

#include "fake_host.h"
#include "graph.h"
#include "plan.h"
#include "random.h"

#define MAX_MODULES 220
#define MAX_STEPS (3 * MAX_MODULES)

/* Modules 0 to n_loaded - 1 are loaded at first, the others are files only. */
struct machine {
	int n, n_loaded, target;
	bool needs[MAX_MODULES][MAX_MODULES]; /* [a][b]: a needs b */
	bool new_needs[MAX_MODULES]; /* what the replacement of the target needs */
	bool is_loaded[MAX_MODULES];
	bool is_new; /* the target now loaded is the replacement */
	unsigned int times_loaded[MAX_MODULES];
	int position[MAX_MODULES]; /* in the order of the host's list */
};

static struct machine start, now;
static char names[MAX_MODULES][8];

static const bool *needs_of(const struct machine *machine, int module)
{
	return module == machine->target && machine->is_new ? machine->new_needs
							    : machine->needs[module];
}

static bool may_remove(const struct machine *machine, int module)
{
	if (!machine->is_loaded[module])
		return false;
	for (int i = 0; i < machine->n; i++) {
		if (machine->is_loaded[i] && needs_of(machine, i)[module])
			return false;
	}
	return true;
}

static bool may_insert(const struct machine *machine, int module, bool as_new)
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

static int number_of(const char *name)
{
	int number = atoi(name + 1);

	assert_true(name[0] == 'm' && number >= 0 && number < start.n);
	return number;
}

static void remove_module(struct machine *machine, int module)
{
	if (!may_remove(machine, module))
		fail_msg("m%d cannot be removed now", module);
	machine->is_loaded[module] = false;
	if (module == machine->target)
		machine->is_new = false;
}

static void insert_module(struct machine *machine, int module, bool as_new)
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
	return step->path && strcmp(step->path, "/opt/new.ko") == 0;
}

static void apply(struct machine *machine, const struct step *step)
{
	if (step->op == STEP_REMOVE)
		remove_module(machine, number_of(step->module));
	else
		insert_module(machine, number_of(step->module), is_new(step));
}

static void undo(struct machine *machine, const struct step *step)
{
	if (step->op == STEP_REMOVE)
		insert_module(machine, number_of(step->module), is_new(step));
	else
		remove_module(machine, number_of(step->module));
}

/* Edges go from higher to lower numbers only, so that there is no circle. */
static void add_edge(int above, int below)
{
	start.needs[above][below] = true;
}

static void make_random_edges(int from, int to, unsigned int percent)
{
	for (int a = from; a < to; a++) {
		for (int b = from; b < a; b++) {
			if (random_percent(percent))
				add_edge(a, b);
		}
	}
}

static void make_chain(int from, int to)
{
	for (int i = from + 1; i < to; i++)
		add_edge(i, i - 1);
}

static void make_diamonds(int from, int to)
{
	for (int i = from; i + 3 < to; i += 3) {
		add_edge(i + 1, i);
		add_edge(i + 2, i);
		add_edge(i + 3, i + 1);
		add_edge(i + 3, i + 2);
	}
}

static void make_edges(int from, int to)
{
	switch (random_below(5)) {
	case 0:
		make_chain(from, to);
		break;
	case 1:
		make_diamonds(from, to);
		break;
	case 2:
		make_random_edges(from, to, 60);
		break;
	default:
		make_random_edges(from, to, 1 + random_below(30));
		break;
	}
}

/* Repeated squaring of the matrix: who needs @module, through others too? */
static void close_matrix(bool reach[MAX_MODULES][MAX_MODULES], int n)
{
	for (int k = 0; k < n; k++) {
		for (int a = 0; a < n; a++) {
			for (int b = 0; b < n && reach[a][k]; b++)
				reach[a][b] = reach[a][b] || reach[k][b];
		}
	}
}

static bool reach[MAX_MODULES][MAX_MODULES];

/* What the replacement needs: some loaded modules that do not need the target themselves,
 * and some that are not loaded. */
static void make_new_needs(void)
{
	for (int i = 0; i < start.n; i++) {
		if (i == start.target || (i < start.n_loaded && reach[i][start.target]))
			continue;
		start.new_needs[i] = random_percent(i < start.n_loaded ? 10 : 40);
	}
}

static void shuffle_positions(void)
{
	for (int i = 0; i < start.n; i++) {
		int other = (int)random_below((unsigned int)i + 1);

		start.position[i] = start.position[other];
		start.position[other] = i;
	}
}

static void make_machine(unsigned int round)
{
	bool is_large = round % 100 == 99;
	int split;

	memset(&start, 0, sizeof(start));
	start.n_loaded = 1 + (int)random_below(is_large ? 200 : 18);
	start.n = start.n_loaded + (int)random_below(6);
	split = (int)random_below((unsigned int)start.n_loaded + 1);
	make_edges(0, split);
	make_edges(split, start.n_loaded); /* an isolated part */
	make_edges(start.n_loaded, start.n);
	for (int a = start.n_loaded; a < start.n; a++) {
		for (int b = 0; b < start.n_loaded; b++)
			start.needs[a][b] = random_percent(10);
	}
	start.target = (int)random_below((unsigned int)start.n_loaded);
	for (int i = 0; i < start.n_loaded; i++)
		start.is_loaded[i] = true;
	memcpy(reach, start.needs, sizeof(reach));
	close_matrix(reach, start.n);
	/* A file that needs the target cannot be a dependency of it. */
	for (int a = start.n_loaded; a < start.n; a++) {
		for (int b = 0; b < start.n_loaded; b++) {
			if (b == start.target || reach[b][start.target])
				start.needs[a][b] = false;
		}
	}
	memcpy(reach, start.needs, sizeof(reach));
	close_matrix(reach, start.n);
	make_new_needs();
	shuffle_positions();
}

static void add_file_depends(struct host *host, struct modfile *file, const bool *needs)
{
	for (int i = 0; i < start.n; i++) {
		if (needs[i])
			fake_push(host, &file->depends, names[i]);
	}
}

static struct host *make_host(void)
{
	struct host *host = fake_host();
	char path[32];

	for (int i = 0; i < start.n; i++) {
		if (start.position[i] < start.n_loaded)
			fake_module(host, names[start.position[i]]);
	}
	for (int a = 0; a < start.n_loaded; a++) {
		struct module *module = host_module(host, names[a]);

		add_file_depends(host, fake_file_of(host, names[a]), start.needs[a]);
		for (int b = 0; b < start.n; b++) {
			if (start.needs[b][a] && b < start.n_loaded)
				fake_push(host, &module->holders, names[b]);
		}
		module->refcnt = (int64_t)module->holders.n;
	}
	for (int i = start.n_loaded; i < start.n; i++) {
		snprintf(path, sizeof(path), "/lib/m%d.ko", i);
		add_file_depends(host, fake_file(host, names[i], path), start.needs[i]);
	}
	add_file_depends(host, fake_file(host, names[start.target], "/opt/new.ko"),
			 start.new_needs);
	return host;
}

static bool is_holder_or_target(int module)
{
	return module < start.n_loaded &&
	       (module == start.target || reach[module][start.target]);
}

/* Not loaded, and needed by the replacement, through others too. */
static bool is_new_dependency(int module)
{
	if (module < start.n_loaded)
		return false;
	for (int i = 0; i < start.n; i++) {
		if (start.new_needs[i] && (i == module || reach[i][module]))
			return true;
	}
	return false;
}

static void check_removed(const struct plan *plan)
{
	size_t expected = 0;

	for (int i = 0; i < start.n; i++) {
		bool is_removed = strv_has(&plan->removed, names[i]);

		assert_int_equal(is_removed, is_holder_or_target(i));
		expected += is_removed;
	}
	assert_int_equal(plan->removed.n, expected);
}

static void check_after(const struct plan *plan)
{
	size_t n = 0;

	for (int i = 0; i < start.n; i++) {
		bool expected = i < start.n_loaded || is_new_dependency(i);

		assert_int_equal(now.is_loaded[i], expected);
		assert_int_equal(strv_has(&plan->after, names[i]), expected);
		assert_int_equal(strv_has(&plan->before, names[i]), i < start.n_loaded);
		assert_int_equal(now.times_loaded[i],
				 is_holder_or_target(i) || is_new_dependency(i));
		n += expected;
	}
	assert_int_equal(plan->after.n, n);
	assert_true(now.is_new);
}

static void check_undo(const struct plan *plan, size_t done)
{
	now = start;
	for (size_t i = 0; i < done; i++)
		apply(&now, &plan->steps.items[i]);
	for (size_t i = done; i > 0; i--)
		undo(&now, &plan->steps.items[i - 1]);
	assert_memory_equal(now.is_loaded, start.is_loaded, sizeof(now.is_loaded));
	assert_false(now.is_new);
}

static void check_plan(const struct host *host)
{
	struct request request = {.driver = names[start.target],
				  .replacement = "/opt/new.ko"};
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	struct nic_err err = {0};

	if (plan_make(host, &request, &plan, &err) < 0)
		fail_msg("%s", err.message);
	assert_true(plan->steps.n <= MAX_STEPS);
	now = start;
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

static unsigned int first_round, rounds;

static void test_random_plans_run_and_can_be_undone(void **state)
{
	(void)state;
	for (unsigned int round = first_round; round < first_round + rounds; round++) {
		NIC_CLEANUP(host_freep) struct host *host = NULL;

		random_round(round);
		make_machine(round);
		host = make_host();
		check_plan(host);
	}
}

/* modprobe -r as its source reads, on the matrix: no reference counts, only questions. */
struct model {
	bool is_loaded[MAX_MODULES], is_pinned[MAX_MODULES];
	int softdep_post[MAX_MODULES], softdep_pre[MAX_MODULES]; /* -1: none */
	const struct host *host;
};

static bool is_in_use(const struct model *model, int module)
{
	for (int i = 0; i < start.n_loaded; i++) {
		if (model->is_loaded[i] && start.needs[i][module])
			return true;
	}
	return model->is_pinned[module];
}

static void model_remove(struct model *model, int module)
{
	const struct strv *depends;

	if (module < 0 || !model->is_loaded[module])
		return;
	model_remove(model, model->softdep_post[module]);
	if (!model->is_loaded[module] || is_in_use(model, module))
		return;
	model->is_loaded[module] = false;
	depends = &host_module(model->host, names[module])->depends;
	for (size_t i = 0; i < depends->n; i++) {
		int other = number_of(depends->items[i]);

		if (!is_in_use(model, other))
			model->is_loaded[other] = false;
	}
	model_remove(model, model->softdep_pre[module]);
}

/* modules.dep names all that a module needs, through others too. */
static void add_depends(struct host *host)
{
	for (int a = 0; a < start.n_loaded; a++) {
		struct module *module = host_module(host, names[a]);

		for (int i = 0; i < start.n; i++) {
			int b = start.position[i];

			if (b < start.n_loaded && reach[a][b])
				fake_push(host, &module->depends, names[b]);
		}
	}
}

/* Softdeps go from lower to higher numbers only, so that they never meet themselves. */
static void add_softdeps(struct host *host, struct model *model)
{
	for (int i = 0; i < start.n_loaded; i++) {
		int other = i + 1 + (int)random_below(5);

		model->softdep_post[i] = model->softdep_pre[i] = -1;
		if (other >= start.n_loaded || !random_percent(15))
			continue;
		if (random_percent(50)) {
			model->softdep_post[i] = other;
			fake_push(host, &fake_conf(host, names[i])->softdep_post,
				  names[other]);
		} else {
			model->softdep_pre[i] = other;
			fake_push(host, &fake_conf(host, names[i])->softdep_pre,
				  names[other]);
		}
	}
}

static void check_modprobe(struct host *host)
{
	static struct model model;
	struct strv targets = {0}, removed = {0};
	struct nic_err err;
	size_t n = 0;

	memset(&model, 0, sizeof(model));
	model.host = host;
	memcpy(model.is_loaded, start.is_loaded, sizeof(model.is_loaded));
	add_depends(host);
	add_softdeps(host, &model);
	for (int i = 0; i < start.n_loaded; i++) {
		model.is_pinned[i] = random_percent(10);
		host_module(host, names[i])->refcnt += model.is_pinned[i];
	}
	for (unsigned int i = 0; i <= random_below(3); i++)
		fake_push(host, &targets,
			  names[random_below((unsigned int)start.n_loaded)]);
	for (size_t i = 0; i < targets.n; i++)
		model_remove(&model, number_of(targets.items[i]));
	assert_int_equal(
		graph_modprobe_removal(host, &targets, host->arena, &removed, &err), 0);
	for (int i = 0; i < start.n_loaded; i++) {
		assert_int_equal(strv_has(&removed, names[i]), !model.is_loaded[i]);
		n += !model.is_loaded[i];
	}
	assert_int_equal(removed.n, n);
}

static void test_modprobe_equals_a_model_of_it(void **state)
{
	(void)state;
	for (unsigned int round = first_round; round < first_round + rounds; round++) {
		NIC_CLEANUP(host_freep) struct host *host = NULL;

		random_round(round);
		make_machine(round % 99); /* small ones: softdeps multiply the visits */
		host = make_host();
		check_modprobe(host);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_plans_run_and_can_be_undone),
		cmocka_unit_test(test_modprobe_equals_a_model_of_it),
	};

	for (int i = 0; i < MAX_MODULES; i++)
		snprintf(names[i], sizeof(names[i]), "m%d", i);
	random_start();
	first_round = random_count("NICCTL_FIRST_ROUND", 0);
	rounds = random_count("NICCTL_ROUNDS", 5000);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
