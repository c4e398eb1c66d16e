/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts about a file that is to take a module's place: its dependencies and symbols. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "collect.h"
#include "elfsyms.h"
#include "symvers.h"

/* A loaded dependency gets details like any other module; of the rest the file that
 * modprobe would load is read. */
static int add_dependency(const struct collect *collect, const char *name)
{
	struct module *module = host_module(collect->host, name);
	const char *path;

	if (module) {
		module->has_details = true;
		return 0;
	}
	path = index_path(collect->index, collect->host->arena, name);
	return path ? source_add(collect, path, name, NULL) : 0;
}

static int add_dependencies(const struct collect *collect, const struct strv *names)
{
	struct strv deeper;
	int r = 0;

	for (size_t i = 0; i < names->n && r == 0; i++) {
		deeper = (struct strv){0};
		r = index_depends(collect->index, collect->host->arena, names->items[i],
				  &deeper);
		for (size_t k = 0; k < deeper.n && r == 0; k++)
			r = add_dependency(collect, deeper.items[k]);
		if (r == 0)
			r = add_dependency(collect, names->items[i]);
	}
	return r;
}

/* Only made absolute: a link tells where the file belongs, so it is kept. */
static const char *absolute(struct arena *arena, const char *path)
{
	char *folder;
	const char *joined;

	if (path[0] == '/')
		return arena_strdup(arena, path);
	folder = getcwd(NULL, 0);
	joined = folder ? arena_printf(arena, "%s/%s", folder, path)
			: arena_strdup(arena, path);
	free(folder);
	return joined;
}

static int read_file(const struct collect *collect, const char *path)
{
	struct host *host = collect->host;
	struct strv depends;
	size_t at;
	int r;

	r = source_add(collect, path, NULL, &at);
	if (r < 0)
		return r;
	depends = host->files.items[at].depends; /* the files move when more come */
	return add_dependencies(collect, &depends);
}

int replacement_read(const struct collect *collect)
{
	const char *path = absolute(collect->host->arena, collect->query->replacement);

	return path ? read_file(collect, path) : -ENOMEM;
}

int replacement_read_beside(const struct collect *collect)
{
	const char *name = collect->query->beside;
	const char *path;

	if (host_module(collect->host, name))
		return 0;
	path = index_path(collect->index, collect->host->arena, name);
	return path ? read_file(collect, path) : 0;
}

int replacement_read_first(const struct collect *collect)
{
	return add_dependencies(collect, &collect->query->load_first);
}

static bool is_of_proven_module(const struct host *host, const struct modfile *file)
{
	for (size_t i = 0; i < host->modules.n; i++) {
		const struct module *module = &host->modules.items[i];

		if (module->path_is_proven && host_file_of(host, module) == file)
			return true;
	}
	return false;
}

static int push_all(struct arena *arena, const struct symbol_list *from,
		    struct symbol_list *to)
{
	struct symbol *slot;

	for (size_t i = 0; i < from->n; i++) {
		slot = ARENA_PUSH(arena, to);
		if (!slot)
			return -ENOMEM;
		*slot = from->items[i];
	}
	return 0;
}

/* Names whose CRC is vouched for: what files offer, and what loaded modules were linked
 * against. */
static int gather_known(struct host *host, struct arena *arena, struct symbol_list *known)
{
	int r = 0;

	for (size_t i = 0; i < host->files.n && r == 0; i++) {
		const struct modfile *file = &host->files.items[i];

		r = push_all(arena, &file->offers, known);
		if (r == 0 && is_of_proven_module(host, file))
			r = push_all(arena, &file->needs, known);
	}
	elfsyms_sort(known);
	return r;
}

/* What the files that are not loaded need and nobody vouches for. */
static int gather_wanted(struct host *host, struct arena *arena,
			 struct symbol_list *wanted)
{
	struct symbol_list known = {0};
	struct symbol *slot;
	int r;

	r = gather_known(host, arena, &known);
	for (size_t i = 0; i < host->files.n && r == 0; i++) {
		const struct modfile *file = &host->files.items[i];

		if (is_of_proven_module(host, file))
			continue;
		for (size_t k = 0; k < file->needs.n && r == 0; k++) {
			if (elfsyms_find(&known, file->needs.items[k].name))
				continue;
			slot = ARENA_PUSH(arena, wanted);
			if (!slot)
				return -ENOMEM;
			*slot = file->needs.items[k];
		}
	}
	elfsyms_sort(wanted);
	return r;
}

static int note_no_list(const struct collect *collect, size_t n)
{
	struct arena *arena = collect->host->arena;
	const char *text = arena_printf(
		arena,
		"versions of %zu symbols of the kernel image: no symvers file of "
		"%s is installed",
		n, collect->names->release);

	return text ? strv_push(arena, &collect->host->not_read, text) : -ENOMEM;
}

int replacement_symbols(const struct collect *collect)
{
	NIC_CLEANUP(arena_freep) struct arena *scratch = arena_new();
	struct host *host = collect->host;
	struct symbol_list wanted = {0};
	bool has_list;
	int r;

	if (!scratch)
		return -ENOMEM;
	r = gather_wanted(host, scratch, &wanted);
	if (r < 0 || wanted.n == 0)
		return r;
	r = symvers_lookup(collect->root, collect->names->release, &wanted, host->arena,
			   &host->kernel_symbols, &has_list);
	if (r == 0 && !has_list)
		r = note_no_list(collect, wanted.n);
	return r;
}
