/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recovery from what is left of a change: another boot, a damaged or cut journal, a file
 * that is gone. */
#include "test.h"

#include <unistd.h>

#include "recovery_scene.h"

static void test_another_boot_ends_it(void **state)
{
	struct scene *scene;
	size_t modules;

	(void)state;
	scene = recovery_scene_half_way();
	modules = scene->machine.n;
	scene->machine.world->kernel.boot_id = "boot-2";
	assert_int_equal(recovery_scene_recover_once(scene), RECOVERY_REBOOTED);
	assert_int_equal(scene->machine.n, modules);
	assert_int_equal(recovery_scene_recover_once(scene), RECOVERY_NOTHING);
	recovery_scene_end(scene);
}

static void damage(struct scene *scene, const char *name, long offset)
{
	struct journal_entry *entry = recovery_scene_load(scene);
	char path[512];
	FILE *file;
	int byte;

	snprintf(path, sizeof(path), "%s/transactions/%s/%s", scene->state_dir, entry->id,
		 name);
	file = fopen(path, "r+");
	assert_non_null(file);
	fseek(file, offset, SEEK_SET);
	byte = fgetc(file);
	fseek(file, offset, SEEK_SET);
	fputc(byte ^ 4, file);
	fclose(file);
	journal_entry_free(entry);
}

static void test_a_damaged_plan_needs_a_person(void **state)
{
	static const char *const names[] = {"plan.json", "snapshot.json"};
	struct scene *scene;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		size_t modules;

		scene = recovery_scene_half_way();
		modules = scene->machine.n;
		damage(scene, names[i], 200);
		assert_int_equal(recovery_scene_recover_once(scene), RECOVERY_PERSON);
		assert_int_equal(scene->machine.n, modules);
		recovery_scene_end(scene);
	}
}

/* One bit of any record: the machine is asked instead. */
static void test_a_damaged_log_is_recovered_from(void **state)
{
	(void)state;
	for (long offset = 3; offset < 800; offset += 37) {
		struct journal_entry *entry;
		struct scene *scene;

		scene = recovery_scene_half_way();
		entry = recovery_scene_load(scene);
		if ((uint64_t)offset < entry->log.whole_bytes) {
			damage(scene, "log", offset);
			recovery_scene_recover(scene);
			assert_string_equal(recovery_scene_difference(scene), "");
			assert_int_equal(recovery_scene_recover_once(scene),
					 RECOVERY_NOTHING);
		}
		journal_entry_free(entry);
		recovery_scene_end(scene);
	}
}

/* Cut further than any crash cuts it: records are lost whose steps were done. */
static void test_lost_records_at_the_end(void **state)
{
	(void)state;
	for (off_t lost = 1; lost < 500; lost += 41) {
		struct journal_entry *entry;
		struct scene *scene;
		char path[512];

		scene = recovery_scene_half_way();
		entry = recovery_scene_load(scene);
		snprintf(path, sizeof(path), "%s/transactions/%s/log", scene->state_dir,
			 entry->id);
		assert_int_equal(truncate(path, (off_t)entry->log.whole_bytes - lost), 0);
		journal_entry_free(entry);
		entry = recovery_scene_load(scene);
		if (journal_status(&entry->log) == JOURNAL_UNFINISHED) {
			recovery_scene_recover(scene);
			if (recovery_scene_difference(scene)[0])
				fail_msg("%ld bytes lost: %s", (long)lost,
					 recovery_scene_difference(scene));
		}
		journal_entry_free(entry);
		recovery_scene_end(scene);
	}
}

static void test_a_log_that_cannot_be_written_stops_no_way_back(void **state)
{
	struct scene *scene = recovery_scene_half_way();
	struct journal_entry *entry = recovery_scene_load(scene);
	struct transaction_result *result;
	struct recovery recovery;
	char path[512], away[520];

	(void)state;
	assert_non_null(entry);
	recovery_scene_decide(scene, entry, &recovery);
	snprintf(path, sizeof(path), "%s/transactions/%s", scene->state_dir, entry->id);
	snprintf(away, sizeof(away), "%s.away", path);
	assert_int_equal(rename(path, away), 0);
	result = resume_run(&scene->machine.ops, entry, &recovery, NULL, &scene->options);
	assert_int_equal(result->outcome, OUTCOME_ROLLED_BACK);
	assert_contains(result->warnings.items[0], "cannot write the journal");
	assert_string_equal(recovery_scene_difference(scene), "");
	transaction_result_free(result);
	journal_entry_free(entry);
	recovery_scene_end(scene);
}

static void test_a_lost_file_is_said(void **state)
{
	struct journal_entry *entry;
	struct transaction_result *result;
	struct recovery recovery;
	struct scene *scene;

	(void)state;
	scene = recovery_scene_half_way();
	entry = recovery_scene_load(scene);
	recovery_scene_decide(scene, entry, &recovery);
	scene->machine.disturb = NULL;
	for (size_t i = 0; i < scene->machine.world->files.n; i++) {
		struct modfile *file = &scene->machine.world->files.items[i];

		if (strcmp(file->name, "irdma") == 0)
			file->path = "/elsewhere";
	}
	result = resume_run(&scene->machine.ops, entry, &recovery, NULL, &scene->options);
	assert_int_equal(result->outcome, OUTCOME_ROLLBACK_INCOMPLETE);
	assert_true(result->warnings.n > 0);
	assert_non_null(fake_machine_find(&scene->machine, "ice"));
	transaction_result_free(result);
	journal_entry_free(entry);
	recovery_scene_end(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_another_boot_ends_it),
		cmocka_unit_test(test_a_damaged_plan_needs_a_person),
		cmocka_unit_test(test_a_damaged_log_is_recovered_from),
		cmocka_unit_test(test_lost_records_at_the_end),
		cmocka_unit_test(test_a_log_that_cannot_be_written_stops_no_way_back),
		cmocka_unit_test(test_a_lost_file_is_said),
	};

	return cmocka_run_group_tests(tests, scene_make_temp, scene_remove_temp);
}
