/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The live module graph: /proc/modules for all, /sys/module for those that matter. */
#include "loaded.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "note.h"
#include "tree.h"

/* The kernel hands the list out in pieces; a module that goes away in between makes a
 * later one be skipped. That shows as a holder without an entry. */
#define MAX_READINGS 4

bool loaded_name_is_safe(const char *name)
{
	return name[0] != '\0' && name[0] != '.' && !strchr(name, '/');
}

/* "irdma,[permanent]," or "-". */
static int parse_holders(struct arena *arena, char *text, struct module *module)
{
	char *rest = NULL;
	int r = 0;

	if (strcmp(text, "-") == 0)
		return 0;
	for (char *name = strtok_r(text, ",", &rest); name && r == 0;
	     name = strtok_r(NULL, ",", &rest)) {
		if (strcmp(name, "[permanent]") == 0)
			module->is_permanent = true;
		else
			r = strv_push(arena, &module->holders, name);
	}
	return r;
}

static void parse_state(const char *text, struct module *module)
{
	module->state = MODULE_LIVE;
	if (strcmp(text, "Loading") == 0)
		module->state = MODULE_LOADING;
	else if (strcmp(text, "Unloading") == 0)
		module->state = MODULE_UNLOADING;
}

/* "ice 1073152 1 irdma, Live 0x0000000000000000 (E)"; a kernel that cannot unload
 * modules shows "-" as the count: nothing can be removed there. */
static int parse_line(struct host *host, char *line)
{
	char *rest = NULL, *end;
	char *name = strtok_r(line, " ", &rest);
	const char *size = strtok_r(NULL, " ", &rest);
	const char *count = strtok_r(NULL, " ", &rest);
	char *holders = strtok_r(NULL, " ", &rest);
	const char *state = strtok_r(NULL, " ", &rest);
	struct module *module;

	if (!name || !size || !count || !holders || !state)
		return 0;
	if (host_module(host, name))
		return 0; /* the list moved while it was read */
	module = ARENA_PUSH(host->arena, &host->modules);
	if (!module)
		return -ENOMEM;
	module->name = arena_strdup(host->arena, name);
	if (!module->name)
		return -ENOMEM;
	module->refcnt = strtoimax(count, &end, 10);
	module->has_refcnt = end != count && *end == '\0';
	module->is_permanent = !module->has_refcnt;
	parse_state(state, module);
	return parse_holders(host->arena, holders, module);
}

static int parse_list(struct host *host, char *text)
{
	char *rest = NULL;
	int r = 0;

	host->modules.items = NULL;
	host->modules.n = 0;
	for (char *line = strtok_r(text, "\n", &rest); line && r == 0;
	     line = strtok_r(NULL, "\n", &rest))
		r = parse_line(host, line);
	return r;
}

static bool list_is_whole(const struct host *host)
{
	for (size_t i = 0; i < host->modules.n; i++) {
		const struct strv *holders = &host->modules.items[i].holders;

		for (size_t k = 0; k < holders->n; k++) {
			if (!host_module(host, holders->items[k]))
				return false;
		}
	}
	return true;
}

int loaded_collect(const char *root, struct host *host, struct nic_err *err)
{
	char *text;
	int r;

	for (int i = 0; i < MAX_READINGS; i++) {
		r = tree_slurp(root, "/proc/modules", &text);
		if (r == -ENOENT)
			return 0;
		if (r < 0)
			return nic_err_set(err, r, "cannot read %s/proc/modules: %s",
					   root, nic_strerror(r));
		r = parse_list(host, text);
		free(text);
		if (r < 0)
			return nic_err_set(err, r, "out of memory");
		if (list_is_whole(host))
			return 0;
	}
	nic_err_set(err, -EAGAIN,
		    "the list of loaded modules changed with each of %d readings",
		    MAX_READINGS);
	nic_err_hint(err, "Wait until nothing else loads or removes modules, and "
			  "try again.");
	return -EAGAIN;
}

int loaded_add_builtin(const char *root, struct host *host, const char *name,
		       bool is_known)
{
	struct module *module;

	if (!loaded_name_is_safe(name) || host_module(host, name))
		return 0;
	if (!is_known && (!tree_inode(root, "/sys/module/%s", name) ||
			  tree_inode(root, "/sys/module/%s/initstate", name)))
		return 0;
	module = ARENA_PUSH(host->arena, &host->modules);
	if (!module)
		return -ENOMEM;
	module->state = MODULE_BUILTIN;
	module->is_permanent = true;
	module->name = arena_strdup(host->arena, name);
	return module->name ? 0 : -ENOMEM;
}

static int note_unreadable(struct host *host, const struct module *module, size_t n)
{
	const char *text = arena_printf(host->arena,
					"values of %zu parameters of the module '%s': %s",
					n, module->name, nic_strerror(EACCES));

	return text ? strv_push(host->arena, &host->not_read, text) : -ENOMEM;
}

static int collect_params(const char *root, struct host *host, struct module *module)
{
	struct strv names = {0};
	size_t unreadable = 0;
	struct param *param;
	int r, why;

	r = tree_list(root, host->arena, &names, "/sys/module/%s/parameters",
		      module->name);
	for (size_t i = 0; i < names.n && r == 0; i++) {
		param = ARENA_PUSH(host->arena, &module->params);
		if (!param)
			return -ENOMEM;
		param->name = names.items[i];
		param->value =
			tree_text(root, host->arena, &why, "/sys/module/%s/parameters/%s",
				  module->name, names.items[i]);
		if (!param->value && why == 0)
			param->value = ""; /* an empty string is a value */
		unreadable += why == -EACCES;
	}
	/* To root the kernel refuses only what cannot be read by anybody. */
	if (r == 0 && unreadable && geteuid() != 0)
		r = note_unreadable(host, module, unreadable);
	return r;
}

static void collect_build_id(const char *root, struct host *host, struct module *module)
{
	char note[1024];
	ssize_t n = tree_bytes(root, note, sizeof(note),
			       "/sys/module/%s/notes/.note.gnu.build-id", module->name);

	if (n > 0)
		module->build_id = note_build_id(host->arena, note, (size_t)n);
}

int loaded_details(const char *root, struct host *host, struct module *module)
{
	struct arena *arena = host->arena;
	const char *name = module->name;
	int r;

	module->has_details = true;
	if (!loaded_name_is_safe(name))
		return 0;
	module->instance = tree_inode(root, "/sys/module/%s", name);
	module->taint = tree_text(root, arena, NULL, "/sys/module/%s/taint", name);
	module->version = tree_text(root, arena, NULL, "/sys/module/%s/version", name);
	module->srcversion =
		tree_text(root, arena, NULL, "/sys/module/%s/srcversion", name);
	collect_build_id(root, host, module);
	r = collect_params(root, host, module);
	if (r == 0)
		r = tree_list(root, arena, &module->drivers, "/sys/module/%s/drivers",
			      name);
	if (r == 0)
		r = tree_list(root, arena, &module->configfs, "/sys/kernel/config/%s",
			      name);
	return arena_failed(arena) ? -ENOMEM : r;
}
