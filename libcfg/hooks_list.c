/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the hooks and judges whether they may be run. */
#include "hooks.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trust.h"

static const struct {
	enum hook_kind kind;
	const char *ending;
} endings[] = {
	{HOOK_PRE, ".pre"},
	{HOOK_POST, ".post"},
	{HOOK_ROLLBACK, ".rollback"},
};

static bool kind_of(const char *name, enum hook_kind *ret_kind)
{
	size_t length = strlen(name);

	for (size_t i = 0; name[0] != '.' && i < NIC_ARRAY_SIZE(endings); i++) {
		size_t n = strlen(endings[i].ending);

		if (length > n && strcmp(name + length - n, endings[i].ending) == 0) {
			*ret_kind = endings[i].kind;
			return true;
		}
	}
	return false;
}

static int add_hook(const char *dir, const char *path, enum hook_kind kind,
		    struct arena *arena, struct hook_list *hooks)
{
	struct hook *hook;
	struct stat st;

	if (!path)
		return -ENOMEM;
	if (stat(path, &st) == 0 && (!S_ISREG(st.st_mode) || !(st.st_mode & 0111)))
		return 0;
	hook = ARENA_PUSH(arena, hooks);
	if (!hook)
		return -ENOMEM;
	hook->path = path;
	hook->kind = kind;
	hook->refusal = trust_problem(path, NULL, 0, arena);
	if (!hook->refusal)
		/* a link could be put elsewhere */
		hook->refusal = trust_problem(dir, NULL, 0, arena);
	return arena_failed(arena) ? -ENOMEM : 0;
}

/* alphasort() follows the locale; the order must not depend on who calls. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int list_folder(const char *dir, struct arena *arena, struct hook_list *hooks,
		       struct nic_err *err)
{
	struct dirent **entries = NULL;
	int n = scandir(dir, &entries, NULL, by_name);
	enum hook_kind kind;
	int r = 0;

	if (n < 0 && (errno == ENOENT || errno == ENOTDIR) && access(dir, F_OK) < 0)
		return 0;
	if (n < 0)
		return nic_err_set(err, -errno, "cannot read the hooks in '%s': %s", dir,
				   nic_strerror(errno));
	for (int i = 0; i < n; i++) {
		if (r == 0 && kind_of(entries[i]->d_name, &kind))
			r = add_hook(
				dir,
				arena_printf(arena, "%s/%s", dir, entries[i]->d_name),
				kind, arena, hooks);
		free(entries[i]);
	}
	free(entries);
	return r < 0 ? nic_err_set(err, r, "out of memory") : 0;
}

static int list_sub_folders(const char *dir, struct arena *arena, struct hook_list *hooks,
			    struct nic_err *err)
{
	struct dirent **entries = NULL;
	int n = scandir(dir, &entries, NULL, by_name);
	int r = 0;

	for (int i = 0; i < n; i++) {
		const char *path = arena_printf(arena, "%s/%s", dir, entries[i]->d_name);
		struct stat st;

		if (!path)
			r = nic_err_set(err, -ENOMEM, "out of memory");
		else if (r == 0 && entries[i]->d_name[0] != '.' && stat(path, &st) == 0 &&
			 S_ISDIR(st.st_mode))
			r = list_folder(path, arena, hooks, err);
		free(entries[i]);
	}
	free(entries);
	return r;
}

int hooks_list(const char *dir, const char *driver, struct arena *arena,
	       struct hook_list *ret_hooks, struct nic_err *err)
{
	struct hook_list hooks = {0};
	const char *path;
	int r = list_folder(dir, arena, &hooks, err);

	if (r == 0 && driver) {
		path = arena_printf(arena, "%s/%s", dir, driver);
		r = path ? list_folder(path, arena, &hooks, err)
			 : nic_err_set(err, -ENOMEM, "out of memory");
	} else if (r == 0) {
		r = list_sub_folders(dir, arena, &hooks, err);
	}
	if (r < 0)
		return r;
	*ret_hooks = hooks;
	return 0;
}

const char *hook_kind_name(int kind)
{
	switch ((enum hook_kind)kind) {
	case HOOK_PRE:
		return "pre";
	case HOOK_POST:
		return "post";
	case HOOK_ROLLBACK:
		return "rollback";
	}
	return NULL;
}
