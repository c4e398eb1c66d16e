/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files PF_RING has, and what each is for. */
#include "pfring.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "textfile.h"

#define HEAD "# Written by 'nicctl import-pfring', see nicctl.conf(5).\n"
#define UNKNOWN "nicctl has nothing like it"

struct reading {
	const char *dir; /* borrowed */
	struct arena *arena;
	struct pfring *pfring;
	struct nic_err *err;
	struct {
		struct pfring_profile *items;
		size_t n;
	} profiles;
	const char *protect; /* lines of [protect] */
	const char *pages;   /* of [hugepages] */
};

/* The drivers that PF_RING has a build of, and what a start of it removes for good. */
static const struct {
	const char *name, *lost;
} drivers[] = {
	{"e1000e", NULL},  {"igb", NULL},  {"ixgbe", NULL},  {"ixgbevf", NULL},
	{"i40e", "i40iw"}, {"iavf", NULL}, {"ice", "irdma"},
};

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *full(const struct reading *reading, const char *name)
{
	return arena_printf(reading->arena, "%s%s%s", reading->dir, *name ? "/" : "",
			    name);
}

/* What is at @name? 1 and its kind, 0: nothing. */
static int look(const struct reading *reading, const char *name, struct stat *ret_st)
{
	const char *path = full(reading, name);

	if (!path)
		return -ENOMEM;
	if (lstat(path, ret_st) < 0)
		return errno == ENOENT ? 0
				       : nic_err_set(reading->err, -errno,
						     "cannot look at '%s': %s", path,
						     nic_strerror(errno));
	if (S_ISLNK(ret_st->st_mode))
		return nic_err_set(reading->err, -ELOOP,
				   "'%s' is a symbolic link, which is not followed",
				   path);
	return 1;
}

/* The names in a folder, in order. */
static int list(const struct reading *reading, const char *name, struct strv *ret)
{
	const char *path = full(reading, name);
	const struct dirent *entry;
	int r = 0;
	DIR *dir;

	if (!path)
		return -ENOMEM;
	dir = opendir(path);
	if (!dir)
		return nic_err_set(reading->err, -errno, "cannot open '%s': %s", path,
				   nic_strerror(errno));
	while (r == 0 && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (ret->n == PFRING_NAMES_MAX)
			r = nic_err_set(reading->err, -EFBIG,
					"'%s' has more than %d files", path,
					PFRING_NAMES_MAX);
		else
			r = strv_push(reading->arena, ret, entry->d_name);
	}
	closedir(dir);
	if (r == 0 && ret->n)
		qsort(ret->items, ret->n, sizeof(*ret->items), compare);
	return r;
}

/* The text of a file, in memory of the arena. */
static int read_text(const struct reading *reading, const char *name, char **ret)
{
	char *text = NULL, *copy;
	struct stat st;
	size_t bytes;
	int r = look(reading, name, &st);

	if (r > 0)
		r = textfile_read(full(reading, name), PFRING_FILE_MAX_BYTES, &text,
				  &bytes, reading->err);
	if (r < 0 || !text)
		return r < 0 ? r : -ENOENT;
	copy = arena_strdup(reading->arena, text);
	if (copy && strlen(copy) != bytes)
		r = nic_err_set(reading->err, -EINVAL, "'%s' has a NUL byte in it",
				full(reading, name));
	free(text);
	*ret = copy;
	return r < 0 ? r : copy ? 0 : -ENOMEM;
}

static int not_mapped(const struct reading *reading, const char *name, const char *reason)
{
	return pfring_add(reading->arena, reading->pfring,
			  (struct pfring_item){.source = name, .reason = reason});
}

/* DRIVER.start: the ZC driver takes the driver's place, and its ports capture. */
static int map_start(struct reading *reading, const char *name, size_t driver,
		     struct pfring_profile *profile)
{
	struct arena *arena = reading->arena;
	const char *lines = "preset = capture\n";

	if (driver < NIC_ARRAY_SIZE(drivers)) {
		const char *lost = drivers[driver].lost;

		lines = arena_printf(arena,
				     "source = dkms\ndkms = %s-zc\nmodule = %s_zc\n"
				     "load-first = pf_ring\n%s%s%s%s",
				     profile->driver, profile->driver,
				     lost ? "expect-lost = " : "", lost ? lost : "",
				     lost ? "\n" : "", lines);
	}
	profile->lines = lines;
	return pfring_add(arena, reading->pfring,
			  (struct pfring_item){
				  .source = name,
				  .target = arena_printf(arena, "drivers/%s.conf: %s",
							 profile->driver,
							 driver < NIC_ARRAY_SIZE(drivers)
								 ? "its DKMS build, and "
								   "preset = capture"
								 : "preset = capture"),
			  });
}

static bool has_end(const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);

	return n >= k && strcmp(name + n - k, end) == 0;
}

/* One file of a driver's folder. */
static int map_driver_file(struct reading *reading, const char *stem, const char *name,
			   size_t driver, bool is_used, struct pfring_profile *profile)
{
	struct arena *arena = reading->arena;
	const char *path = arena_printf(arena, "zc/%s/%s", stem, name);
	const char *end =
		strncmp(name, stem, strlen(stem)) == 0 ? name + strlen(stem) : "";
	char *text;
	int r;

	if (!path)
		return -ENOMEM;
	if (has_end(name, ".pre") || has_end(name, ".post"))
		return not_mapped(reading, path,
				  arena_printf(arena,
					       "a hook, not copied: read it, and move it "
					       "to /etc/nicctl.d/%s/, see nicctl.d(5)",
					       profile->driver));
	if (strcmp(end, ".start") == 0)
		return map_start(reading, path, driver, profile);
	if (strcmp(end, ".conf") != 0)
		return not_mapped(reading, path, UNKNOWN);
	r = read_text(reading, path, &text);
	if (r < 0)
		return r;
	if (!is_used)
		return pfring_map_none(arena, path, text,
				       "PF_RING does not use it without a .start file",
				       reading->pfring);
	return pfring_map_params(arena, path, text, profile, reading->pfring,
				 reading->err);
}

static int read_driver(struct reading *reading, const char *stem)
{
	struct pfring_profile profile = {.driver = stem, .lines = "", .port_lines = ""};
	struct arena *arena = reading->arena;
	const char *folder = arena_printf(arena, "zc/%s", stem);
	struct strv names = {0};
	size_t driver = 0;
	bool is_used;
	struct stat st;
	int r = folder ? look(reading, folder, &st) : -ENOMEM;

	if (r < 0)
		return r;
	while (driver < NIC_ARRAY_SIZE(drivers) &&
	       strcmp(drivers[driver].name, stem) != 0)
		driver++;
	if (strcmp(stem, "mlx") == 0)
		profile.driver = "mlx5_core";
	else if (driver == NIC_ARRAY_SIZE(drivers) || !S_ISDIR(st.st_mode))
		return not_mapped(reading, folder,
				  "no driver that PF_RING has a build of");
	r = list(reading, folder, &names);
	is_used = strv_has(&names, arena_printf(arena, "%s.start", stem));
	/* The flag first: what it writes stands before the settings. */
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; r == 0 && i < names.n; i++) {
			if (has_end(names.items[i], ".start") == !pass)
				r = map_driver_file(reading, stem, names.items[i], driver,
						    is_used, &profile);
		}
	}
	if (r == 0 && is_used) {
		struct pfring_profile *slot = ARENA_PUSH(arena, &reading->profiles);

		if (!slot)
			return -ENOMEM;
		*slot = profile;
	}
	return r;
}

static int read_drivers(struct reading *reading)
{
	struct strv names = {0};
	struct stat st;
	int r = look(reading, "zc", &st);

	if (r > 0)
		r = list(reading, "zc", &names);
	for (size_t i = 0; r >= 0 && i < names.n; i++)
		r = read_driver(reading, names.items[i]);
	return r < 0 ? r : 0;
}

/* A file beside zc/. */
static int read_one(struct reading *reading, const char *name)
{
	struct pfring *pfring = reading->pfring;
	char *text;
	int r;

	if (strcmp(name, "zc") == 0)
		return 0;
	if (strcmp(name, "pf_ring.start") == 0)
		return not_mapped(reading, name,
				  "nicctl loads pf_ring before the drivers that need it");
	if (strcmp(name, "forcestart") == 0)
		return not_mapped(
			reading, name,
			"a protected port goes down only with --accept-loss-of");
	if (strcmp(name, "pf_ring.conf") != 0 && strcmp(name, "hugepages.conf") != 0 &&
	    strcmp(name, "interfaces.conf") != 0 && strcmp(name, "mtu.conf") != 0)
		return not_mapped(reading, name, UNKNOWN);
	r = read_text(reading, name, &text);
	if (r < 0)
		return r;
	if (name[0] == 'p')
		return pfring_map_none(reading->arena, name, text,
				       "a parameter of pf_ring: write 'options pf_ring "
				       "...' into modprobe.d(5)",
				       pfring);
	if (name[0] == 'h')
		return pfring_map_hugepages(reading->arena, name, text, &reading->pages,
					    pfring, reading->err);
	if (name[0] == 'i')
		return pfring_map_interfaces(reading->arena, name, text,
					     &reading->protect, pfring, reading->err);
	return pfring_map_mtu(reading->arena, name, text,
			      reading->profiles.n == 1 ? reading->profiles.items : NULL,
			      pfring, reading->err);
}

static int add_file(struct reading *reading, const char *path, const char *text)
{
	struct pfring_file *slot = ARENA_PUSH(reading->arena, &reading->pfring->files);

	if (!slot || !path || !text)
		return -ENOMEM;
	*slot = (struct pfring_file){path, text};
	return 0;
}

static int add_files(struct reading *reading)
{
	struct arena *arena = reading->arena;
	int r = 0;

	if (*reading->protect || *reading->pages)
		r = add_file(reading, "nicctl.conf.d/pf_ring.conf",
			     arena_printf(arena, HEAD "%s%s%s%s",
					  *reading->protect ? "\n[protect]\n" : "",
					  reading->protect,
					  *reading->pages ? "\n[hugepages]\n" : "",
					  reading->pages));
	for (size_t i = 0; r == 0 && i < reading->profiles.n; i++) {
		const struct pfring_profile *profile = &reading->profiles.items[i];

		r = add_file(reading,
			     arena_printf(arena, "drivers/%s.conf", profile->driver),
			     arena_printf(arena, HEAD "\n[driver]\n%s%s", profile->lines,
					  profile->port_lines));
	}
	return r;
}

int pfring_read(const char *dir, struct arena *arena, struct pfring *ret,
		struct nic_err *err)
{
	struct reading reading = {.dir = dir,
				  .arena = arena,
				  .pfring = ret,
				  .err = err,
				  .protect = "",
				  .pages = ""};
	struct strv names = {0};
	struct stat st;
	int r = look(&reading, "", &st);

	if (r == 0)
		return nic_err_set(err, -ENOENT,
				   "'%s' is not there: PF_RING has no "
				   "configuration here",
				   dir);
	if (r > 0)
		r = list(&reading, "", &names);
	if (r == 0)
		r = read_drivers(&reading);
	for (size_t i = 0; r == 0 && i < names.n; i++)
		r = read_one(&reading, names.items[i]);
	if (r == 0)
		r = add_files(&reading);
	if (arena_failed(arena))
		r = nic_err_set(err, -ENOMEM, "out of memory");
	return r;
}
