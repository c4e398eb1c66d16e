/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One module at a time: cache, make, cache again. */
#include "zcbuild.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lock.h"
#include "textfile.h"
#include "zcfile.h"
#include "zcrun.h"
#include "zcsource.h"

#define KEY_BYTES_MAX 4096

static int64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const char *zcbuild_flavour_name(int flavour)
{
	switch ((enum zcbuild_flavour)flavour) {
	case ZCBUILD_RELOAD:
		return "reload";
	case ZCBUILD_HANDOVER:
		return "handover";
	case ZCBUILD_FLAVOURS:
		break;
	}
	return NULL;
}

static int check_overlay(const struct zcbuild *build, struct nic_err *err)
{
	const char *makefile = arena_printf(build->arena, "%s/Makefile", build->overlay);

	if (!makefile)
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (access(makefile, R_OK) == 0)
		return 0;
	(void)nic_err_set(err, -ENOENT,
			  "the parts to build from are not installed: there is no '%s'",
			  makefile);
	nic_err_hint(err, "install nicctl, or name its folder zc-driver with --overlay");
	return -ENOENT;
}

static int lock(struct zcbuild *build, struct nic_err *err)
{
	const char *path = arena_printf(build->arena, "%s/lock", build->cache);
	int r;

	if (!path)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = lock_take(path, &build->lock_fd, err);
	if (r == -EBUSY)
		(void)nic_err_set(err, r,
				  "another nicctl is building for kernel %s in '%s'",
				  build->kernel.release, build->cache);
	return r;
}

int zcbuild_begin(struct zcbuild *build, const struct zcbuild_request *request,
		  struct nic_err *err)
{
	int r;

	*build = (struct zcbuild){.arena = request->arena,
				  .overlay = request->overlay,
				  .drivers = request->drivers,
				  .lock_fd = -1};
	r = check_overlay(build, err);
	if (r == 0)
		r = zckernel_read(request->release, request->headers, build->arena,
				  &build->kernel, err);
	if (r == 0)
		r = zcsource_find(&build->kernel, request->source, build->arena,
				  &build->source, err);
	if (r < 0)
		return r;
	build->cache = arena_printf(build->arena, "%s/%s", request->cache,
				    build->kernel.release);
	if (!build->cache)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = zcfile_make_folder(build->cache, err);
	if (r < 0)
		return r;
	r = lock(build, err);
	if (r < 0)
		return r;
	return zcsource_unpack(build->source, &build->drivers, build->cache, NULL, true,
			       build->arena, &build->tree, err);
}

void zcbuild_end(struct zcbuild *build)
{
	if (build->lock_fd >= 0)
		close(build->lock_fd);
	build->lock_fd = -1;
}

bool zcbuild_must_unpack(const struct zcbuild *build)
{
	return !build->tree;
}

int zcbuild_unpack(struct zcbuild *build, struct nic_err *err)
{
	const char *log = arena_printf(build->arena, "%s/source.log", build->cache);
	int r;

	if (!log)
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (!build->tree)
		(void)unlink(log); /* each log is that of one run */
	r = zcsource_unpack(build->source, &build->drivers, build->cache, log, false,
			    build->arena, &build->tree, err);
	if (r < 0)
		return r;
	return zcsource_check(build->tree, build->source, &build->kernel, &build->drivers,
			      build->arena, err);
}

int zcbuild_module(const struct zcbuild *build, const char *driver,
		   enum zcbuild_flavour flavour, struct zcbuild_module *module,
		   struct nic_err *err)
{
	struct arena *arena = build->arena;
	const char *name = zcbuild_flavour_name((int)flavour), *folder;

	*module = (struct zcbuild_module){.driver = driver, .flavour = flavour};
	module->name = arena_printf(arena, "%s%s", driver,
				    flavour == ZCBUILD_HANDOVER ? "_zc" : "");
	folder = arena_printf(arena, "%s/%s-%s", build->cache, driver, name);
	module->file = arena_printf(arena, "%s/%s.ko", folder, module->name);
	module->log = arena_printf(arena, "%s/build.log", folder);
	if (arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	return zcfile_make_folder(folder, err);
}

/* Appends the line "BELOW SUM" for @folder/@below to the text *@key: the same files
 * elsewhere have the same key. */
static int add_sum(struct arena *arena, const char *folder, const char *below,
		   const char **key, struct nic_err *err)
{
	const char *path = arena_printf(arena, "%s/%s", folder, below);
	uint64_t sum;
	int r;

	if (!path)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = zcfile_sum(path, &sum, err);
	if (r < 0)
		return r;
	*key = arena_printf(arena, "%s%s %016" PRIx64 "\n", *key, below, sum);
	return *key ? 0 : nic_err_set(err, -ENOMEM, "out of memory");
}

/* What the module depends on, as text: a build is taken from the cache when it is equal.
 */
static int make_key(const struct zcbuild *build, const char *driver, const char **ret_key,
		    struct nic_err *err)
{
	const struct zckernel *kernel = &build->kernel;
	const char *place = arena_printf(build->arena, ZCSOURCE_FOLDER "/%s", driver);
	const char *key = arena_printf(build->arena, "kernel %s\nheaders %s\nsource %s\n",
				       kernel->release, kernel->headers, kernel->version);
	/* of the overlay what has a part in a build: a checkout has more there */
	const struct {
		const char *folder, *below;
	} parts[] = {
		{kernel->headers, "include/config/auto.conf"},
		{kernel->headers, "Module.symvers"},
		{build->tree, place},
		{build->overlay, "Kbuild"},
		{build->overlay, "Makefile"},
		{build->overlay, "check-source"},
		{build->overlay, "check-symbols"},
		{build->overlay, "drivers"},
		{build->overlay, "overlay"},
	};

	if (!place || !key) {
		(void)nic_err_set(err, -ENOMEM, "out of memory");
		return -ENOMEM;
	}
	for (size_t i = 0; i < NIC_ARRAY_SIZE(parts); i++) {
		int r = add_sum(build->arena, parts[i].folder, parts[i].below, &key, err);

		if (r < 0)
			return r;
	}
	*ret_key = key;
	return 0;
}

static bool has_key(const char *path, const char *key)
{
	char *text = NULL;
	size_t bytes;
	bool is_equal;

	if (textfile_read(path, KEY_BYTES_MAX, &text, &bytes, NULL) < 0)
		return false;
	is_equal = strcmp(text, key) == 0;
	free(text);
	return is_equal;
}

static int run_make(const struct zcbuild *build, const struct zcbuild_module *module,
		    const char *work, struct nic_err *err)
{
	struct arena *arena = build->arena;
	const char *const argv[] = {
		"make",
		arena_printf(arena, "-j%ld", sysconf(_SC_NPROCESSORS_ONLN)),
		"-C",
		build->overlay,
		arena_printf(arena, "DRIVER=%s", module->driver),
		arena_printf(arena, "FLAVOUR=%s",
			     zcbuild_flavour_name((int)module->flavour)),
		arena_printf(arena, "HEADERS=%s", build->kernel.headers),
		arena_printf(arena, "SOURCE=%s", build->tree),
		arena_printf(arena, "OUTPUT=%s", work),
		NULL,
	};

	if (arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	return zcrun(argv, module->log, err);
}

static int make_in(const struct zcbuild *build, const struct zcbuild_module *module,
		   const char *work, struct nic_err *err)
{
	const char *made = arena_printf(build->arena, "%s/%s.ko", work, module->name);
	const char *temp = arena_printf(build->arena, "%s.new", module->file);
	int r;

	if (!made || !temp)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = zcfile_make_folder(work, err);
	if (r == 0)
		r = run_make(build, module, work, err);
	if (r == 0)
		r = zcfile_copy(made, temp, err);
	if (r == 0)
		r = zcfile_rename(temp, module->file, err);
	if (r < 0)
		(void)unlink(temp); /* mostly it is not there */
	return r;
}

int zcbuild_make(const struct zcbuild *build, struct zcbuild_module *module,
		 struct nic_err *err)
{
	const char *work = arena_printf(build->arena, "%s/work", build->cache);
	const char *key_file = arena_printf(build->arena, "%s.key", module->file);
	const char *key = NULL;
	int64_t begin_ms = now_ms();
	int r;

	if (!work || !key_file)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = make_key(build, module->driver, &key, err);
	if (r < 0)
		return r;
	module->is_cached = has_key(key_file, key) && access(module->file, R_OK) == 0;
	if (module->is_cached)
		return 0;
	(void)unlink(key_file); /* from here on the old file does not count */
	(void)unlink(module->log);
	r = zcfile_remove_tree(work, err); /* of a run that was interrupted */
	if (r == 0)
		r = make_in(build, module, work, err);
	(void)zcfile_remove_tree(work, NULL); /* the next run does it if this did not */
	if (r == 0)
		r = zcfile_write(key_file, key, err);
	module->duration_ms = now_ms() - begin_ms;
	return r;
}
