/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --module beats --stock, that beats the profile, and that the default: the bundled build
 * when there is one for this kernel. Nothing is built here, and nothing is taken silently
 * in place of a file that was named. */
#include "source.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "message.h"
#include "stock.h"

struct source {
	struct change *change;
	const struct host *host;
	const struct conf_driver *profile; /* NULL: none was read */
	struct arena *arena;
};

/* On the machine itself, or in the snapshot. */
static bool exists(const struct source *source, const char *path)
{
	if (!path)
		return false;
	if (source->change->from)
		return host_file(source->host, path) != NULL;
	return access(path, F_OK) == 0;
}

static const char *bundled_path(const struct source *source)
{
	return arena_printf(source->arena, "/lib/modules/%s/nicctl/%s.ko.reload",
			    source->host->kernel.release,
			    request_asked(&source->change->request));
}

/* The first of FOLDER/MODULE.ko, .ko.gz, … that is there. */
static const char *module_in(const struct source *source, const char *folder,
			     const char *module)
{
	static const char *const endings[] = {"", ".gz", ".xz", ".zst"};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(endings); i++) {
		const char *path = arena_printf(source->arena, "%s/%s.ko%s", folder,
						module, endings[i]);

		if (exists(source, path))
			return path;
	}
	return NULL;
}

/* What DKMS has built; where it keeps that: dkms(8), "kernel-VERSION-ARCH" below
 * /var/lib/dkms. */
static const char *dkms_path(const struct source *source, const char *package,
			     const char *module)
{
	const struct kernel *kernel = &source->host->kernel;
	const char *folder =
		arena_printf(source->arena, "/var/lib/dkms/%s/kernel-%s-%s/module",
			     package, kernel->release, kernel->machine);
	const char *path = folder ? module_in(source, folder, module) : NULL;

	return path ? path : arena_printf(source->arena, "%s/%s.ko", folder, module);
}

static const char *stock_of_snapshot(const struct source *source, const char *module)
{
	for (size_t i = 0; i < source->host->files.n; i++) {
		const struct modfile *file = &source->host->files.items[i];

		if (file->origin == ORIGIN_IN_TREE && file->name &&
		    module_name_equal(file->name, module))
			return file->path;
	}
	return NULL;
}

static int take_stock(const struct source *source, const char *why)
{
	struct request *request = &source->change->request;
	const char *name = request_asked(request);
	const char *release = source->host->kernel.release;
	const char *path = source->change->from
				   ? stock_of_snapshot(source, name)
				   : stock_find("", release, name, source->arena);

	if (!path) {
		message_error(
			"the distribution's '%s' is not there: no such module below "
			"/lib/modules/%s/kernel",
			name, release);
		message_plain("install the kernel's package again, or name a file with "
			      "--module");
		return -ENOENT;
	}
	request->replacement = path;
	request->source = why;
	return 0;
}

static void take_bundled(const struct source *source, const char *why)
{
	struct request *request = &source->change->request;

	request->replacement = bundled_path(source);
	request->source = why;
	request->source_remedy =
		arena_printf(source->arena,
			     "build it for this kernel with 'nicctl build %s --install', "
			     "or take the distribution's driver with --stock",
			     request_asked(request));
}

static void take_dkms(const struct source *source, const char *why)
{
	struct request *request = &source->change->request;
	const char *package = conf_text(&source->profile->dkms);

	request->replacement =
		dkms_path(source, package,
			  request->module ? request->module : request_asked(request));
	request->source = why;
	request->source_remedy = arena_printf(
		source->arena,
		"build it for this kernel with 'dkms install %s/VERSION -k %s', or take "
		"the distribution's driver with --stock",
		package, source->host->kernel.release);
}

/* Without a word in the profile: what 'nicctl build' has installed, if it has. */
static void take_default(const struct source *source)
{
	if (exists(source, bundled_path(source)))
		take_bundled(source, "the bundled build for this kernel");
	else
		source->change->request.source =
			"no bundled build for this kernel: the installed module";
}

static int take_from_profile(const struct source *source)
{
	const struct conf_value *value = &source->profile->source;
	const char *name = conf_text(value);
	const char *why = arena_printf(source->arena, "profile %s", value->origin);

	if (!name || strcmp(name, "auto") == 0) {
		take_default(source);
	} else if (strcmp(name, "bundled") == 0) {
		take_bundled(source, why);
	} else if (strcmp(name, "dkms") == 0) {
		take_dkms(source, why);
	} else if (strcmp(name, "stock") == 0) {
		return take_stock(source, why);
	} else {
		source->change->request.replacement = name;
		source->change->request.source = why;
	}
	return 0;
}

/* "/x/ice-zc.ko.xz" holds the module ice_zc. */
static bool is_named_after(const char *path, const char *module)
{
	const char *base = strrchr(path, '/');
	char name[64] = ""; /* MODULE_NAME_LEN of the kernel */
	size_t bytes;

	base = base ? base + 1 : path;
	bytes = strcspn(base, ".");
	if (bytes >= sizeof(name))
		return false;
	memcpy(name, base, bytes);
	return module_name_equal(name, module);
}

/* What the profile says about the module it was written for. */
static void apply_profile(const struct source *source)
{
	struct request *request = &source->change->request;
	const struct conf_driver *profile = source->profile;

	request->module = conf_text(&profile->module);
	request->load_first = profile->load_first.items;
	request->load_first_origins = profile->load_first.origins;
	request->expect_lost = profile->expect_lost.items;
	request->expect_lost_origins = profile->expect_lost.origins;
}

/* When the driver is not loaded but the module that takes its place is, that one goes. */
static void find_target(const struct source *source)
{
	struct request *request = &source->change->request;
	const char *other = source->profile ? conf_text(&source->profile->module) : NULL;

	if (!other || host_module(source->host, request->driver) ||
	    !host_module(source->host, other))
		return;
	request->asked = request->driver;
	request->driver = other;
	if (!request->module)
		request->module = request->asked;
}

static int choose(const struct source *source)
{
	struct request *request = &source->change->request;
	const char *other = source->profile ? conf_text(&source->profile->module) : NULL;

	if (request->replacement) {
		request->source = "--module";
		if (other && is_named_after(request->replacement, other))
			apply_profile(source);
		return 0;
	}
	/* What stands beside the driver is not for this to choose. */
	if (request->strategy == STRATEGY_HANDOVER)
		return 0;
	if (request->to_stock)
		return take_stock(source, "--stock");
	if (!source->profile) {
		take_default(source);
		return 0;
	}
	apply_profile(source);
	return take_from_profile(source);
}

int source_choose(struct change *change, const struct host *host)
{
	struct source source = {
		.change = change,
		.host = host,
		.profile = conf_driver_of(&change->conf, change->request.driver),
		.arena = change->args->arena,
	};
	int r;

	if (change->request.source)
		return 0; /* the caller knows better */
	r = choose(&source);
	if (r < 0)
		return r;
	find_target(&source);
	if (arena_failed(source.arena)) {
		message_error("out of memory");
		return -ENOMEM;
	}
	return 0;
}
