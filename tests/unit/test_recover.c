/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process is killed at any moment: what recovery makes of it is the state before or
 * the state after, and nothing else. */
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include "random.h"
#include "recovery_scene.h"
#include "textfile.h"

static unsigned int cuts;

static void check_one_of_both(struct scene *scene, unsigned int at, size_t cut)
{
	const char *before = recovery_scene_difference(scene);
	const char *after = scene_lacks(scene);
	struct journal_entry *entry = recovery_scene_load(scene);
	struct recovery recovery;

	cuts++;
	if (before[0] && after[0])
		fail_msg("killed at %u, log cut by %zu: neither before (%s) nor after "
			 "(%s)",
			 at, cut, before, after);
	if (memcmp(scene->before.is_down, scene->machine.is_down,
		   sizeof(scene->machine.is_down)) != 0)
		fail_msg("killed at %u: a network device is down", at);
	if (entry) {
		assert_int_equal(recovery_scene_decide(scene, entry, &recovery),
				 RECOVERY_NOTHING);
		assert_false(entry->log.is_cut);
		assert_int_equal(entry->log.damaged, 0);
	}
	journal_entry_free(entry);
}

/* The last record of the log did not get to the disk, or only half of it. */
static void cut_log(struct scene *scene, int halves)
{
	struct journal_entry *entry = recovery_scene_load(scene);
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
	struct scene *scene;
	bool was_killed;

	if (random_leaves_out())
		return true;
	scene = recovery_scene_begin(has_udev);
	was_killed = recovery_scene_kill(scene, at, recovery_scene_apply);
	if (was_killed) {
		if (halves)
			cut_log(scene, halves);
		if (again_at)
			(void)recovery_scene_kill(scene, again_at,
						  recovery_scene_recover);
		recovery_scene_recover(scene);
		check_one_of_both(scene, at, (size_t)halves);
	}
	recovery_scene_end(scene);
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
	struct scene *scene;
	unsigned int kept = 0;

	(void)state;
	for (unsigned int at = 1;; at++) {
		bool was_killed;

		scene = recovery_scene_begin(false);
		was_killed = recovery_scene_kill(scene, at, recovery_scene_apply);
		if (was_killed &&
		    recovery_scene_recover_once(scene) == RECOVERY_FORWARD) {
			assert_string_equal(scene_lacks(scene), "");
			kept++;
		}
		recovery_scene_end(scene);
		if (!was_killed)
			break;
	}
	assert_true(kept > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_killed_at_every_operation),
		cmocka_unit_test(test_killed_again_while_recovering),
		cmocka_unit_test(test_all_steps_done_is_kept),
	};

	return cmocka_run_group_tests(tests, scene_make_temp, scene_remove_temp);
}
