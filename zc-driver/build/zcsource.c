/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds, unpacks and checks the source of a kernel. */
#include "zcsource.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "textfile.h"
#include "zcfile.h"
#include "zchint.h"
#include "zckernel.h"
#include "zcrun.h"

#define MAKEFILE_BYTES_MAX (1 << 20)

static void free_text(char **text)
{
	free(*text);
}

/* Where packages put it: Debian's, Ubuntu's (which are called by the full version, and
 * hold an archive in a folder), and a tree that somebody unpacked beside them. */
static int add_places(const struct zckernel *kernel, struct arena *arena,
		      struct strv *places)
{
	static const char *const patterns[] = {
		"/usr/src/linux-source-%s.tar.xz",
		"/usr/src/linux-source-%s.tar.bz2",
		"/usr/src/linux-source-%s",
		"/usr/src/linux-%s",
	};
	const char *const names[] = {kernel->series,
				     arena_printf(arena, "%s.0", kernel->series),
				     kernel->version};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		for (size_t k = 0; k < NIC_ARRAY_SIZE(patterns); k++) {
			const char *percent = strchr(patterns[k], '%');
			const char *path = arena_printf(
				arena, "%.*s%s%s", (int)(percent - patterns[k]),
				patterns[k], names[i], percent + 2);

			if (!path || strv_push(arena, places, path) < 0)
				return -ENOMEM;
		}
	}
	return strv_push(arena, places,
			 arena_printf(arena, "/lib/modules/%s/source", kernel->release));
}

/* A folder counts only if it holds drivers: Ubuntu's holds the archive, and
 * /lib/modules/VERSION/source is mostly only headers. */
static bool is_source(const char *place, struct arena *arena)
{
	const char *below = arena_printf(arena, "%s/" ZCSOURCE_FOLDER, place);
	struct stat st;

	if (stat(place, &st) < 0)
		return false;
	return S_ISREG(st.st_mode) || (below && stat(below, &st) == 0);
}

int zcsource_find(const struct zckernel *kernel, const char *asked, struct arena *arena,
		  const char **ret_path, struct nic_err *err)
{
	struct strv places = {0};
	struct stat st;

	if (asked) {
		if (stat(asked, &st) < 0)
			return nic_err_set(err, -errno, "the source '%s': %s", asked,
					   nic_strerror(errno));
		*ret_path = asked;
		return 0;
	}
	if (add_places(kernel, arena, &places) < 0)
		return nic_err_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0; i < places.n; i++) {
		if (is_source(places.items[i], arena)) {
			*ret_path = places.items[i];
			return 0;
		}
	}
	(void)nic_err_set(
		err, -ENOENT,
		"the source of kernel %s (version %s) is not installed: there is no '%s'",
		kernel->release, kernel->version, places.items[0]);
	zchint_source(err, kernel);
	return -ENOENT;
}

/* Names the unpacked tree after what it was unpacked from. */
static const char *tree_name(const char *path, const struct stat *st,
			     const struct strv *drivers, const char *cache,
			     struct arena *arena)
{
	const char *base = strrchr(path, '/'), *wanted = "";

	for (size_t i = 0; i < drivers->n; i++)
		wanted = arena_printf(arena, "%s-%s", wanted, drivers->items[i]);
	return arena_printf(arena, "%s/source/%s-%jd-%jd.%09ld%s", cache,
			    base ? base + 1 : path, (intmax_t)st->st_size,
			    (intmax_t)st->st_mtim.tv_sec, st->st_mtim.tv_nsec, wanted);
}

static int unpack(const char *path, const struct strv *drivers, const char *temp,
		  const char *log, struct arena *arena, struct nic_err *err)
{
	/* members are named TOP/…; the asterisk stands for TOP, and not for more */
	struct strv argv = {0};
	const char *const words[] = {"tar",
				     "-x",
				     "-f",
				     path,
				     "-C",
				     temp,
				     "--no-same-owner",
				     "--strip-components=1",
				     "--wildcards",
				     "--no-wildcards-match-slash",
				     "*/Makefile"};
	int r = 0;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(words) && r == 0; i++)
		r = strv_push(arena, &argv, words[i]);
	for (size_t i = 0; i < drivers->n && r == 0; i++)
		r = strv_push(arena, &argv,
			      arena_printf(arena, "*/" ZCSOURCE_FOLDER "/%s",
					   drivers->items[i]));
	if (r == 0 && !ARENA_PUSH(arena, &argv)) /* the NULL at the end */
		r = -ENOMEM;
	if (r < 0)
		return nic_err_set(err, r, "out of memory");
	r = zcrun(argv.items, log, err);
	return r < 0 ? nic_err_wrap(err, r, "the source '%s'", path) : 0;
}

int zcsource_unpack(const char *path, const struct strv *drivers, const char *cache,
		    const char *log, bool is_question, struct arena *arena,
		    const char **ret_tree, struct nic_err *err)
{
	const char *tree, *temp;
	struct stat st;
	int r;

	if (stat(path, &st) < 0)
		return nic_err_set(err, -errno, "the source '%s': %s", path,
				   nic_strerror(errno));
	tree = S_ISDIR(st.st_mode) ? path : tree_name(path, &st, drivers, cache, arena);
	temp = arena_printf(arena, "%s.new", tree ? tree : "");
	if (!tree || !temp)
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (is_question || access(tree, F_OK) == 0) {
		*ret_tree = access(tree, F_OK) == 0 ? tree : NULL;
		return 0;
	}
	r = zcfile_remove_tree(temp, err);
	if (r == 0)
		r = zcfile_make_folder(temp, err);
	if (r == 0)
		r = unpack(path, drivers, temp, log, arena, err);
	if (r == 0)
		r = zcfile_rename(temp, tree, err);
	if (r == 0)
		*ret_tree = tree;
	else
		(void)zcfile_remove_tree(temp, NULL); /* the cause is in err already */
	return r;
}

const char *zcsource_version(const char *makefile, struct arena *arena)
{
	static const char *const names[] = {"VERSION", "PATCHLEVEL", "SUBLEVEL"};
	const char *parts[3];

	for (size_t i = 0; i < 3; i++) {
		parts[i] = zckernel_define(makefile, names[i], arena);
		if (!parts[i] || !parts[i][0] ||
		    strspn(parts[i], "0123456789") != strlen(parts[i]))
			return NULL;
	}
	return arena_printf(arena, "%s.%s.%s", parts[0], parts[1], parts[2]);
}

static int check_version(const char *tree, const char *path,
			 const struct zckernel *kernel, struct arena *arena,
			 struct nic_err *err)
{
	NIC_CLEANUP(free_text) char *text = NULL;
	const char *makefile = arena_printf(arena, "%s/Makefile", tree), *version;
	size_t bytes;
	int r;

	if (!makefile)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = textfile_read(makefile, MAKEFILE_BYTES_MAX, &text, &bytes, err);
	if (r < 0 && r != -ENOENT)
		return r;
	version = r == 0 ? zcsource_version(text, arena) : NULL;
	if (!version) {
		(void)nic_err_set(err, -ENOENT, "'%s' is not the source of a kernel",
				  path);
		zchint_source(err, kernel);
		return -ENOENT;
	}
	if (strcmp(version, kernel->version) == 0)
		return 0;
	(void)nic_err_set(err, -EINVAL,
			  "'%s' is the source of version %s, but kernel %s is version %s",
			  path, version, kernel->release, kernel->version);
	zchint_source(err, kernel);
	return -EINVAL;
}

int zcsource_check(const char *tree, const char *path, const struct zckernel *kernel,
		   const struct strv *drivers, struct arena *arena, struct nic_err *err)
{
	int r = check_version(tree, path, kernel, arena, err);

	for (size_t i = 0; i < drivers->n && r == 0; i++) {
		const char *below =
			arena_printf(arena, "%s/" ZCSOURCE_FOLDER "/%s/Makefile", tree,
				     drivers->items[i]);

		if (!below)
			return nic_err_set(err, -ENOMEM, "out of memory");
		if (access(below, R_OK) == 0)
			continue;
		r = nic_err_set(err, -ENOENT,
				"the source '%s' has no folder " ZCSOURCE_FOLDER "/%s",
				path, drivers->items[i]);
		zchint_source(err, kernel);
	}
	return r;
}
