/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PF_RING's configuration: what it becomes is one without mistakes, whatever is in it. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf.h"
#include "folder.h"
#include "pfring.h"
#include "temp_dir.h"

struct scene {
	struct folder folder;
	struct pfring pfring;
	struct nic_err err;
};

static int setup(void **state)
{
	return folder_setup(state, sizeof(struct scene));
}

static void make_tree(struct scene *scene)
{
	static const char *const folders[] = {"in", "in/zc", "in/zc/ice"};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(folders); i++)
		folder_make(&scene->folder, folders[i]);
	temp_file(scene->folder.dir, "in/zc/ice/ice.start", 0644, "");
}

static int read_tree(struct scene *scene)
{
	scene->pfring = (struct pfring){0};
	return pfring_read(folder_at(&scene->folder, "in"), scene->folder.arena,
			   &scene->pfring, &scene->err);
}

static int params(struct scene *scene, const char *text, struct pfring_profile *profile)
{
	*profile =
		(struct pfring_profile){.driver = "ice", .lines = "", .port_lines = ""};
	return pfring_map_params(scene->folder.arena, "ice.conf",
				 arena_strdup(scene->folder.arena, text), profile,
				 &scene->pfring, &scene->err);
}

static void test_rss(void **state)
{
	static const struct {
		const char *text, *lines; /* NULL: refused */
	} cases[] = {
		{"", ""},
		{"RSS=4\n", "rss = 4\n"},
		{"RSS=4,4,4,4", "rss = 4\n"},
		{"# RSS=8\r\n  RSS=4 \t # four\r\n", "rss = 4\n"},
		{"RSS=1,2", ""},
		{"RSS=0,0", ""},
		{"rss=4", ""},
		{"RSS=", NULL},
		{"RSS=,", NULL},
		{"RSS=4,", NULL},
		{"RSS=-1", NULL},
		{"RSS=1025", NULL},
		{"RSS=99999999999999999999", NULL},
		{"RSS=4;reboot", NULL},
		{"RSS=$(reboot)", NULL},
		{"RSS=4 RSS=4", NULL},
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(cases); i++) {
		struct pfring_profile profile;
		int r = params(scene, cases[i].text, &profile);

		assert_int_equal(r, cases[i].lines ? 0 : -EINVAL);
		if (cases[i].lines)
			assert_string_equal(profile.lines, cases[i].lines);
		else
			assert_contains(scene->err.message, "ice.conf: ");
	}
}

static void test_interfaces(void **state)
{
	static const struct {
		const char *text, *lines; /* NULL: refused */
	} cases[] = {
		{"MANAGEMENT_INTERFACES=\"eno1 eno2\"", "ports = eno1\nports = eno2\n"},
		{"MANAGEMENT_INTERFACES='eno1'", "ports = eno1\n"},
		{"MANAGEMENT_INTERFACES=eno1", "ports = eno1\n"},
		{"MANAGEMENT_INTERFACES=\"\"", ""},
		{"MANAGEMENT_INTERFACES=", ""},
		{"MANAGEMENT_INTERFACES", ""},
		{"MANAGEMENT_INTERFACES=\"$X\"", ""},
		{"MANAGEMENT_INTERFACES=`reboot`", ""},
		{"MANAGEMENT_INTERFACES=eno1; reboot", ""},
		{"MANAGEMENT_INTERFACES=\"eno1", ""},
		{"MANAGEMENT_INTERFACES=\"", ""},
		{"CAPTURE_INTERFACES=\"eth1\"", ""},
		{"MANAGEMENT_INTERFACES=\"../x\"", NULL},
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(cases); i++) {
		const char *lines = "";
		int r = pfring_map_interfaces(
			scene->folder.arena, "interfaces.conf",
			arena_strdup(scene->folder.arena, cases[i].text), &lines,
			&scene->pfring, &scene->err);

		assert_int_equal(r, cases[i].lines ? 0 : -EINVAL);
		if (cases[i].lines)
			assert_string_equal(lines, cases[i].lines);
	}
}

/* Pieces from which hostile files are put together. */
static const char *random_text(struct scene *scene)
{
	static const char *const pieces[] = {
		"RSS=",	   "4",
		",",	   "\n",
		" ",	   "#",
		";",	   "[driver]",
		"\"",	   "'",
		"$(x)",	   "02:00:00:00:00:01",
		"9000",	   "MANAGEMENT_INTERFACES=",
		"eno1",	   "=",
		"]",	   "\t",
		"\r",	   "\xff",
		"\x1b[0m", "source = /tmp/x",
		"node=0",  "\\",
		"\v",	   "%s%n",
	};
	const char *text = "";

	for (int n = rand() % 12; n > 0; n--)
		text = arena_printf(scene->folder.arena, "%s%s", text,
				    pieces[(size_t)rand() % NIC_ARRAY_SIZE(pieces)]);
	return text;
}

/* Whatever is taken from hostile files, nicctl reads it, and reads nothing else in it. */
static void test_hostile(void **state)
{
	static const char *const names[] = {"in/zc/ice/ice.conf", "in/interfaces.conf",
					    "in/mtu.conf", "in/hugepages.conf"};
	struct scene *scene = *state;
	int accepted = 0, refused = 0;
	size_t written;

	make_tree(scene);
	srand(1);
	for (int round = 0; round < 1000; round++) {
		const char *out = arena_printf(scene->folder.arena, "%s/out%d",
					       scene->folder.dir, round);
		struct conf_place place = {out, out};
		struct conf conf = {0};

		for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++)
			temp_file(scene->folder.dir, names[i], 0644, random_text(scene));
		if (round % 2) /* most of what is random is no such line */
			temp_file(scene->folder.dir, names[3], 0644,
				  "node=0 hugepagenumber=8 gid=1\n");
		if (read_tree(scene) < 0) {
			refused++;
			assert_true(scene->err.message[0]);
			continue;
		}
		accepted++;
		assert_int_equal(pfring_write(&scene->pfring, out, scene->folder.arena,
					      &written, &scene->err),
				 0);
		assert_int_equal(conf_read(&place, NULL, scene->folder.arena, &conf), 0);
		assert_int_equal(conf.drivers.n, 1);
		assert_string_equal(conf_text(&conf.drivers.items[0].source), "dkms");
	}
	assert_true(accepted > 50);
	assert_true(refused > 50);
}

static void test_write_never_replaces(void **state)
{
	struct scene *scene = *state;
	const char *out = folder_at(&scene->folder, "out");
	struct stat st;
	size_t written;

	make_tree(scene);
	temp_file(scene->folder.dir, "in/interfaces.conf", 0644,
		  "MANAGEMENT_INTERFACES=eno1");
	assert_int_equal(read_tree(scene), 0);
	assert_int_equal(scene->pfring.files.n, 2);
	/* a link to nowhere is a file that is there, too */
	assert_int_equal(mkdir(out, 0755), 0);
	folder_make(&scene->folder, "out/drivers");
	assert_int_equal(
		symlink("nowhere", folder_at(&scene->folder, "out/drivers/ice.conf")), 0);
	assert_int_equal(pfring_write(&scene->pfring, out, scene->folder.arena, &written,
				      &scene->err),
			 -EEXIST);
	assert_contains(scene->err.message, "out/drivers/ice.conf");
	assert_int_equal(access(folder_at(&scene->folder, "out/nicctl.conf.d"), F_OK),
			 -1);
	assert_int_equal(unlink(folder_at(&scene->folder, "out/drivers/ice.conf")), 0);

	/* where the second file cannot be written, the first one is taken back */
	assert_int_equal(rmdir(folder_at(&scene->folder, "out/drivers")), 0);
	temp_file(scene->folder.dir, "out/drivers", 0644, "mine");
	assert_int_not_equal(pfring_write(&scene->pfring, out, scene->folder.arena,
					  &written, &scene->err),
			     0);
	assert_int_equal(
		access(folder_at(&scene->folder, "out/nicctl.conf.d/pf_ring.conf"), F_OK),
		-1);
	assert_int_equal(stat(folder_at(&scene->folder, "out/drivers"), &st), 0);
	assert_int_equal(st.st_size, 4);
}

static void test_too_many(void **state)
{
	struct scene *scene = *state;

	make_tree(scene);
	for (int i = 0; i <= PFRING_NAMES_MAX; i++)
		temp_file(scene->folder.dir,
			  arena_printf(scene->folder.arena, "in/zc/ice/%d", i), 0644, "");
	assert_int_equal(read_tree(scene), -EFBIG);
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_rss),	  T(test_interfaces),
		T(test_hostile),  T(test_write_never_replaces),
		T(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
