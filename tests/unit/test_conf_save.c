/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of a command line in a profile: what holds then, and what becomes of the file.
 */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf_save.h"
#include "folder.h"
#include "random.h"
#include "temp_dir.h"
#include "textfile.h"

struct scene {
	struct folder folder;
	const char *path;
	struct conf_overrides overrides;
	struct nic_err err;
	bool is_changed;
};

static int setup(void **state)
{
	struct scene *scene;

	if (folder_setup(state, sizeof(struct scene)) < 0)
		return -1;
	scene = *state;
	folder_make(&scene->folder, "drivers");
	scene->path = folder_at(&scene->folder, "drivers/ice.conf");
	return 0;
}

static void ask(struct scene *scene, const char *key, const char *text)
{
	struct conf_override *slot = ARENA_PUSH(scene->folder.arena, &scene->overrides);

	*slot = (struct conf_override){conf_keys_find_setting(key), text, "--set"};
	assert_non_null(slot->key);
}

static int save(struct scene *scene)
{
	return conf_save_write(&scene->overrides, scene->path, scene->folder.arena,
			       &scene->is_changed, &scene->err);
}

static void put(struct scene *scene, const char *text)
{
	temp_file(scene->folder.dir, "drivers/ice.conf", 0644, text);
}

static void check_file(struct scene *scene, const char *wanted)
{
	char *text = NULL;
	size_t bytes;

	assert_int_equal(textfile_read(scene->path, 65536, &text, &bytes, &scene->err),
			 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void test_edits(void **state)
{
	static const struct {
		const char *before, *after;
	} cases[] = {
		{"", "[driver]\nrss = 4\noffloads = gro=off\noffloads = tso=off\n"},
		{"[driver]",
		 "[driver]\nrss = 4\noffloads = gro=off\noffloads = tso=off\n"},
		{"# mine\n[driver]\n rss=2\n; why\nmtu = 9000\n\n[port eth2]\nmtu = 1500\n",
		 "# mine\n[driver]\nrss = 4\n; why\nmtu = 9000\noffloads = gro=off\n"
		 "offloads = tso=off\n\n[port eth2]\nmtu = 1500\n"},
		{"[driver]\noffloads = lro=off\nrss = 1\noffloads = sg=off\nrss = 2\n",
		 "[driver]\noffloads = gro=off\noffloads = tso=off\nrss = 4\n"},
		{"[port eth2]\nmtu = 1500\n",
		 "[port eth2]\nmtu = 1500\n\n[driver]\nrss = 4\n"
		 "offloads = gro=off\noffloads = tso=off\n"},
		{"[driver]\nmtu = 9000\n[driver]\nrss = 2\npromiscuous = on\n",
		 "[driver]\nmtu = 9000\nrss = 4\noffloads = gro=off\noffloads = tso=off\n"
		 "[driver]\npromiscuous = on\n"},
		{"\xEF\xBB\xBF[driver]\nrss = 2\n",
		 "\xEF\xBB\xBF[driver]\nrss = 4\noffloads = gro=off\noffloads = tso=off\n"},
	};
	struct scene *scene = *state;

	ask(scene, "rss", "4");
	ask(scene, "offloads", "gro=off");
	ask(scene, "offloads", "tso=off");
	for (size_t i = 0; i < NIC_ARRAY_SIZE(cases); i++) {
		put(scene, cases[i].before);
		if (save(scene) < 0)
			fail_msg("case %zu: %s", i, scene->err.message);
		assert_true(scene->is_changed);
		check_file(scene, cases[i].after);
		assert_int_equal(save(scene), 0);
		assert_false(scene->is_changed);
	}
}

static void test_a_new_file_has_its_folder(void **state)
{
	struct scene *scene = *state;
	struct stat st;

	ask(scene, "preset", "capture");
	assert_int_equal(rmdir(folder_at(&scene->folder, "drivers")), 0);
	(void)umask(077);
	assert_int_equal(save(scene), 0);
	check_file(scene, "[driver]\npreset = capture\n");
	assert_int_equal(stat(scene->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(chmod(scene->path, 0640), 0);
	scene->overrides.n = 0;
	ask(scene, "preset", "none");
	assert_int_equal(save(scene), 0);
	assert_int_equal(stat(scene->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(stat(folder_at(&scene->folder, "drivers"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
}

static void check_refused(struct scene *scene, const char *why)
{
	const char *text = NULL;

	assert_true(conf_save_make(&scene->overrides, scene->path, scene->folder.arena,
				   &text, &scene->err) < 0);
	assert_contains(scene->err.message, scene->path);
	assert_contains(scene->err.message, why);
	assert_true(save(scene) < 0);
}

static void test_refused(void **state)
{
	struct scene *scene = *state;
	char line[300];

	ask(scene, "rss", "4");
	put(scene, "rss = 2\n");
	check_refused(scene, "before the first [section]");
	put(scene, "[driver]\nsuorce = stock\n");
	check_refused(scene, "no key 'suorce'");
	check_file(scene, "[driver]\nsuorce = stock\n");
	assert_int_equal(unlink(scene->path), 0);
	assert_int_equal(symlink("/dev/null", scene->path), 0);
	check_refused(scene, "it is a symbolic link");
	assert_int_equal(unlink(scene->path), 0);
	assert_int_equal(mkdir(scene->path, 0755), 0);
	check_refused(scene, "it is no regular file");
	assert_int_equal(rmdir(scene->path), 0);
	assert_int_equal(mkfifo(scene->path, 0644), 0);
	check_refused(scene, "it is no regular file");
	assert_int_equal(unlink(scene->path), 0);
	put(scene, "");
	memset(line, 'a', sizeof(line));
	memcpy(line + 250, "=off", 5);
	scene->overrides.n = 0;
	ask(scene, "private-flags", line);
	check_refused(scene, "longer than");
}

/* Whatever is in the file: it says afterwards what was asked for, and all else as
 * before; or it is refused and stays as it is. */
static void test_random_files(void **state)
{
	static const char *const lines[] = {
		"[driver]",	    "[port eth2]",
		"rss = 2",	    "  rss=max",
		"rss : 8",	    "# rss = 7",
		"; [driver]",	    "",
		"mtu = 9000",	    "offloads = gro=on tso=on",
		"offloads =",	    "offloads = lro=off",
		"[driver] ; why",   "preset = none",
		"promiscuous = on", "\trss =",
	};
	struct scene *scene = *state;
	unsigned int done = 0;

	ask(scene, "rss", "4");
	ask(scene, "offloads", "gro=off");
	for (unsigned int round = 0; round < 1000; round++) {
		struct conf_place place = {scene->folder.dir, scene->folder.dir};
		const char *text = random_percent(80) ? "[driver]\n" : "";
		struct conf conf = {0};

		for (unsigned int n = random_below(12); n; n--)
			text = arena_printf(scene->folder.arena, "%s%s\n", text,
					    lines[random_below(NIC_ARRAY_SIZE(lines))]);
		put(scene, text);
		if (save(scene) < 0) {
			check_file(scene, text);
			continue;
		}
		done++;
		assert_int_equal(conf_read(&place, "ice", scene->folder.arena, &conf), 0);
		assert_string_equal(conf_text(&conf.drivers.items[0].settings.rss), "4");
		assert_int_equal(conf.drivers.items[0].settings.offloads.items.n, 1);
		assert_string_equal(conf_text(&conf.drivers.items[0].settings.offloads),
				    "gro=off");
	}
	assert_true(done > 300);
}

static void test_override(void **state)
{
	struct scene *scene = *state;
	struct conf_place place = {scene->folder.dir, scene->folder.dir};
	struct conf conf = {0};
	struct conf_driver *profile;

	put(scene,
	    "[driver]\nrss = 2\noffloads = lro=off\n[port eth2]\nrss = 8\nmtu = 9000\n");
	assert_int_equal(conf_read(&place, "ice", scene->folder.arena, &conf), 0);
	profile = &conf.drivers.items[0];
	ask(scene, "offloads", "gro=off tso=off");
	ask(scene, "offloads", "sg=off");
	assert_int_equal(conf_override_may_save(&scene->overrides, profile, &scene->err),
			 0);
	ask(scene, "rss", "4");
	assert_int_equal(conf_override_may_save(&scene->overrides, profile, &scene->err),
			 -EPERM);
	assert_contains(scene->err.message, "drivers/ice.conf:5 says 'rss', too");
	assert_int_equal(conf_override_apply(&scene->overrides, profile,
					     scene->folder.arena, &scene->err),
			 0);
	assert_string_equal(conf_text(&profile->settings.rss), "4");
	assert_int_equal(profile->settings.offloads.items.n, 3);
	assert_int_equal(profile->ports.items[0].settings.rss.items.n, 0);
	assert_string_equal(profile->ports.items[0].settings.rss.origin, "default");
	assert_string_equal(conf_text(&profile->ports.items[0].settings.mtu), "9000");
	ask(scene, "mtu", "12");
	assert_int_equal(conf_override_apply(&scene->overrides, profile,
					     scene->folder.arena, &scene->err),
			 -EINVAL);
	assert_contains(scene->err.message, "'12' is not a number from 68");
}

static void test_what_counts_more_cannot_be_saved(void **state)
{
	struct scene *scene = *state;
	struct conf_place place = {scene->folder.dir, scene->folder.dir};
	struct conf conf = {0};

	put(scene, "[driver]\nrss = 2\n");
	assert_int_equal(mkdir(folder_at(&scene->folder, "drivers/ice.conf.d"), 0755), 0);
	temp_file(scene->folder.dir, "drivers/ice.conf.d/10-more.conf", 0644,
		  "[driver]\nrss = 8\n");
	assert_int_equal(conf_read(&place, "ice", scene->folder.arena, &conf), 0);
	ask(scene, "rss", "4");
	assert_int_equal(conf_override_may_save(&scene->overrides, &conf.drivers.items[0],
						&scene->err),
			 -EPERM);
	assert_contains(scene->err.message, "10-more.conf:2 says 'rss', too");
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_edits),	  T(test_a_new_file_has_its_folder),
		T(test_refused),  T(test_random_files),
		T(test_override), T(test_what_counts_more_cannot_be_saved),
	};

	random_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
