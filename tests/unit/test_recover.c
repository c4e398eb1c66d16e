/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process is killed at any moment: what recovery makes of it is the state before or
 * the state after, and nothing else. The fake machine lies in shared memory, so that it
 * outlives the process that is killed, as a kernel does. */
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_machine.h"
#include "journal.h"
#include "random.h"
#include "resume.h"
#include "temp_dir.h"
#include "textfile.h"

#define REPLACEMENT "/opt/ice.ko"

struct scene {
	struct fake_machine *machine; /* shared with the process that is killed */
	struct fake_machine before;
	struct host *facts;
	struct request request;
	struct plan *plan;
	struct transaction_options options;
	char state_dir[256];
};

static char *temp;
static unsigned int run_number, kill_at, cuts;

static struct host *make_world(void)
{
	struct host *world = fake_incident("6.12");

	world->kernel.boot_id = "boot-1";
	fake_param(world, "ice", "debug", "int", "1");
	fake_param(world, "ice", "depth", "int", "5");
	fake_param(world, "irdma", "limits", "int", "3");
	fake_file(world, "newdep", "/lib/newdep.ko");
	fake_push(world, &fake_rebuild(world, "ice", REPLACEMENT)->depends, "newdep");
	return world;
}

static void scene_begin(struct scene *scene, bool has_udev)
{
	struct nic_err err;

	memset(scene, 0, sizeof(*scene));
	scene->machine = mmap(NULL, sizeof(*scene->machine), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(scene->machine != MAP_FAILED);
	fake_machine_init(scene->machine, make_world());
	scene->machine->has_udev = scene->machine->is_stale_udev = has_udev;
	scene->request.driver = "ice";
	scene->request.replacement = REPLACEMENT;
	fake_push(scene->machine->world, &scene->request.params, "debug=2");
	scene->facts = fake_machine_facts(scene->machine, false);
	if (plan_make(scene->facts, &scene->request, &scene->plan, &err) < 0)
		fail_msg("%s", err.message);
	snprintf(scene->state_dir, sizeof(scene->state_dir), "%s/%u", temp, run_number++);
	scene->options = (struct transaction_options){
		.state_dir = scene->state_dir,
		.hooks_dir = "/nonexistent/nicctl.d",
		.verify_timeout_ms = 5000,
		.hook_timeout_ms = 1000,
	};
	scene->before = *scene->machine;
}

static void scene_end(struct scene *scene)
{
	plan_freep(&scene->plan);
	host_freep(&scene->facts);
	fake_machine_clear(scene->machine);
	assert_int_equal(munmap(scene->machine, sizeof(*scene->machine)), 0);
	if (run_number % 100 == 0) {
		temp_dir_remove(temp);
		temp = temp_dir_make();
	}
}

/* Counted over all operations; the clock and the facts are none that change anything. */
static int kill_here(struct fake_machine *machine, enum fake_op op, unsigned int call)
{
	static unsigned int seen;

	(void)machine;
	(void)op;
	(void)call;
	if (++seen == kill_at)
		(void)raise(SIGKILL);
	return 0;
}

/* Runs @fn in a process that is killed before its operation number @at. Returns false
 * when it came to its end before that. */
static bool run_and_kill(struct scene *scene, unsigned int at,
			 void (*fn)(struct scene *scene))
{
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		kill_at = at;
		scene->machine->disturb = kill_here;
		fn(scene);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
	scene->machine->disturb = NULL;
	scene->machine->images_open = scene->machine->watches_open = 0;
	return status != 0;
}

static void apply_all(struct scene *scene)
{
	transaction_result_free(transaction_run(&scene->machine->ops, scene->facts,
						&scene->request, scene->plan,
						&scene->options));
}

static struct journal_entry *load(struct scene *scene)
{
	struct journal_entry *entry = NULL;
	struct arena *arena = arena_new();
	struct strv ids = {0};
	struct nic_err err;

	assert_int_equal(journal_list(scene->state_dir, arena, &ids, &err), 0);
	if (ids.n == 1 &&
	    journal_load(scene->state_dir, ids.items[0], true, &entry, &err) < 0)
		fail_msg("%s", err.message);
	arena_free(arena);
	return entry;
}

static enum recovery_kind decide(struct scene *scene, struct journal_entry *entry,
				 struct recovery *recovery)
{
	struct host *now = fake_machine_facts(scene->machine, true);

	assert_int_equal(recover_decide(entry, now, entry->arena, recovery), 0);
	host_free(now);
	return recovery->kind;
}

/* One run of `nicctl recover`. Returns what it decided. */
static enum recovery_kind recover_once(struct scene *scene)
{
	struct journal_entry *entry = load(scene);
	struct transaction_result *result;
	struct recovery recovery = {0};

	if (!entry)
		return RECOVERY_NOTHING;
	decide(scene, entry, &recovery);
	result =
		resume_run(&scene->machine->ops, entry, &recovery, NULL, &scene->options);
	assert_non_null(result);
	transaction_result_free(result);
	journal_entry_free(entry);
	return recovery.kind;
}

static void recover(struct scene *scene)
{
	(void)recover_once(scene);
}

static const char *differs_from_after(struct scene *scene)
{
	struct fake_loaded *ice = fake_machine_find(scene->machine, "ice");
	struct fake_loaded *irdma = fake_machine_find(scene->machine, "irdma");

	if (!ice || strcmp(ice->file->path, REPLACEMENT) != 0 || !irdma ||
	    !fake_machine_find(scene->machine, "newdep"))
		return "modules";
	if (!strstr(ice->params, "debug=2") || !strstr(ice->params, "depth=5") ||
	    !strstr(irdma->params, "limits=3"))
		return "parameters";
	return scene->machine->n == scene->plan->after.n ? "" : "number of modules";
}

static const char *differs_from_before(struct scene *scene)
{
	return fake_machine_compare(&scene->before, scene->machine,
				    &scene->plan->removed);
}

static void check_one_of_both(struct scene *scene, unsigned int at, size_t cut)
{
	const char *before = differs_from_before(scene);
	const char *after = differs_from_after(scene);
	struct journal_entry *entry = load(scene);
	struct recovery recovery;

	cuts++;
	if (before[0] && after[0])
		fail_msg("killed at %u, log cut by %zu: neither before (%s) nor after "
			 "(%s)",
			 at, cut, before, after);
	if (memcmp(scene->before.is_down, scene->machine->is_down,
		   sizeof(scene->machine->is_down)) != 0)
		fail_msg("killed at %u: a network device is down", at);
	if (entry) {
		assert_int_equal(decide(scene, entry, &recovery), RECOVERY_NOTHING);
		assert_false(entry->log.is_cut);
		assert_int_equal(entry->log.damaged, 0);
	}
	journal_entry_free(entry);
}

/* The last record of the log did not get to the disk, or only half of it. */
static void cut_log(struct scene *scene, int halves)
{
	struct journal_entry *entry = load(scene);
	char path[512], *text;
	struct nic_err err;
	size_t bytes, at;

	if (!entry || entry->log.records.n < 2) {
		journal_entry_free(entry);
		return;
	}
	snprintf(path, sizeof(path), "%s/transactions/%s/log", scene->state_dir,
		 entry->id);
	assert_int_equal(textfile_read(path, 1 << 20, &text, &bytes, &err), 0);
	for (at = bytes - 1; at > 0 && text[at - 1] != '\n'; at--)
		;
	assert_int_equal(
		truncate(path, (off_t)(halves == 2 ? at : at + (bytes - at) / 2)), 0);
	free(text);
	journal_entry_free(entry);
}

static bool try_kill(unsigned int at, int halves, bool has_udev, unsigned int again_at)
{
	struct scene scene;
	bool was_killed;

	if (random_leaves_out())
		return true;
	scene_begin(&scene, has_udev);
	was_killed = run_and_kill(&scene, at, apply_all);
	if (was_killed) {
		if (halves)
			cut_log(&scene, halves);
		if (again_at)
			(void)run_and_kill(&scene, again_at, recover);
		recover(&scene);
		check_one_of_both(&scene, at, (size_t)halves);
	}
	scene_end(&scene);
	return was_killed;
}

static void test_killed_at_every_operation(void **state)
{
	(void)state;
	for (int has_udev = 0; has_udev < 2; has_udev++) {
		for (int halves = 0; halves < 3; halves++) {
			unsigned int at = 1;

			while (try_kill(at, halves, has_udev, 0))
				at++;
			assert_true(at > 20);
		}
	}
	print_message("%u cuts\n", cuts);
}

static void test_killed_again_while_recovering(void **state)
{
	(void)state;
	cuts = 0;
	for (unsigned int at = 8; try_kill(at, 0, false, 0); at += 3) {
		for (unsigned int again = 1; again < 24; again++)
			assert_true(try_kill(at, (int)(again % 3), true, again) ||
				    at > 20);
	}
	print_message("%u cuts\n", cuts);
}

static void test_all_steps_done_is_kept(void **state)
{
	struct scene scene;
	unsigned int kept = 0;

	(void)state;
	for (unsigned int at = 1;; at++) {
		bool was_killed;

		scene_begin(&scene, false);
		was_killed = run_and_kill(&scene, at, apply_all);
		if (was_killed && recover_once(&scene) == RECOVERY_FORWARD) {
			assert_string_equal(differs_from_after(&scene), "");
			kept++;
		}
		scene_end(&scene);
		if (!was_killed)
			break;
	}
	assert_true(kept > 0);
}

/* Killed in the middle of the steps, in scene; the first removals are done. */
static void half_way(struct scene *scene)
{
	static unsigned int at = 5; /* found once: it is the same each time */

	scene_begin(scene, false);
	for (;; at++) {
		assert_true(run_and_kill(scene, at, apply_all));
		if (!fake_machine_find(scene->machine, "ice"))
			return;
		scene_end(scene);
		scene_begin(scene, false);
	}
}

static void test_another_boot_ends_it(void **state)
{
	struct scene scene;
	size_t modules;

	(void)state;
	half_way(&scene);
	modules = scene.machine->n;
	scene.machine->world->kernel.boot_id = "boot-2";
	assert_int_equal(recover_once(&scene), RECOVERY_REBOOTED);
	assert_int_equal(scene.machine->n, modules);
	assert_int_equal(recover_once(&scene), RECOVERY_NOTHING);
	scene_end(&scene);
}

static void damage(struct scene *scene, const char *name, long offset)
{
	struct journal_entry *entry = load(scene);
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
	struct scene scene;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		size_t modules;

		half_way(&scene);
		modules = scene.machine->n;
		damage(&scene, names[i], 200);
		assert_int_equal(recover_once(&scene), RECOVERY_PERSON);
		assert_int_equal(scene.machine->n, modules);
		scene_end(&scene);
	}
}

/* One bit of any record: the machine is asked instead. */
static void test_a_damaged_log_is_recovered_from(void **state)
{
	(void)state;
	for (long offset = 3; offset < 800; offset += 37) {
		struct journal_entry *entry;
		struct scene scene;

		half_way(&scene);
		entry = load(&scene);
		if ((uint64_t)offset < entry->log.whole_bytes) {
			damage(&scene, "log", offset);
			recover(&scene);
			assert_string_equal(differs_from_before(&scene), "");
			assert_int_equal(recover_once(&scene), RECOVERY_NOTHING);
		}
		journal_entry_free(entry);
		scene_end(&scene);
	}
}

/* Cut further than any crash cuts it: records are lost whose steps were done. */
static void test_lost_records_at_the_end(void **state)
{
	(void)state;
	for (off_t lost = 1; lost < 500; lost += 41) {
		struct journal_entry *entry;
		struct scene scene;
		char path[512];

		half_way(&scene);
		entry = load(&scene);
		snprintf(path, sizeof(path), "%s/transactions/%s/log", scene.state_dir,
			 entry->id);
		assert_int_equal(truncate(path, (off_t)entry->log.whole_bytes - lost), 0);
		journal_entry_free(entry);
		entry = load(&scene);
		if (journal_status(&entry->log) == JOURNAL_UNFINISHED) {
			recover(&scene);
			if (differs_from_before(&scene)[0])
				fail_msg("%ld bytes lost: %s", (long)lost,
					 differs_from_before(&scene));
		}
		journal_entry_free(entry);
		scene_end(&scene);
	}
}

static void test_a_log_that_cannot_be_written_stops_no_way_back(void **state)
{
	struct journal_entry *entry;
	struct scene scene;
	char path[512], away[520];

	(void)state;
	half_way(&scene);
	entry = load(&scene);
	assert_non_null(entry);
	{
		struct recovery recovery;
		struct transaction_result *result;

		decide(&scene, entry, &recovery);
		snprintf(path, sizeof(path), "%s/transactions/%s", scene.state_dir,
			 entry->id);
		snprintf(away, sizeof(away), "%s.away", path);
		assert_int_equal(rename(path, away), 0);
		result = resume_run(&scene.machine->ops, entry, &recovery, NULL,
				    &scene.options);
		assert_int_equal(result->outcome, OUTCOME_ROLLED_BACK);
		assert_contains(result->warnings.items[0], "cannot write the journal");
		transaction_result_free(result);
	}
	assert_string_equal(differs_from_before(&scene), "");
	journal_entry_free(entry);
	scene_end(&scene);
}

static void test_a_lost_file_is_said(void **state)
{
	struct journal_entry *entry;
	struct transaction_result *result;
	struct recovery recovery;
	struct scene scene;

	(void)state;
	half_way(&scene);
	entry = load(&scene);
	decide(&scene, entry, &recovery);
	scene.machine->disturb = NULL;
	for (size_t i = 0; i < scene.machine->world->files.n; i++) {
		struct modfile *file = &scene.machine->world->files.items[i];

		if (strcmp(file->name, "irdma") == 0)
			file->path = "/elsewhere";
	}
	result = resume_run(&scene.machine->ops, entry, &recovery, NULL, &scene.options);
	assert_int_equal(result->outcome, OUTCOME_ROLLBACK_INCOMPLETE);
	assert_true(result->warnings.n > 0);
	assert_non_null(fake_machine_find(scene.machine, "ice"));
	transaction_result_free(result);
	journal_entry_free(entry);
	scene_end(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_killed_at_every_operation),
		cmocka_unit_test(test_killed_again_while_recovering),
		cmocka_unit_test(test_all_steps_done_is_kept),
		cmocka_unit_test(test_another_boot_ends_it),
		cmocka_unit_test(test_a_damaged_plan_needs_a_person),
		cmocka_unit_test(test_a_damaged_log_is_recovered_from),
		cmocka_unit_test(test_lost_records_at_the_end),
		cmocka_unit_test(test_a_log_that_cannot_be_written_stops_no_way_back),
		cmocka_unit_test(test_a_lost_file_is_said),
	};
	int r;

	temp = temp_dir_make();
	r = cmocka_run_group_tests(tests, NULL, NULL);
	temp_dir_remove(temp);
	return r;
}
