/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The module view of the machine: puts the facts about modules together. */
#include "modules.h"

#include <errno.h>
#include <stdlib.h>

#include "collect.h"
#include "index.h"
#include "kernel.h"
#include "loaded.h"
#include "remember.h"
#include "setparam.h"

struct modules {
	const char *root; /* borrowed */
	struct utsname names;
	struct index *index;
};

int modules_open(const char *root, struct modules **ret_modules, struct nic_err *err)
{
	struct modules *modules = calloc(1, sizeof(*modules));
	int r;

	if (!modules)
		return nic_err_set(err, -ENOMEM, "out of memory");
	modules->root = root;
	kernel_identify(root, &modules->names);
	r = index_open(root, modules->names.release, &modules->index, err);
	if (r < 0) {
		modules_close(modules);
		return r;
	}
	*ret_modules = modules;
	return 0;
}

void modules_close(struct modules *modules)
{
	if (!modules)
		return;
	index_close(modules->index);
	free(modules);
}

const char *modules_of_chardev(struct modules *modules, unsigned int major,
			       unsigned int minor)
{
	return index_of_chardev(modules->index, major, minor);
}

int modules_remember(struct modules *modules, const char *module, const char *path,
		     struct nic_err *err)
{
	return remember_write(modules->root, module, path, err);
}

int modules_set_param(struct modules *modules, const char *module, const char *name,
		      const char *value, struct nic_err *err)
{
	return setparam_write(modules->root, module, name, value, err);
}

static int add_builtin(const struct collect *collect)
{
	const char *name = collect->query->target;
	bool is_listed;

	if (!name || host_module(collect->host, name))
		return 0;
	is_listed = !collect->query->live_only && index_is_builtin(collect->index, name);
	return loaded_add_builtin(collect->root, collect->host, name, is_listed);
}

static int add_details(const struct collect *collect)
{
	struct host *host = collect->host;
	int r = 0;

	for (size_t i = 0; i < host->modules.n && r == 0; i++) {
		struct module *module = &host->modules.items[i];

		if (!module->has_details)
			continue;
		r = loaded_details(collect->root, host, module);
		if (r == 0 && !collect->query->live_only)
			r = source_find(collect, module);
	}
	return r;
}

static int add_conf(const struct collect *collect, const char *name)
{
	struct host *host = collect->host;
	struct modconf conf, *slot;
	bool is_said;
	int r;

	if (host_conf(host, name))
		return 0;
	r = index_conf(collect->index, host->arena, name, &conf, &is_said);
	if (r < 0 || !is_said)
		return r;
	slot = ARENA_PUSH(host->arena, &host->confs);
	if (!slot)
		return -ENOMEM;
	*slot = conf;
	return 0;
}

/* Of the modules with details, and of those whose files were read besides. */
static int add_confs(const struct collect *collect)
{
	const struct host *host = collect->host;
	int r = 0;

	for (size_t i = 0; i < host->modules.n && r == 0; i++) {
		if (host->modules.items[i].has_details)
			r = add_conf(collect, host->modules.items[i].name);
	}
	for (size_t i = 0; i < host->files.n && r == 0; i++) {
		if (!host_module(host, host->files.items[i].name))
			r = add_conf(collect, host->files.items[i].name);
	}
	return r;
}

/* Asked where a port may move: of all ports when there is a module to move to. */
static int add_id_modules(const struct collect *collect)
{
	struct host *host = collect->host;
	int r = 0;

	if (!collect->query->beside && !collect->query->everything)
		return 0;
	for (size_t i = 0; i < host->ports.n && r == 0; i++) {
		struct port *port = &host->ports.items[i];

		if (port->modalias)
			r = index_of_modalias(collect->index, host->arena, port->modalias,
					      &port->id_modules);
	}
	return r;
}

static int collect_files(const struct collect *collect)
{
	bool has_replacement = collect->query->replacement || collect->query->beside;
	int r = 0;

	if (collect->query->replacement)
		r = replacement_read(collect);
	if (r == 0 && collect->query->beside)
		r = replacement_read_beside(collect);
	if (r == 0)
		r = replacement_read_first(collect);
	if (r == 0)
		r = add_details(collect);
	if (r == 0)
		r = add_confs(collect);
	if (r == 0)
		r = add_id_modules(collect);
	if (r == 0)
		r = source_vermagic(collect);
	if (r == 0 && has_replacement)
		r = replacement_symbols(collect);
	return r;
}

static int collect_all(const struct collect *collect)
{
	int r;

	r = add_builtin(collect);
	if (r == 0)
		r = select_modules(collect);
	if (r == 0)
		r = collect->query->live_only ? add_details(collect)
					      : collect_files(collect);
	return arena_failed(collect->host->arena) ? -ENOMEM : r;
}

int modules_collect(struct modules *modules, const struct facts_query *query,
		    struct host *host, struct nic_err *err)
{
	struct collect collect = {
		.root = modules->root,
		.names = &modules->names,
		.index = modules->index,
		.query = query,
		.host = host,
	};
	int r;

	r = kernel_collect(modules->root, &modules->names, host);
	if (r < 0)
		return nic_err_set(err, r, "out of memory");
	r = loaded_collect(modules->root, host, err);
	if (r < 0)
		return r;
	r = collect_all(&collect);
	if (r < 0)
		return nic_err_set(err, r, "out of memory");
	return 0;
}
