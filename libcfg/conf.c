/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files are read, in which order, and whether they may be believed. */
#include "conf.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf_file.h"
#include "host.h"
#include "textfile.h"
#include "trust.h"

#define ENDING ".conf"
#define FOLDER_ENDING ".conf.d"

static bool ends_with(const char *name, const char *ending)
{
	size_t bytes = strlen(name), n = strlen(ending);

	return name[0] != '.' && bytes > n && strcmp(name + bytes - n, ending) == 0;
}

static int complain(struct conf_file *file, const char *path, const char *message,
		    const char *hint)
{
	file->path = path;
	return conf_file_problem(file, 0, message, hint);
}

/* Is nothing there at all? A link that leads nowhere is a mistake. */
static bool is_missing(const char *path)
{
	struct stat st;

	return lstat(path, &st) < 0 && (errno == ENOENT || errno == ENOTDIR);
}

static int read_text(struct conf_file *file, const char *path)
{
	struct nic_err err = {0};
	char *text = NULL;
	size_t bytes;
	int r;

	r = textfile_read(path, CONF_FILE_MAX_BYTES, &text, &bytes, &err);
	if (r < 0)
		return r == -ENOMEM
			       ? r
			       : complain(file, path,
					  arena_strdup(file->arena, err.message), NULL);
	file->path = path;
	r = conf_file_parse(file, text, bytes);
	free(text);
	return r;
}

static int read_file(const struct conf_place *place, struct conf_file *file,
		     const char *path)
{
	const char *problem;

	if (!path)
		return -ENOMEM;
	if (is_missing(path))
		return 0;
	problem = trust_problem(path, place->below, geteuid(), file->arena);
	if (!problem)
		return read_text(file, path);
	return complain(file, path,
			arena_printf(file->arena, "the file is not used: %s", problem),
			"only root may be able to change it: chown root, chmod go-w");
}

/* scandir()'s alphasort() follows the locale; the order must not depend on who calls. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* The names in a folder that is there. Returns how many, or a negative errno: -ENOENT is
 * fine, of the rest it is told. */
static int list(struct conf_file *file, const char *dir, struct dirent ***ret_entries)
{
	int n = scandir(dir, ret_entries, NULL, by_name);
	int r;

	if (n >= 0)
		return n;
	r = -errno;
	if (r == -ENOMEM || is_missing(dir))
		return r == -ENOMEM ? r : -ENOENT;
	r = complain(file, dir,
		     arena_printf(file->arena, "the folder cannot be read: %s",
				  nic_strerror(r)),
		     NULL);
	return r < 0 ? r : -ENOENT;
}

/* All NAME.conf in a folder. */
static int read_folder(const struct conf_place *place, struct conf_file *file,
		       const char *dir)
{
	struct dirent **entries = NULL;
	int n = dir ? list(file, dir, &entries) : -ENOMEM;
	int r = 0;

	if (n < 0)
		return n == -ENOENT ? 0 : n;
	for (int i = 0; i < n; i++) {
		if (r == 0 && ends_with(entries[i]->d_name, ENDING))
			r = read_file(place, file,
				      arena_printf(file->arena, "%s/%s", dir,
						   entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
	return r;
}

/* What was not assigned in a [port NAME] is as [driver] says. */
static void set_port_origins(struct conf_driver *driver)
{
	for (size_t i = 0; i < driver->ports.n; i++) {
		for (size_t k = 0; k < conf_keys_n; k++) {
			struct conf_value *value;

			if (!conf_keys[k].is_setting)
				continue;
			value = conf_keys_setting(&conf_keys[k],
						  &driver->ports.items[i].settings);
			if (!value->origin)
				value->origin = "default";
		}
	}
}

static int set_presets(enum conf_scope scope, void *holder, struct arena *arena)
{
	for (size_t i = 0; i < conf_keys_n; i++) {
		struct conf_value *value;

		if (conf_keys[i].scope != scope)
			continue;
		value = conf_keys_value(&conf_keys[i], holder);
		if (value->origin)
			continue;
		value->origin = "default";
		if (conf_keys[i].preset &&
		    (strv_push(arena, &value->items, conf_keys[i].preset) < 0 ||
		     strv_push(arena, &value->origins, "default") < 0))
			return -ENOMEM;
	}
	return 0;
}

/* FILE and FILE.d/. */
static int read_both(const struct conf_place *place, struct conf_file *file,
		     const char *path)
{
	int r = read_file(place, file, path);

	if (r == 0)
		r = read_folder(place, file, arena_printf(file->arena, "%s.d", path));
	return r == 0 ? set_presets(file->scope, file->holder, file->arena) : r;
}

/* What only makes sense together. */
static int check_driver(struct conf_file *file, const struct conf_driver *driver)
{
	const char *source = conf_text(&driver->source);
	bool is_dkms;

	if (!source)
		source = "auto"; /* set, and then emptied */
	is_dkms = strcmp(source, "dkms") == 0;

	if (is_dkms && !conf_text(&driver->dkms))
		return complain(file, driver->path,
				"source = dkms needs the package's name",
				"add 'dkms = NAME', as 'dkms status' prints it");
	if (!is_dkms && conf_text(&driver->dkms))
		return complain(file, driver->path,
				"'dkms' has no effect without 'source = dkms'",
				"add that line, or take this one out");
	if (conf_text(&driver->module) && !is_dkms && source[0] != '/')
		return complain(file, driver->path,
				"'module' needs 'source = dkms' or the path of a file",
				"say where that module's file is");
	return 0;
}

static int read_driver(const struct conf_place *place, const char *name,
		       struct arena *arena, struct conf *conf)
{
	struct conf_driver driver = {.name = arena_strdup(arena, name)}, *slot;
	struct conf_file file = {.scope = CONF_DRIVER,
				 .holder = &driver,
				 .problems = &conf->problems,
				 .arena = arena};
	int r;

	driver.path = arena_printf(arena, "%s/drivers/%s" ENDING, place->dir, name);
	if (!driver.name || !driver.path)
		return -ENOMEM;
	r = read_both(place, &file, driver.path);
	if (r == 0)
		set_port_origins(&driver);
	if (r == 0)
		r = check_driver(&file, &driver);
	if (r < 0)
		return r;
	slot = ARENA_PUSH(arena, &conf->drivers);
	if (!slot)
		return -ENOMEM;
	*slot = driver;
	return 0;
}

/* "ice" of "ice.conf" and "ice.conf.d"; NULL: another kind of name. */
static const char *driver_of_entry(struct arena *arena, const char *entry)
{
	size_t bytes = strlen(entry);

	if (ends_with(entry, ENDING))
		return arena_strndup(arena, entry, bytes - strlen(ENDING));
	if (ends_with(entry, FOLDER_ENDING))
		return arena_strndup(arena, entry, bytes - strlen(FOLDER_ENDING));
	return NULL;
}

/* A profile under a name that the kernel does not use would never be found. */
static int check_spelling(struct conf_file *file, const char *dir, const char *entry,
			  const char *name)
{
	char *kernel_name = arena_strdup(file->arena, name);
	const char *rest = entry + strlen(name);

	for (char *c = kernel_name; c && *c; c++)
		*c = *c == '-' ? '_' : *c;
	if (!kernel_name)
		return -ENOMEM;
	if (strcmp(kernel_name, name) == 0)
		return 0;
	return complain(
		file, arena_printf(file->arena, "%s/%s", dir, entry),
		arena_printf(file->arena, "the kernel spells this driver '%s'",
			     kernel_name),
		arena_printf(file->arena, "rename it to '%s%s'", kernel_name, rest));
}

static int read_entry(const struct conf_place *place, struct conf_file *file,
		      const char *dir, const char *entry, const char *driver,
		      struct conf *conf)
{
	const char *name = driver_of_entry(file->arena, entry);
	int r;

	if (!name || (driver && !module_name_equal(name, driver)))
		return arena_failed(file->arena) ? -ENOMEM : 0;
	r = check_spelling(file, dir, entry, name);
	if (r < 0 || conf_driver_of(conf, name))
		return r;
	return read_driver(place, name, file->arena, conf);
}

static int read_drivers(const struct conf_place *place, const char *driver,
			struct arena *arena, struct conf *conf)
{
	struct conf_file file = {.problems = &conf->problems, .arena = arena};
	const char *dir = arena_printf(arena, "%s/drivers", place->dir);
	struct dirent **entries = NULL;
	int n = dir ? list(&file, dir, &entries) : -ENOMEM;
	int r = n == -ENOMEM ? n : 0;

	for (int i = 0; i < n; i++) {
		if (r == 0)
			r = read_entry(place, &file, dir, entries[i]->d_name, driver,
				       conf);
		free(entries[i]);
	}
	free(entries);
	if (r == 0 && driver && !conf_driver_of(conf, driver))
		r = read_driver(place, driver, arena, conf);
	return r;
}

/* No folder is a configuration with nothing in it; something else in its place, or a
 * link that leads nowhere, is none at all. */
static int check_dir(struct conf_file *file, const char *dir)
{
	struct stat st;

	if (is_missing(dir))
		return 0;
	if (stat(dir, &st) < 0)
		return complain(file, dir,
				arena_printf(file->arena, "the folder cannot be read: %s",
					     nic_strerror(errno)),
				NULL);
	return S_ISDIR(st.st_mode) ? 0 : complain(file, dir, "it is not a folder", NULL);
}

int conf_read(const struct conf_place *place, const char *driver, struct arena *arena,
	      struct conf *ret)
{
	struct conf conf = {0};
	struct conf_file file = {.scope = CONF_MAIN,
				 .holder = &conf,
				 .problems = &conf.problems,
				 .arena = arena};
	const char *path = arena_printf(arena, "%s/nicctl.conf", place->dir);
	int r;

	r = path ? check_dir(&file, place->dir) : -ENOMEM;
	if (r == 0 && !conf.problems.n) {
		r = read_both(place, &file, path);
		if (r == 0)
			r = read_drivers(place, driver, arena, &conf);
	}
	if (r < 0 || arena_failed(arena))
		return -ENOMEM;
	*ret = conf;
	return conf.problems.n ? -EINVAL : 0;
}

const char *conf_text(const struct conf_value *value)
{
	return value->items.n ? value->items.items[0] : NULL;
}

const struct conf_driver *conf_driver_of(const struct conf *conf, const char *driver)
{
	for (size_t i = 0; i < conf->drivers.n; i++) {
		if (module_name_equal(conf->drivers.items[i].name, driver))
			return &conf->drivers.items[i];
	}
	return NULL;
}
