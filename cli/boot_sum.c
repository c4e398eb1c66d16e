/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is effective is written down as text, and the sum made over that. */
#include "boot_sum.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "conf_keys.h"
#include "pages.h"
#include "zcfile.h"

struct summing {
	struct arena *arena;
	const char *text; /* NULL: memory is out */
	struct timespec changed;
};

static void add_line(struct summing *summing, const char *head, const char *value)
{
	summing->text = arena_printf(summing->arena, "%s%s %s\n",
				     summing->text ? summing->text : "", head, value);
}

/* A value that was assigned counts, also when it is empty: it says to leave alone. */
static void add_value(struct summing *summing, const struct conf_key *key,
		      const struct conf_value *value)
{
	if (strcmp(value->origin, "default") == 0)
		return;
	add_line(summing, "key", key->name);
	for (size_t i = 0; i < value->items.n; i++)
		add_line(summing, "item", value->items.items[i]);
}

static void add_port(struct summing *summing, struct conf_port *port)
{
	add_line(summing, "port", port->name);
	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].is_setting)
			add_value(summing, &conf_keys[i],
				  conf_keys_setting(&conf_keys[i], &port->settings));
	}
}

static int add_file(struct summing *summing, const char *path, struct nic_err *err)
{
	uint64_t sum = 0;
	struct stat st;
	int r;

	if (!path || stat(path, &st) < 0)
		return 0;
	r = zcfile_sum(path, &sum, err);
	if (r < 0)
		return r;
	add_line(summing, "file", path);
	add_line(summing, "sum", arena_printf(summing->arena, "%016" PRIx64, sum));
	if (st.st_ctim.tv_sec > summing->changed.tv_sec)
		summing->changed = st.st_ctim;
	return 0;
}

static void note_time(struct summing *summing, const char *path)
{
	struct stat st;

	if (path && stat(path, &st) == 0 && st.st_mtim.tv_sec > summing->changed.tv_sec)
		summing->changed = st.st_mtim;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Of @path and of @path.d with what is in it: a file that is removed shows in the folder.
 */
static void note_times(struct summing *summing, const char *path)
{
	const char *folder = arena_printf(summing->arena, "%s.d", path);
	struct dirent **entries = NULL;
	int n = folder ? scandir(folder, &entries, is_visible, alphasort) : 0;

	note_time(summing, path);
	note_time(summing, folder);
	for (int i = 0; i < n; i++) {
		note_time(summing, arena_printf(summing->arena, "%s/%s", folder,
						entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
}

static int finish(const struct summing *summing, struct boot_sum *ret,
		  struct nic_err *err)
{
	uint64_t sum = zcfile_sum_text(summing->text ? summing->text : "");
	const char *text = arena_printf(summing->arena, "%016" PRIx64, sum);

	if (!text || arena_failed(summing->arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret = (struct boot_sum){.text = text, .changed = summing->changed};
	return 0;
}

int boot_sum_of_driver(const struct conf_driver *profile, const char *file,
		       struct arena *arena, struct boot_sum *ret, struct nic_err *err)
{
	struct summing summing = {.arena = arena};
	struct conf_driver copy = *profile; /* only for the keys' way to its values */
	int r;

	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].scope == CONF_DRIVER)
			add_value(&summing, &conf_keys[i],
				  conf_keys_value(&conf_keys[i], &copy));
	}
	for (size_t i = 0; i < copy.ports.n; i++)
		add_port(&summing, &copy.ports.items[i]);
	note_times(&summing, profile->path);
	r = add_file(&summing, file, err);
	return r < 0 ? r : finish(&summing, ret, err);
}

int boot_sum_of_pages(const struct conf *conf, const char *config_dir,
		      struct arena *arena, struct boot_sum *ret, struct nic_err *err)
{
	struct summing summing = {.arena = arena};
	const char *path = arena_printf(arena, "%s/nicctl.conf", config_dir);
	struct conf copy = *conf; /* as above */

	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].scope == CONF_MAIN &&
		    strcmp(conf_keys[i].section, "hugepages") == 0)
			add_value(&summing, &conf_keys[i],
				  conf_keys_value(&conf_keys[i], &copy));
	}
	if (path)
		note_times(&summing, path);
	return finish(&summing, ret, err);
}
