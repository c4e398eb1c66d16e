/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A journal that was cut short or damaged is read as far as it is true, and no further.
 */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake_host.h"
#include "journal.h"
#include "journal_read.h"
#include "temp_dir.h"
#include "textfile.h"

static char *dir;

struct scene {
	struct host *host;
	struct request request;
	struct plan *plan;
	struct journal *journal;
	struct nic_err err;
};

static void scene_begin(struct scene *scene, const char *id)
{
	memset(scene, 0, sizeof(*scene));
	scene->host = fake_incident("6.1");
	scene->host->kernel.boot_id = "boot-1";
	fake_param(scene->host, "ice", "debug", "int", "1");
	scene->request.driver = "ice";
	assert_int_equal(
		plan_make(scene->host, &scene->request, &scene->plan, &scene->err), 0);
	assert_int_equal(journal_open(dir, id, scene->host, &scene->request, scene->plan,
				      &scene->journal, &scene->err),
			 0);
}

static void scene_end(struct scene *scene)
{
	journal_close(scene->journal);
	plan_free(scene->plan);
	host_free(scene->host);
}

static struct journal_entry *load(const char *id)
{
	struct journal_entry *entry = NULL;
	struct nic_err err = {0};

	if (journal_load(dir, id, true, &entry, &err) < 0)
		fail_msg("%s", err.message);
	return entry;
}

static const char *path_of(const char *id, const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/transactions/%s/%s", dir, id, name);
	return path;
}

static void test_what_was_written_is_read(void **state)
{
	struct journal_entry *entry;
	struct scene scene;

	(void)state;
	scene_begin(&scene, "whole");
	assert_int_equal(journal_write(scene.journal, "begun", 0, "a\nb", &scene.err), 0);
	entry = load("whole");
	assert_null(entry->log_problem);
	assert_null(entry->plan_problem);
	assert_null(entry->before_problem);
	assert_true(plan_equal(entry->plan, scene.plan));
	assert_string_equal(entry->request->driver, "ice");
	assert_int_equal(entry->log.records.n, 2);
	assert_string_equal(entry->log.records.items[1].text, "a\nb");
	assert_true(entry->log.records.items[1].has_step);
	assert_false(entry->log.is_cut);
	assert_string_equal(journal_boot_id(entry), "boot-1");
	assert_int_equal(journal_status(&entry->log), JOURNAL_UNFINISHED);
	journal_entry_free(entry);
	scene_end(&scene);
}

static void test_the_plan_keeps_what_an_inverse_needs(void **state)
{
	struct journal_entry *entry;
	struct scene scene;

	(void)state;
	scene_begin(&scene, "params");
	entry = load("params");
	for (size_t i = 0; i < scene.plan->steps.n; i++) {
		const struct step *was = &scene.plan->steps.items[i];
		const struct step *is = &entry->plan->steps.items[i];

		assert_string_equal(is->params.fallback, was->params.fallback);
		assert_int_equal(is->params.carried.n, was->params.carried.n);
	}
	journal_entry_free(entry);
	scene_end(&scene);
}

static void test_the_status_follows_the_records(void **state)
{
	static const struct {
		const char *event;
		enum journal_status status;
	} run[] = {
		{JOURNAL_CONFIRM_WITHIN, JOURNAL_NOT_BEGUN},
		{"begun", JOURNAL_UNFINISHED},
		{"done", JOURNAL_UNCONFIRMED},
		{JOURNAL_ROLLING_BACK, JOURNAL_UNFINISHED},
		{"undo-begun", JOURNAL_UNFINISHED},
		{"undone", JOURNAL_UNFINISHED},
		{"rolled-back", JOURNAL_FINISHED},
	};
	struct scene scene;

	(void)state;
	scene_begin(&scene, "status");
	for (size_t i = 0; i < NIC_ARRAY_SIZE(run); i++) {
		struct journal_entry *entry;
		/* only a whole transaction's "done" is its end */
		int step = strcmp(run[i].event, "begun") == 0 ? 0 : JOURNAL_NO_STEP;

		assert_int_equal(
			journal_write(scene.journal, run[i].event, step, NULL, NULL), 0);
		entry = load("status");
		assert_int_equal(journal_status(&entry->log), run[i].status);
		journal_entry_free(entry);
	}
	scene_end(&scene);
}

static void test_a_step_that_is_done_is_not_the_end(void **state)
{
	struct journal_entry *entry;
	struct scene scene;

	(void)state;
	scene_begin(&scene, "step");
	assert_int_equal(journal_write(scene.journal, "begun", 0, NULL, NULL), 0);
	assert_int_equal(journal_write(scene.journal, "done", 0, NULL, NULL), 0);
	entry = load("step");
	assert_int_equal(journal_status(&entry->log), JOURNAL_UNFINISHED);
	journal_entry_free(entry);
	scene_end(&scene);
}

static char *log_of_a_run(struct scene *scene, size_t *ret_bytes)
{
	char *text = NULL;

	for (int i = 0; i < 4; i++) {
		assert_int_equal(journal_write(scene->journal, "begun", i, "x", NULL), 0);
		assert_int_equal(journal_write(scene->journal, "done", i, "x", NULL), 0);
	}
	assert_int_equal(
		journal_write(scene->journal, "done", JOURNAL_NO_STEP, NULL, NULL), 0);
	assert_int_equal(textfile_read(path_of("bytes", "log"), 1 << 20, &text, ret_bytes,
				       &scene->err),
			 0);
	return text;
}

static void test_every_cut_and_every_flipped_bit(void **state)
{
	struct arena *arena = arena_new();
	struct journal_log whole, log;
	struct scene scene;
	size_t bytes;
	char *text;

	(void)state;
	scene_begin(&scene, "bytes");
	text = log_of_a_run(&scene, &bytes);
	assert_int_equal(journal_parse_log(text, bytes, arena, &whole), 0);
	assert_int_equal(whole.records.n, 10);
	for (size_t cut = 0; cut < bytes; cut++) {
		size_t lines = 0;

		for (size_t i = 0; i < cut; i++)
			lines += text[i] == '\n';
		assert_int_equal(journal_parse_log(text, cut, arena, &log), 0);
		assert_int_equal(log.records.n, lines);
		assert_int_equal(log.damaged, 0);
		assert_int_equal(log.is_cut, cut && text[cut - 1] != '\n');
		assert_int_not_equal(journal_status(&log), JOURNAL_FINISHED);
	}
	for (size_t bit = 0; bit < bytes * 8; bit++) {
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		assert_int_equal(journal_parse_log(text, bytes, arena, &log), 0);
		assert_true(log.damaged || log.is_cut);
		assert_true(log.records.n >= 8 && log.records.n < 10);
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
	}
	free(text);
	arena_free(arena);
	scene_end(&scene);
}

static void test_a_damaged_document_is_said(void **state)
{
	static const char *const names[] = {"plan.json", "snapshot.json"};
	struct scene scene;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		struct journal_entry *entry;
		const char *problem;
		FILE *file;

		scene_begin(&scene, names[i]);
		file = fopen(path_of(names[i], names[i]), "r+");
		assert_non_null(file);
		fseek(file, 300, SEEK_SET);
		fputc('#', file);
		fclose(file);
		entry = load(names[i]);
		problem = i ? entry->before_problem : entry->plan_problem;
		assert_contains(problem, "is damaged");
		journal_entry_free(entry);
		scene_end(&scene);
	}
}

static void test_going_on_after_a_cut(void **state)
{
	struct journal_entry *entry;
	struct scene scene;

	(void)state;
	scene_begin(&scene, "cut");
	assert_int_equal(journal_write(scene.journal, "begun", 0, NULL, NULL), 0);
	entry = load("cut");
	assert_int_equal(
		truncate(path_of("cut", "log"), (off_t)entry->log.whole_bytes - 7), 0);
	journal_entry_free(entry);
	entry = load("cut");
	assert_true(entry->log.is_cut);
	assert_int_equal(journal_status(&entry->log), JOURNAL_NOT_BEGUN);
	journal_closep(&scene.journal);
	assert_int_equal(journal_reopen(dir, "cut", entry->log.whole_bytes,
					&scene.journal, &scene.err),
			 0);
	assert_int_equal(journal_write(scene.journal, "not-started", JOURNAL_NO_STEP,
				       NULL, &scene.err),
			 0);
	journal_entry_free(entry);
	entry = load("cut");
	assert_false(entry->log.is_cut);
	assert_int_equal(entry->log.damaged, 0);
	assert_int_equal(journal_status(&entry->log), JOURNAL_FINISHED);
	journal_entry_free(entry);
	scene_end(&scene);
}

static void test_an_id_is_no_path(void **state)
{
	static const char *const ids[] = {"", ".", "..", "../x", "a/b", ".hidden"};
	struct journal_entry *entry = NULL;
	struct nic_err err;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(ids); i++)
		assert_int_equal(journal_load(dir, ids[i], false, &entry, &err), -EINVAL);
	assert_int_equal(journal_load(dir, "none", false, &entry, &err), -ENOENT);
	assert_contains(err.hint, "nicctl history");
}

static void test_only_finished_ones_are_pruned(void **state)
{
	struct arena *arena = arena_new();
	struct strv ids = {0};
	struct nic_err err;
	char id[32];

	(void)state;
	dir = temp_dir_make();
	for (int i = 0; i < JOURNAL_KEPT + 5; i++) {
		struct scene scene;

		snprintf(id, sizeof(id), "%04d", i);
		scene_begin(&scene, id);
		assert_int_equal(journal_write(scene.journal, i == 2 ? "begun" : "done",
					       i == 2 ? 0 : JOURNAL_NO_STEP, NULL, NULL),
				 0);
		scene_end(&scene);
	}
	journal_prune(dir, journal_is_finished);
	assert_int_equal(journal_list(dir, arena, &ids, &err), 0);
	assert_int_equal(ids.n, JOURNAL_KEPT + 1);
	assert_string_equal(ids.items[0], "0002");
	assert_string_equal(ids.items[1], "0005");
	journal_prune(dir, journal_is_finished);
	ids = (struct strv){0};
	assert_int_equal(journal_list(dir, arena, &ids, &err), 0);
	assert_int_equal(ids.n, JOURNAL_KEPT + 1);
	arena_free(arena);
	temp_dir_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_was_written_is_read),
		cmocka_unit_test(test_the_plan_keeps_what_an_inverse_needs),
		cmocka_unit_test(test_the_status_follows_the_records),
		cmocka_unit_test(test_a_step_that_is_done_is_not_the_end),
		cmocka_unit_test(test_every_cut_and_every_flipped_bit),
		cmocka_unit_test(test_a_damaged_document_is_said),
		cmocka_unit_test(test_going_on_after_a_cut),
		cmocka_unit_test(test_an_id_is_no_path),
		cmocka_unit_test(test_only_finished_ones_are_pruned),
	};
	char *first = dir = temp_dir_make();
	int r = cmocka_run_group_tests(tests, NULL, NULL);

	temp_dir_remove(first);
	return r;
}
