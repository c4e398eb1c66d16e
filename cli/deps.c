/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Follows live holders up and down. What a module needs is read from the holders lists,
 * too: they tell what is used now, the files only what might be. */
#include "deps.h"

#include <errno.h>
#include <string.h>

static bool has(const struct deps *deps, const char *name)
{
	for (size_t i = 0; i < deps->modules.n; i++) {
		if (module_name_equal(deps->modules.items[i].name, name))
			return true;
	}
	return false;
}

static void list_depends(const struct host *host, const char *name, struct arena *arena,
			 struct strv *ret_depends)
{
	for (size_t i = 0; i < host->modules.n; i++) {
		const struct module *below = &host->modules.items[i];

		for (size_t h = 0; h < below->holders.n; h++) {
			if (!module_name_equal(below->holders.items[h], name))
				continue;
			(void)strv_push(arena, ret_depends, below->name);
			break;
		}
	}
}

static void add(struct deps *deps, const struct host *host, const struct module *module,
		enum deps_relation relation, struct arena *arena)
{
	const struct modfile *file = host_file_of(host, module);
	struct deps_module *slot = ARENA_PUSH(arena, &deps->modules);

	if (!slot)
		return;
	slot->name = module->name;
	slot->relation = relation;
	slot->state = module->state;
	slot->has_refcnt = module->has_refcnt;
	slot->refcnt = module->refcnt;
	slot->holders = module->holders;
	if (file && !file->problem)
		slot->origin = module_origin_name((int)file->origin);
	list_depends(host, module->name, arena, &slot->depends);
}

/* Adds the neighbours of all that is there of @relation (and of the target), until there
 * is nothing new. */
static void add_closure(struct deps *deps, const struct host *host,
			enum deps_relation relation, struct arena *arena)
{
	for (size_t i = 0; i < deps->modules.n; i++) {
		const struct deps_module *at = &deps->modules.items[i];
		struct strv next = relation == DEPS_HOLDER ? at->holders : at->depends;

		if (at->relation != relation && at->relation != DEPS_TARGET)
			continue;
		for (size_t n = 0; n < next.n; n++) {
			const struct module *module = host_module(host, next.items[n]);

			if (module && !has(deps, module->name))
				add(deps, host, module, relation, arena);
		}
	}
}

int deps_make(const struct host *host, const char *module, struct arena *arena,
	      struct deps *ret_deps, struct nic_err *err)
{
	const struct module *target = host_module(host, module);
	struct deps deps = {.schema = 1, .module = module};

	if (!host->kernel.has_modules && !target)
		return nic_err_set(err, -ENOENT,
				   "kernel %s has no loadable modules here "
				   "(no /proc/modules)",
				   host->kernel.release);
	if (!target) {
		nic_err_set(err, -ENOENT, "module '%s' is not loaded", module);
		nic_err_hint(err, "'nicctl list' shows the drivers of the ports");
		return -ENOENT;
	}
	add(&deps, host, target, DEPS_TARGET, arena);
	add_closure(&deps, host, DEPS_HOLDER, arena);
	add_closure(&deps, host, DEPS_DEPENDENCY, arena);
	if (arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret_deps = deps;
	return 0;
}
