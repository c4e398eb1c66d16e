/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this machine would boot with. */
#include <string.h>
#include <sys/utsname.h>

#include "index.h"
#include "modfile.h"
#include "next_boot.h"
#include "wanted.h"

#define INITRAMFS_MS 10000 /* to read it: a slow machine and a large image */

struct looking {
	const struct next_boot_query *query;
	const char *release;
	struct arena *arena;
};

static const char *build_id(const struct looking *looking, const char *path)
{
	const struct modfile *known = host_file(looking->query->host, path);
	struct modfile file = {0};

	if (known)
		return known->build_id;
	if (modfile_read(looking->arena, path, NULL, NULL, &file) < 0 || file.problem)
		return NULL;
	return file.build_id;
}

static bool is_same(const struct looking *looking, const char *a, const char *b)
{
	const char *id_a, *id_b;

	if (!a || !b || strcmp(a, b) == 0)
		return a && b;
	id_a = build_id(looking, a);
	id_b = build_id(looking, b);
	return id_a && id_b && strcmp(id_a, id_b) == 0;
}

static const char *booted(const struct looking *looking,
			  const struct conf_driver *profile, bool has_service)
{
	NIC_CLEANUP(index_closep) struct index *index = NULL;
	struct nic_err ignored;

	if (index_open("", looking->release, &index, &ignored) < 0)
		return NULL;
	return has_service ? wanted_file(profile, looking->release, index, looking->arena)
			   : wanted_installed(profile, index, looking->arena);
}

static void judge(const struct looking *looking, struct next_boot *next)
{
	const struct next_boot_query *query = looking->query;
	const struct request *request = query->request;
	const struct modconf *conf = host_conf(query->host, request->driver);
	const struct module *loaded = host_module(query->host, request->driver);
	struct next_boot_input input = {
		.profile = conf_driver_of(query->conf, request_asked(request)),
		.overrides = query->overrides,
		.saves = query->saves,
		.params = &request->params,
		.options = conf ? conf->options : NULL,
		.beside = query->plan->beside,
		.to_stock = request->to_stock,
		.file = query->plan->replacement,
		.is_enabled = wanted_service_is_enabled(),
		.other_dir = query->config_dir,
	};

	if (!input.file && loaded)
		input.file = loaded->path;
	input.booted =
		booted(looking, input.profile, input.is_enabled && !input.other_dir);
	input.is_same = is_same(looking, input.file, input.booted);
	next_boot_judge(&input, looking->arena, next);
}

static bool keeps_driver(const struct next_boot *next)
{
	for (size_t i = 0; i < next->parts.n; i++) {
		if (strcmp(next->parts.items[i].what, "driver") == 0)
			return next->parts.items[i].is_kept;
	}
	return false;
}

static void only(struct arena *arena, struct conf *conf, const struct conf_driver *driver)
{
	struct conf_driver *slot;

	memset(&conf->drivers, 0, sizeof(conf->drivers));
	slot = ARENA_PUSH(arena, &conf->drivers);
	if (slot)
		*slot = *driver;
}

/* Of the driver in question, or of all that are configured. */
static void look_at_initramfs(const struct looking *looking, struct next_boot *next)
{
	const struct request *request = looking->query->request;
	struct initrd *initrd = arena_alloc(looking->arena, sizeof(*initrd));
	struct conf conf = *looking->query->conf;
	const struct conf_driver *driver =
		request ? conf_driver_of(&conf, request_asked(request)) : NULL;

	if (driver)
		only(looking->arena, &conf, driver);
	if (initrd && initrd_look(&conf, looking->release, NULL, INITRAMFS_MS,
				  looking->arena, initrd) == 0)
		next->initramfs = initrd;
}

struct next_boot *next_boot_look(const struct next_boot_query *query, struct arena *arena)
{
	struct looking looking = {.query = query, .arena = arena};
	struct next_boot *next = arena_alloc(arena, sizeof(*next));
	struct utsname host;

	if (!next || uname(&host) < 0)
		return NULL;
	looking.release = arena_strdup(arena, host.release);
	if (query->request)
		judge(&looking, next);
	else
		next_boot_judge_apply(wanted_service_is_enabled(), query->config_dir,
				      arena, next);
	if (query->request ? query->saves || keeps_driver(next)
			   : !query->config_dir && query->conf->drivers.n)
		look_at_initramfs(&looking, next);
	return arena_failed(arena) ? NULL : next;
}
