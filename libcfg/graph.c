/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of removal, and the simulation of modprobe -r. */
#include "graph.h"

#include <errno.h>

static int out_of_memory(struct nic_err *err)
{
	return nic_err_set(err, -ENOMEM, "out of memory");
}

static int push_name(struct arena *arena, struct strv *list, const char *name)
{
	const char **slot = ARENA_PUSH(arena, list);

	if (!slot)
		return -ENOMEM;
	*slot = name;
	return 0;
}

static bool has_name(const struct strv *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++) {
		if (module_name_equal(list->items[i], name))
			return true;
	}
	return false;
}

/* @target and all modules that hold it, directly or through others, in no special order.
 */
static int holder_closure(const struct host *host, const struct module *target,
			  struct arena *arena, struct strv *closure, struct nic_err *err)
{
	if (push_name(arena, closure, target->name) < 0)
		return out_of_memory(err);
	for (size_t i = 0; i < closure->n; i++) {
		const struct module *module = host_module(host, closure->items[i]);

		for (size_t h = 0; h < module->holders.n; h++) {
			const struct module *holder =
				host_module(host, module->holders.items[h]);

			if (!holder)
				return nic_err_set(err, -ESRCH,
						   "'%s' is held by '%s', which is not "
						   "among the loaded modules",
						   module->name,
						   module->holders.items[h]);
			if (has_name(closure, holder->name))
				continue;
			if (push_name(arena, closure, holder->name) < 0)
				return out_of_memory(err);
		}
	}
	return 0;
}

static bool all_in(const struct strv *names, const struct strv *list)
{
	for (size_t i = 0; i < names->n; i++) {
		if (!has_name(list, names->items[i]))
			return false;
	}
	return true;
}

/* Moves every module of @closure whose holders are all in @order to the end of @order, in
 * the order of the host's list, so that the same facts always give the same plan. */
static int take_free_modules(const struct host *host, struct arena *arena,
			     const struct strv *closure, struct strv *order)
{
	for (size_t i = 0; i < host->modules.n; i++) {
		const struct module *module = &host->modules.items[i];

		if (!has_name(closure, module->name) || has_name(order, module->name) ||
		    !all_in(&module->holders, order))
			continue;
		if (push_name(arena, order, module->name) < 0)
			return -ENOMEM;
	}
	return 0;
}

int graph_removal_order(const struct host *host, const char *target, struct arena *arena,
			struct strv *ret_order, struct nic_err *err)
{
	const struct module *module = host_module(host, target);
	struct strv closure = {0}, order = {0};
	size_t before;
	int r;

	if (!module || module->state == MODULE_BUILTIN) {
		*ret_order = order;
		return 0;
	}
	r = holder_closure(host, module, arena, &closure, err);
	if (r < 0)
		return r;
	do {
		before = order.n;
		if (take_free_modules(host, arena, &closure, &order) < 0)
			return out_of_memory(err);
	} while (order.n > before && order.n < closure.n);
	if (order.n < closure.n)
		return nic_err_set(err, -ELOOP,
				   "the holders of '%s' hold each other in a circle",
				   target);
	*ret_order = order;
	return 0;
}

/* Against softdeps made to explode; real ones need a few hundred visits, 20 levels deep.
 */
#define SIMULATION_MAX_VISITS 10000
#define SIMULATION_MAX_DEPTH 500

/* The state of the simulated machine: reference counts by position in host->modules. */
struct simulation {
	const struct host *host;
	struct arena *arena;
	int64_t *refcnt;
	bool *is_gone;
	bool *is_entered; /* against softdeps that point at each other */
	unsigned int visits, depth;
	struct strv removed;
};

static bool index_of(const struct host *host, const char *name, size_t *ret_index)
{
	const struct module *module = host_module(host, name);

	if (!module)
		return false;
	*ret_index = (size_t)(module - host->modules.items);
	return true;
}

/* Those that the removed module held lose a reference. */
static void release_held(struct simulation *sim, const struct module *gone)
{
	for (size_t i = 0; i < sim->host->modules.n; i++) {
		if (sim->refcnt[i] > 0 &&
		    has_name(&sim->host->modules.items[i].holders, gone->name))
			sim->refcnt[i]--;
	}
}

static bool can_go(const struct simulation *sim, size_t i)
{
	const struct module *module = &sim->host->modules.items[i];

	return !sim->is_gone[i] && module->state != MODULE_BUILTIN &&
	       !module->is_permanent && sim->refcnt[i] == 0;
}

static int simulate_one(struct simulation *sim, const char *name);

static int simulate_reversed(struct simulation *sim, const struct strv *names)
{
	for (size_t i = names->n; i > 0; i--) {
		int r = simulate_one(sim, names->items[i - 1]);

		if (r < 0)
			return r;
	}
	return 0;
}

static int simulate_removal(struct simulation *sim, size_t i)
{
	const struct module *module = &sim->host->modules.items[i];

	sim->is_gone[i] = true;
	release_held(sim, module);
	return push_name(sim->arena, &sim->removed, module->name);
}

/* What the removed module needed and nothing else holds any more: each is looked at once,
 * in the index's order, and goes without softdeps and without its own dependencies. */
static int simulate_unused(struct simulation *sim, const struct strv *depends)
{
	size_t i;

	for (size_t d = 0; d < depends->n; d++) {
		if (!index_of(sim->host, depends->items[d], &i) || !can_go(sim, i))
			continue;
		if (simulate_removal(sim, i) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* rmmod_do_module() of kmod's modprobe: post softdeps, the module itself unless it is in
 * use, what became unused, pre softdeps. */
static int simulate_one(struct simulation *sim, const char *name)
{
	const struct modconf *conf = host_conf(sim->host, name);
	size_t i;
	int r = 0;

	if (!index_of(sim->host, name, &i) || sim->is_gone[i] || sim->is_entered[i] ||
	    sim->depth >= SIMULATION_MAX_DEPTH || sim->visits++ >= SIMULATION_MAX_VISITS)
		return 0;
	sim->is_entered[i] = true;
	sim->depth++;
	if (conf)
		r = simulate_reversed(sim, &conf->softdep_post);
	if (r == 0 && can_go(sim, i) && !(conf && conf->remove_cmd)) {
		r = simulate_removal(sim, i);
		if (r == 0)
			r = simulate_unused(sim, &sim->host->modules.items[i].depends);
		if (r == 0 && conf)
			r = simulate_reversed(sim, &conf->softdep_pre);
	}
	sim->is_entered[i] = false;
	sim->depth--;
	return r;
}

int graph_modprobe_removal(const struct host *host, const struct strv *targets,
			   struct arena *arena, struct strv *ret_removed,
			   struct nic_err *err)
{
	size_t n = host->modules.n;
	struct simulation sim = {.host = host, .arena = arena};

	sim.refcnt = arena_alloc(arena, (n + 1) * sizeof(*sim.refcnt));
	sim.is_gone = arena_alloc(arena, n + 1);
	sim.is_entered = arena_alloc(arena, n + 1);
	if (!sim.refcnt || !sim.is_gone || !sim.is_entered)
		return out_of_memory(err);
	for (size_t i = 0; i < n; i++)
		sim.refcnt[i] = host->modules.items[i].refcnt;
	for (size_t i = 0; i < targets->n; i++) {
		if (simulate_one(&sim, targets->items[i]) < 0)
			return out_of_memory(err);
	}
	*ret_removed = sim.removed;
	return 0;
}
