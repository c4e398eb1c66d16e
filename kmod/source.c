/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the file a loaded module came from, and proves it where the kernel tells enough.
 */
#include <errno.h>
#include <string.h>

#include "collect.h"
#include "modfile.h"
#include "origin.h"
#include "remember.h"

/* Modules of the running kernel that are tried for its vermagic. */
#define MAX_TRIES 4

static int read_one(const struct collect *collect, const char *path, const char *name,
		    struct modfile *ret)
{
	int r;

	r = modfile_read(collect->host->arena, path, name, collect->names->machine, ret);
	if (r == 0)
		ret->origin = origin_of(collect->root, collect->names->release, path);
	return r;
}

static int push(const struct collect *collect, const struct modfile *file,
		size_t *ret_index)
{
	struct host *host = collect->host;
	struct modfile *slot = ARENA_PUSH(host->arena, &host->files);

	if (!slot)
		return -ENOMEM;
	*slot = *file;
	if (ret_index)
		*ret_index = host->files.n - 1;
	return 0;
}

int source_add(const struct collect *collect, const char *path, const char *name,
	       size_t *ret_index)
{
	const struct modfile *known = host_file(collect->host, path);
	struct modfile file;
	int r;

	if (known) {
		if (ret_index)
			*ret_index = (size_t)(known - collect->host->files.items);
		return 0;
	}
	r = read_one(collect, path, name, &file);
	return r < 0 ? r : push(collect, &file, ret_index);
}

/* The build id is the linker's hash of the whole module, so it decides where both sides
 * have one; a srcversion only hashes the sources. */
static bool is_source(const struct modfile *file, const struct module *module)
{
	if (file->problem)
		return false;
	if (file->build_id && module->build_id)
		return strcmp(file->build_id, module->build_id) == 0;
	if (file->srcversion && module->srcversion)
		return strcmp(file->srcversion, module->srcversion) == 0;
	return false;
}

/* The file that nicctl has put in place of the installed one, if it is what is loaded. */
static int try_record(const struct collect *collect, struct module *module)
{
	struct arena *arena = collect->host->arena;
	const struct modfile *known;
	struct modfile file;
	const char *path;
	int r;

	if (!module->build_id && !module->srcversion)
		return 0; /* nothing to tell it by */
	path = remember_read(collect->root, module->name, arena);
	if (!path)
		return 0;
	known = host_file(collect->host, path);
	if (known)
		file = *known;
	else if ((r = read_one(collect, path, module->name, &file)) < 0)
		return r;
	if (!is_source(&file, module))
		return 0;
	module->path = file.path;
	module->path_is_proven = true;
	return known ? 0 : push(collect, &file, NULL);
}

static int try_installed(const struct collect *collect, struct module *module)
{
	size_t at;
	int r;

	module->installed_path =
		index_path(collect->index, collect->host->arena, module->name);
	if (!module->installed_path)
		return 0;
	r = source_add(collect, module->installed_path, module->name, &at);
	if (r < 0)
		return r;
	module->path = module->installed_path;
	module->path_is_proven = is_source(&collect->host->files.items[at], module);
	return 0;
}

int source_find(const struct collect *collect, struct module *module)
{
	int r = 0;

	if (module->state == MODULE_BUILTIN)
		return 0;
	if (module->depends.n == 0)
		r = index_depends(collect->index, collect->host->arena, module->name,
				  &module->depends);
	if (r == 0)
		r = try_installed(collect, module);
	if (r == 0 && !module->path_is_proven)
		r = try_record(collect, module);
	return r;
}

/* Modules for this very kernel: "RELEASE SMP …". */
static bool names_release(const struct modfile *file, const char *release)
{
	size_t length = strlen(release);

	return !file->problem && file->vermagic &&
	       strncmp(file->vermagic, release, length) == 0 &&
	       file->vermagic[length] == ' ';
}

static bool vermagic_from_files(struct host *host, const char *release)
{
	const struct modfile *file;

	for (size_t i = 0; i < host->modules.n; i++) {
		const struct module *module = &host->modules.items[i];

		file = module->path_is_proven ? host_file_of(host, module) : NULL;
		if (!file || !file->vermagic)
			continue;
		host->kernel.vermagic = file->vermagic;
		return true;
	}
	for (size_t i = 0; i < host->files.n; i++) {
		file = &host->files.items[i];
		if (file->origin != ORIGIN_IN_TREE || !names_release(file, release))
			continue;
		host->kernel.vermagic = file->vermagic;
		return true;
	}
	return false;
}

/* The installed file of @name, without making it part of the facts. */
static int vermagic_from_name(const struct collect *collect, const char *name)
{
	struct host *host = collect->host;
	const char *path = index_path(collect->index, host->arena, name);
	struct modfile file;
	int r;

	if (!path ||
	    origin_of(collect->root, collect->names->release, path) != ORIGIN_IN_TREE)
		return 0;
	r = read_one(collect, path, name, &file);
	if (r == 0 && names_release(&file, collect->names->release))
		host->kernel.vermagic = file.vermagic;
	return r;
}

int source_vermagic(const struct collect *collect)
{
	const struct facts_query *query = collect->query;
	struct host *host = collect->host;
	int r = 0;

	if (vermagic_from_files(host, collect->names->release) ||
	    (!query->replacement && !query->beside))
		return 0;
	if (query->target)
		r = vermagic_from_name(collect, query->target);
	for (size_t i = 0;
	     i < host->modules.n && i < MAX_TRIES && r == 0 && !host->kernel.vermagic;
	     i++)
		r = vermagic_from_name(collect, host->modules.items[i].name);
	return r;
}
