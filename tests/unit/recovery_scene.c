/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "recovery_scene.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static unsigned int kill_at;

struct scene *recovery_scene_begin(bool has_udev)
{
	struct scene *scene = mmap(NULL, sizeof(*scene), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(scene != MAP_FAILED);
	scene_begin(scene);
	scene->machine.has_udev = scene->machine.is_stale_udev = has_udev;
	scene->before = scene->machine;
	return scene;
}

void recovery_scene_end(struct scene *scene)
{
	scene_end(scene);
	assert_int_equal(munmap(scene, sizeof(*scene)), 0);
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

bool recovery_scene_kill(struct scene *scene, unsigned int at,
			 void (*fn)(struct scene *scene))
{
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		kill_at = at;
		scene->machine.disturb = kill_here;
		fn(scene);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
	scene->machine.disturb = NULL;
	scene->machine.images_open = scene->machine.watches_open = 0;
	return status != 0;
}

void recovery_scene_apply(struct scene *scene)
{
	transaction_result_free(transaction_run(&scene->machine.ops, scene->facts,
						&scene->request, scene->plan,
						&scene->options));
}

struct journal_entry *recovery_scene_load(struct scene *scene)
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

enum recovery_kind recovery_scene_decide(struct scene *scene, struct journal_entry *entry,
					 struct recovery *recovery)
{
	struct host *now = fake_machine_facts(&scene->machine, true);

	assert_int_equal(recover_decide(entry, now, entry->arena, recovery), 0);
	host_free(now);
	return recovery->kind;
}

enum recovery_kind recovery_scene_recover_once(struct scene *scene)
{
	struct journal_entry *entry = recovery_scene_load(scene);
	struct transaction_result *result;
	struct recovery recovery = {0};

	if (!entry)
		return RECOVERY_NOTHING;
	recovery_scene_decide(scene, entry, &recovery);
	result = resume_run(&scene->machine.ops, entry, &recovery, NULL, &scene->options);
	assert_non_null(result);
	transaction_result_free(result);
	journal_entry_free(entry);
	return recovery.kind;
}

void recovery_scene_recover(struct scene *scene)
{
	(void)recovery_scene_recover_once(scene);
}

const char *recovery_scene_difference(struct scene *scene)
{
	return fake_machine_compare(&scene->before, &scene->machine,
				    &scene->plan->removed);
}

struct scene *recovery_scene_half_way(void)
{
	static unsigned int at = 5; /* found once: it is the same each time */
	struct scene *scene = recovery_scene_begin(false);

	for (;; at++) {
		assert_true(recovery_scene_kill(scene, at, recovery_scene_apply));
		if (!fake_machine_find(&scene->machine, "ice"))
			return scene;
		recovery_scene_end(scene);
		scene = recovery_scene_begin(false);
	}
}
