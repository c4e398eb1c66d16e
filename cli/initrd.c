/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares build ids: the file's name and size in an image say little, as it may be
 * packed or stripped there. */
#include "initrd.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "exit_code.h"
#include "fields.h"
#include "index.h"
#include "initramfs.h"
#include "modfile.h"
#include "wanted.h"

static const struct jfield driver_fields[] = {
	FIELD(initrd_driver, driver, J_STRING), FIELD(initrd_driver, carried, J_STRING),
	FIELD(initrd_driver, wanted, J_STRING), FIELD(initrd_driver, verdict, J_STRING),
	FIELD(initrd_driver, remedy, J_STRING),
};
static const struct jtype driver_type = JTYPE(struct initrd_driver, driver_fields);

static const struct jfield initrd_fields[] = {
	FIELD_AS("nicctl_initramfs", initrd, schema, J_U32),
	FIELD(initrd, kernel, J_STRING),
	FIELD(initrd, image, J_STRING),
	FIELD(initrd, problem, J_STRING),
	FIELD_OF(initrd, drivers, J_LIST, driver_type),
	FIELD(initrd, exit_code, J_U32),
};
const struct jtype initrd_json = JTYPE(struct initrd, initrd_fields);

struct looking {
	struct initrd *initrd;
	struct index *index; /* of the kernel */
	struct arena *arena;
	int limit_ms;
};

static const char *build_id(const struct looking *looking, const char *path)
{
	struct modfile file = {0};

	if (!path || access(path, F_OK) < 0 ||
	    modfile_read(looking->arena, path, NULL, NULL, &file) < 0 || file.problem)
		return NULL;
	return file.build_id;
}

/* A new image has what modprobe finds. What it does not find, only nicctl.service brings.
 */
static const char *remedy(const struct looking *looking,
			  const struct conf_driver *profile,
			  const struct initrd_driver *driver)
{
	const char *path = wanted_installed(profile, looking->index, looking->arena);
	const char *kernel = looking->initrd->kernel;

	if (path && driver->wanted && strcmp(path, driver->wanted) != 0)
		return wanted_service_is_enabled()
			       ? NULL
			       : "have each boot replace it: systemctl enable "
				 "nicctl.service";
	if (access("/usr/sbin/update-initramfs", X_OK) == 0)
		return arena_printf(looking->arena, "run 'update-initramfs -u -k %s'",
				    kernel);
	return arena_printf(looking->arena, "run 'dracut -f --kver %s'", kernel);
}

static int look_at_driver(const struct looking *looking,
			  const struct conf_driver *profile, struct nic_err *err)
{
	struct initrd_driver driver = {.driver = profile->name, .verdict = "not in it"};
	struct initrd *initrd = looking->initrd;
	const char *other = conf_text(&profile->module), *id;
	struct initrd_driver *slot;
	struct initramfs found = {0};
	int r = initramfs_read(initrd->image, initrd->kernel, profile->name,
			       looking->limit_ms, looking->arena, &found, err);

	if (r == 0 && !found.path && other)
		r = initramfs_read(initrd->image, initrd->kernel, other,
				   looking->limit_ms, looking->arena, &found, err);
	if (r < 0)
		return r;
	driver.wanted =
		wanted_file(profile, initrd->kernel, looking->index, looking->arena);
	driver.carried = found.path;
	id = build_id(looking, driver.wanted);
	if (found.path && (!found.build_id || !id)) {
		driver.verdict = "not known";
	} else if (found.path && strcmp(found.build_id, id) == 0) {
		driver.verdict = "as configured";
	} else if (found.path) {
		driver.verdict = "another one";
		driver.remedy = remedy(looking, profile, &driver);
		if (driver.remedy)
			initrd->exit_code = EXIT_CODE_NOT_AS_CONFIGURED;
	}
	slot = ARENA_PUSH(looking->arena, &initrd->drivers);
	if (slot)
		*slot = driver;
	return 0;
}

int initrd_look(const struct conf *conf, const char *release, const char *image,
		int limit_ms, struct arena *arena, struct initrd *ret)
{
	struct initrd initrd = {.schema = 1, .kernel = release, .image = image};
	struct looking looking = {
		.initrd = &initrd, .arena = arena, .limit_ms = limit_ms};
	NIC_CLEANUP(index_closep) struct index *index = NULL;
	struct nic_err err = {0};
	int r = index_open("", release, &index, &err);

	looking.index = index;
	if (!image)
		initrd.image = initramfs_find("", release, arena);
	for (size_t i = 0; r == 0 && initrd.image && i < conf->drivers.n; i++)
		r = look_at_driver(&looking, &conf->drivers.items[i], &err);
	if (r < 0 && r != -ENOMEM) {
		initrd.problem = arena_strdup(arena, err.message);
		r = 0;
	}
	if (r < 0 || arena_failed(arena))
		return -ENOMEM;
	*ret = initrd;
	return 0;
}

static void print_driver(const struct text *text, const struct initrd_driver *driver,
			 const char *label)
{
	const char *name = driver->driver;

	if (!driver->carried)
		text_put(text, TEXT_PLAIN, label,
			 "%s: not in it, the boot loads it from the root file system",
			 name);
	else if (strcmp(driver->verdict, "another one") != 0)
		text_put(text, TEXT_PLAIN, label, "%s: %s (%s)", name, driver->verdict,
			 driver->carried);
	else
		text_put(text, driver->remedy ? TEXT_ALERT : TEXT_PLAIN, label,
			 "%s: has %s, which is another one than %s and is loaded before "
			 "the root file system is there; %s",
			 name, driver->carried, driver->wanted,
			 driver->remedy ? driver->remedy
					: "nicctl.service replaces it at each boot");
}

void initrd_print(const struct text *text, const struct initrd *initrd, bool is_part)
{
	const char *label = is_part ? "  initramfs " : "initramfs ";

	if (!initrd->image)
		text_put(text, TEXT_PLAIN, label, "kernel %s has none in /boot",
			 initrd->kernel);
	else if (initrd->problem)
		text_put(text, TEXT_ALERT, label, "not known, the file '%s' %s",
			 initrd->image, initrd->problem);
	else
		text_put(text, TEXT_PLAIN, label, "%s", initrd->image);
	for (size_t i = 0; i < initrd->drivers.n; i++)
		print_driver(text, &initrd->drivers.items[i],
			     is_part ? "            " : "  ");
}
