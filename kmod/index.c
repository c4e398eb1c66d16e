/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks libkmod, with functions that kmod 25 has. It never reads a module file here: that
 * is elffile.c's job, which is made for damaged ones. */
#include "index.h"

#include <errno.h>
#include <libkmod.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loaded.h"
#include "tree.h"

struct index {
	const char *root; /* borrowed */
	char folder[PATH_MAX];
	struct kmod_ctx *kmod;
	char *builtin; /* modules.builtin as text; owned, NULL until first asked for */
	bool has_read_builtin;
	char chardev[PATH_MAX]; /* the last answer */
};

static void module_unrefp(struct kmod_module **module)
{
	if (*module)
		(void)kmod_module_unref(*module); /* always NULL */
}

static void module_listp(struct kmod_list **list)
{
	(void)kmod_module_unref_list(*list); /* always 0 */
}

static void config_iterp(struct kmod_config_iter **iter)
{
	if (*iter)
		kmod_config_iter_free_iter(*iter);
}

/* What libkmod has to say reaches the user as a missing path or dependency. */
static void discard_log(void *data, int priority, const char *file, int line,
			const char *fn, const char *format, va_list args)
{
	(void)data;
	(void)priority;
	(void)file;
	(void)line;
	(void)fn;
	(void)format;
	(void)args;
}

/* libkmod's own default knows the distribution's folders; a test root has the usual. */
static struct kmod_ctx *kmod_new_below(const char *root, const char *folder)
{
	static const char *const places[] = {"/etc/modprobe.d", "/run/modprobe.d",
					     "/usr/local/lib/modprobe.d",
					     "/lib/modprobe.d"};
	char paths[NIC_ARRAY_SIZE(places)][PATH_MAX];
	const char *list[NIC_ARRAY_SIZE(places) + 1] = {NULL};

	if (root[0] == '\0')
		return kmod_new(NULL, NULL);
	for (size_t i = 0; i < NIC_ARRAY_SIZE(places); i++) {
		(void)snprintf(paths[i], sizeof(paths[i]), "%s%s", root, places[i]);
		list[i] = paths[i];
	}
	return kmod_new(folder, list);
}

/* kmod_new() reads the configuration and complains about odd lines on stderr before a log
 * function can be set; only the environment can stop that. Who has set KMOD_LOG wants to
 * read it all. */
static struct kmod_ctx *kmod_open(const char *root, const char *folder)
{
	bool is_wanted = getenv("KMOD_LOG") != NULL;
	struct kmod_ctx *kmod;

	if (is_wanted)
		return kmod_new_below(root, folder);
	(void)setenv("KMOD_LOG", "0", 1); /* without it there is only more to read */
	kmod = kmod_new_below(root, folder);
	(void)unsetenv("KMOD_LOG"); /* fails for bad names only */
	if (kmod)
		kmod_set_log_fn(kmod, discard_log, NULL);
	return kmod;
}

int index_open(const char *root, const char *release, struct index **ret_index,
	       struct nic_err *err)
{
	NIC_CLEANUP(index_closep) struct index *index = calloc(1, sizeof(*index));
	int n;

	if (!index)
		return nic_err_set(err, -ENOMEM, "out of memory");
	index->root = root;
	n = snprintf(index->folder, sizeof(index->folder), "%s/lib/modules/%s", root,
		     release);
	if (n < 0 || n >= (int)sizeof(index->folder))
		return nic_err_set(err, -ENAMETOOLONG, "the path '%s' is too long", root);
	index->kmod = kmod_open(root, index->folder);
	if (!index->kmod)
		return nic_err_set(err, -ENOMEM,
				   "modprobe's configuration cannot be read");
	/* Maps the indices; without them each question opens its file again, and finds
	 * nothing on a machine that has none. */
	(void)kmod_load_resources(index->kmod);
	*ret_index = NIC_TAKE(index);
	return 0;
}

void index_close(struct index *index)
{
	if (!index)
		return;
	if (index->kmod)
		(void)kmod_unref(index->kmod); /* always NULL */
	free(index->builtin);
	free(index);
}

void index_closep(struct index **index)
{
	index_close(*index);
	*index = NULL;
}

static struct kmod_module *module_named(struct index *index, const char *name)
{
	struct kmod_module *module = NULL;

	return kmod_module_new_from_name(index->kmod, name, &module) < 0 ? NULL : module;
}

const char *index_path(struct index *index, struct arena *arena, const char *name)
{
	NIC_CLEANUP(module_unrefp)
	struct kmod_module *module = module_named(index, name);

	return module ? arena_strdup(arena, kmod_module_get_path(module)) : NULL;
}

static int push_names(struct arena *arena, const struct kmod_list *list,
		      struct strv *names)
{
	const struct kmod_list *entry;
	struct kmod_module *module;
	int r = 0;

	kmod_list_foreach(entry, list)
	{
		module = kmod_module_get_module(entry);
		if (r == 0 && module)
			r = strv_push(arena, names, kmod_module_get_name(module));
		module_unrefp(&module);
	}
	return r;
}

int index_depends(struct index *index, struct arena *arena, const char *name,
		  struct strv *ret_names)
{
	NIC_CLEANUP(module_unrefp)
	struct kmod_module *module = module_named(index, name);
	NIC_CLEANUP(module_listp) struct kmod_list *list = NULL;

	if (!module)
		return 0;
	list = kmod_module_get_dependencies(module);
	return push_names(arena, list, ret_names);
}

/* Is the line of modules.builtin at @path, up to @end, the module @name? */
static bool line_is(const char *path, const char *end, const char *name)
{
	const char *base = path;
	char line_name[NAME_MAX];
	size_t length;

	for (const char *at = path; at < end; at++) {
		if (*at == '/')
			base = at + 1;
	}
	length = (size_t)(end - base);
	if (length <= 3 || length >= sizeof(line_name) || memcmp(end - 3, ".ko", 3) != 0)
		return false;
	memcpy(line_name, base, length - 3);
	line_name[length - 3] = '\0';
	return module_name_equal(line_name, name);
}

/* The text file, since libkmod tells this only from version 27 on. */
bool index_is_builtin(struct index *index, const char *name)
{
	const char *end;

	if (!index->has_read_builtin)
		(void)tree_slurp(index->folder, "/modules.builtin", &index->builtin);
	index->has_read_builtin = true; /* unreadable is as good as empty */
	for (const char *line = index->builtin; line && *line;
	     line = end + (*end == '\n')) {
		end = strchrnul(line, '\n');
		if (line_is(line, end, name))
			return true;
	}
	return false;
}

static bool is_blacklisted(struct index *index, const char *name)
{
	NIC_CLEANUP(config_iterp)
	struct kmod_config_iter *iter = kmod_config_get_blacklists(index->kmod);

	while (iter && kmod_config_iter_next(iter)) {
		if (module_name_equal(kmod_config_iter_get_key(iter), name))
			return true;
	}
	return false;
}

int index_conf(struct index *index, struct arena *arena, const char *name,
	       struct modconf *ret_conf, bool *ret_is_said)
{
	NIC_CLEANUP(module_unrefp)
	struct kmod_module *module = module_named(index, name);
	NIC_CLEANUP(module_listp) struct kmod_list *pre = NULL;
	NIC_CLEANUP(module_listp) struct kmod_list *post = NULL;
	struct modconf conf = {0};
	int r = 0;

	*ret_is_said = false;
	if (!module)
		return 0;
	conf.module = arena_strdup(arena, name);
	conf.options = arena_strdup(arena, kmod_module_get_options(module));
	conf.install_cmd = arena_strdup(arena, kmod_module_get_install_commands(module));
	conf.remove_cmd = arena_strdup(arena, kmod_module_get_remove_commands(module));
	conf.is_blacklisted = is_blacklisted(index, name);
	if (kmod_module_get_softdeps(module, &pre, &post) == 0)
		r = push_names(arena, pre, &conf.softdep_pre);
	if (r == 0)
		r = push_names(arena, post, &conf.softdep_post);
	if (r < 0 || arena_failed(arena))
		return -ENOMEM;
	*ret_is_said = conf.options || conf.install_cmd || conf.remove_cmd ||
		       conf.is_blacklisted || conf.softdep_pre.n || conf.softdep_post.n;
	*ret_conf = conf;
	return 0;
}

int index_of_modalias(struct index *index, struct arena *arena, const char *modalias,
		      struct strv *ret_names)
{
	NIC_CLEANUP(module_listp) struct kmod_list *list = NULL;

	if (kmod_module_new_from_lookup(index->kmod, modalias, &list) < 0)
		return 0;
	return push_names(arena, list, ret_names);
}

static bool is_loaded(const struct index *index, const char *name)
{
	return loaded_name_is_safe(name) &&
	       tree_inode(index->root, "/sys/module/%s/initstate", name) != 0;
}

const char *index_of_chardev(struct index *index, unsigned int major, unsigned int minor)
{
	NIC_CLEANUP(module_listp) struct kmod_list *list = NULL;
	const struct kmod_list *entry;
	struct kmod_module *module;
	char alias[64];

	(void)snprintf(alias, sizeof(alias), "char-major-%u-%u", major, minor);
	index->chardev[0] = '\0';
	if (kmod_module_new_from_lookup(index->kmod, alias, &list) < 0)
		return NULL;
	kmod_list_foreach(entry, list)
	{
		module = kmod_module_get_module(entry);
		if (module && index->chardev[0] == '\0' &&
		    is_loaded(index, kmod_module_get_name(module)))
			(void)snprintf(index->chardev, sizeof(index->chardev), "%s",
				       kmod_module_get_name(module));
		module_unrefp(&module);
	}
	return index->chardev[0] ? index->chardev : NULL;
}
