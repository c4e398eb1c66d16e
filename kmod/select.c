/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decides which modules are looked at closely. has_details serves as the mark. */
#include <errno.h>

#include "collect.h"

static void mark(const struct host *host, const char *name)
{
	struct module *module = name ? host_module(host, name) : NULL;

	if (module)
		module->has_details = true;
}

static bool mark_holders(const struct host *host)
{
	bool has_changed = false;
	struct module *holder;

	for (size_t i = 0; i < host->modules.n; i++) {
		const struct module *module = &host->modules.items[i];

		for (size_t k = 0; module->has_details && k < module->holders.n; k++) {
			holder = host_module(host, module->holders.items[k]);
			if (!holder || holder->has_details)
				continue;
			holder->has_details = true;
			has_changed = true;
		}
	}
	return has_changed;
}

static bool has_marked_holder(const struct host *host, const struct module *module)
{
	const struct module *holder;

	for (size_t i = 0; i < module->holders.n; i++) {
		holder = host_module(host, module->holders.items[i]);
		if (holder && holder->has_details)
			return true;
	}
	return false;
}

static bool mark_held(const struct host *host)
{
	bool has_changed = false;

	for (size_t i = 0; i < host->modules.n; i++) {
		struct module *module = &host->modules.items[i];

		if (module->has_details || !has_marked_holder(host, module))
			continue;
		module->has_details = true;
		has_changed = true;
	}
	return has_changed;
}

/* The index may name more than the kernel shows: a module need not use a symbol of each
 * module that its file depends on. */
static int mark_indexed(const struct collect *collect)
{
	struct host *host = collect->host;
	int r = 0;

	for (size_t i = 0; i < host->modules.n && r == 0; i++) {
		struct module *module = &host->modules.items[i];

		if (!module->has_details)
			continue;
		r = index_depends(collect->index, host->arena, module->name,
				  &module->depends);
		for (size_t k = 0; k < module->depends.n; k++)
			mark(host, module->depends.items[k]);
	}
	return r;
}

int select_modules(const struct collect *collect)
{
	const struct facts_query *query = collect->query;
	struct host *host = collect->host;

	if (query->everything) {
		for (size_t i = 0; i < host->modules.n; i++)
			host->modules.items[i].has_details = true;
		return 0;
	}
	if (!query->target) {
		for (size_t i = 0; i < host->ports.n; i++)
			mark(host, host->ports.items[i].module);
		return 0;
	}
	mark(host, query->target);
	mark(host, query->beside);
	while (mark_holders(host))
		; /* until it makes no difference */
	while (mark_held(host))
		;
	return query->live_only ? 0 : mark_indexed(collect);
}
