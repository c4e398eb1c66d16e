/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is written is complete; what cannot be written is said. */
#include "test.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake_host.h"
#include "host_json.h"
#include "journal.h"
#include "private_root.h"
#include "temp_dir.h"

struct scene {
	struct host *host;
	struct request request;
	struct plan *plan;
	struct journal *journal;
	struct nic_err err;
};

static int setup(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	if (!scene)
		return -1;
	scene->host = fake_incident("6.1");
	scene->request.driver = "ice";
	*state = scene;
	return plan_make(scene->host, &scene->request, &scene->plan, &scene->err);
}

static int teardown(void **state)
{
	struct scene *scene = *state;

	journal_close(scene->journal);
	plan_free(scene->plan);
	host_free(scene->host);
	free(scene);
	return 0;
}

static int open_journal(struct scene *scene, const char *dir, const char *id)
{
	return journal_open(dir, id, scene->host, &scene->request, scene->plan,
			    &scene->journal, &scene->err);
}

static unsigned int mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

static void test_snapshot_plan_and_log_are_there(void **state)
{
	struct scene *scene = *state;
	struct host *copy = NULL;
	struct json_object *plan;

	assert_int_equal(open_journal(scene, "/a/b/c", "id1"), 0);
	assert_int_equal(host_from_file("/a/b/c/transactions/id1/snapshot.json", &copy,
					&scene->err),
			 0);
	assert_non_null(host_module(copy, "irdma"));
	host_free(copy);
	plan = json_object_from_file("/a/b/c/transactions/id1/plan.json");
	assert_non_null(plan);
	json_object_put(plan);
	assert_int_equal(mode_of("/a/b/c/transactions/id1"), 0700);
	assert_int_equal(mode_of("/a/b/c/transactions/id1/log"), 0600);
	assert_int_equal(mode_of("/a/b/c/transactions/id1/plan.json"), 0600);
	assert_int_equal(mode_of("/a/b/c/transactions/id1/snapshot.json"), 0600);
}

static struct json_object *member(struct json_object *line, const char *key)
{
	struct json_object *value = NULL;

	assert_true(json_object_object_get_ex(line, key, &value));
	return value;
}

static void test_each_record_is_a_line_of_json(void **state)
{
	struct scene *scene = *state;
	char line[1024];
	FILE *log;

	assert_int_equal(open_journal(scene, "/s", "lines"), 0);
	assert_int_equal(journal_write(scene->journal, "begun", 3,
				       "line\nbreak \"quoted\" \x1b[31m", &scene->err),
			 0);
	assert_int_equal(
		journal_write(scene->journal, "done", JOURNAL_NO_STEP, NULL, NULL), 0);
	log = fopen("/s/transactions/lines/log", "r");
	assert_non_null(log);
	assert_non_null(fgets(line, sizeof(line), log)); /* that it was opened */
	for (int i = 0; i < 2; i++) {
		struct json_object *json;

		assert_non_null(fgets(line, sizeof(line), log));
		json = json_tokener_parse(line);
		assert_non_null(json);
		assert_int_equal(json_object_get_string_len(member(json, "time")), 24);
		assert_string_equal(json_object_get_string(member(json, "event")),
				    i ? "done" : "begun");
		if (i == 0) {
			assert_int_equal(json_object_get_int(member(json, "step")), 3);
			assert_string_equal(json_object_get_string(member(json, "text")),
					    "line\nbreak \"quoted\" \x1b[31m");
		} else {
			assert_null(member(json, "step"));
			assert_null(member(json, "text"));
		}
		json_object_put(json);
	}
	assert_null(fgets(line, sizeof(line), log));
	fclose(log);
}

static void test_an_id_is_used_once(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(open_journal(scene, "/s", "once"), 0);
	journal_closep(&scene->journal);
	assert_int_equal(open_journal(scene, "/s", "once"), -EEXIST);
	assert_null(scene->journal);
	assert_contains(scene->err.message, "/s/transactions/once");
	assert_contains(scene->err.hint, "/s");
}

static void test_a_full_disk_is_said_when_opening(void **state)
{
	struct scene *scene = *state;

	private_root_mount("/full", 4096);
	assert_int_equal(open_journal(scene, "/full", "x"), -ENOSPC);
	assert_contains(scene->err.message, "No space left");
	assert_contains(scene->err.hint, "leave some room");
}

static void test_a_full_disk_is_said_when_writing(void **state)
{
	struct scene *scene = *state;
	int r = 0;

	private_root_mount("/nearly-full", 128 * 1024);
	assert_int_equal(open_journal(scene, "/nearly-full", "x"), 0);
	for (int i = 0; i < 5000 && r == 0; i++)
		r = journal_write(scene->journal, "begun", i,
				  "some text to fill the disk with", &scene->err);
	assert_int_equal(r, -ENOSPC);
	assert_contains(scene->err.message, "cannot write to the journal: No space");
}

static void test_a_read_only_folder_is_said(void **state)
{
	struct scene *scene = *state;

	private_root_mount("/frozen", 1024 * 1024);
	private_root_freeze("/frozen");
	assert_int_equal(open_journal(scene, "/frozen", "x"), -EROFS);
	assert_int_equal(open_journal(scene, "/frozen/deeper", "x"), -EROFS);
	assert_contains(scene->err.message, "Read-only");
}

static void test_a_file_in_the_way_is_said(void **state)
{
	struct scene *scene = *state;

	temp_file("/", "file", 0644, "");
	assert_int_equal(open_journal(scene, "/file", "x"), -ENOTDIR);
	assert_int_equal(open_journal(scene, "/file/below", "x"), -ENOTDIR);
	assert_int_equal(mkdir("/t", 0755), 0);
	temp_file("/t", "transactions", 0644, "");
	assert_int_equal(open_journal(scene, "/t", "x"), -ENOTDIR);
	assert_contains(scene->err.message, "Not a directory");
}

static void test_null_is_closed(void **state)
{
	(void)state;
	journal_close(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_snapshot_plan_and_log_are_there),
		TEST(test_each_record_is_a_line_of_json),
		TEST(test_an_id_is_used_once),
		TEST(test_a_full_disk_is_said_when_opening),
		TEST(test_a_full_disk_is_said_when_writing),
		TEST(test_a_read_only_folder_is_said),
		TEST(test_a_file_in_the_way_is_said),
		TEST(test_null_is_closed),
	};

	private_root_enter();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
