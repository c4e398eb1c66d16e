/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What it changed, and how that ended, is in the journal. */
#include "boot_try.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "boot_child.h"
#include "history.h"
#include "udevd.h"

#define UDEV_MS 20000  /* for udev to be done, between two tries */
#define TRIES 3	       /* while udev changes the machine before the first step */
#define GRACE_MS 60000 /* for it to be taken back, when its time is over */

struct trying {
	const struct boot_try *try;
	struct arena *arena;
	struct boot_child child; /* of the last try */
	const char *note;	 /* what the journal says of it; NULL: nothing */
	struct strv transactions;
};

int64_t boot_try_now_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with this clock */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static size_t count_transactions(const struct trying *trying)
{
	struct strv ids = {0};
	struct nic_err ignored;

	return journal_list(trying->try->state_dir, trying->arena, &ids, &ignored) < 0
		       ? 0
		       : ids.n;
}

/* What the last try added to the @before in the journal. Was a step begun? */
static bool add_transactions(struct trying *trying, size_t before)
{
	const struct history_row *last;
	struct history history = {0};
	struct nic_err ignored;

	trying->note = NULL;
	if (history_read(trying->try->state_dir, trying->arena, &history, &ignored) < 0)
		return true; /* as far as is known */
	for (size_t i = before; i < history.transactions.n; i++)
		(void)strv_push(trying->arena, &trying->transactions,
				history.transactions.items[i].id);
	if (history.transactions.n <= before)
		return false;
	last = &history.transactions.items[history.transactions.n - 1];
	trying->note = last->note;
	return !last->state || strcmp(last->state, "not-started") != 0;
}

/* Returns -EAGAIN when it failed, or was refused, before its first step: udev may be at
 * work still, and change the machine under its hands, or load a module on top of the
 * driver. */
static int run_once(struct trying *trying, struct nic_err *err)
{
	const struct boot_try *try = trying->try;
	const char *args[8] = {"nicctl", "apply", try->driver, "--yes"};
	size_t before = count_transactions(trying), n = 4;
	bool has_begun;
	int r;

	if (try->settings_only)
		args[n++] = "--settings-only";
	if (try->config_dir) {
		args[n++] = "--config-dir";
		args[n++] = try->config_dir;
	}
	trying->child = (struct boot_child){0};
	r = boot_child_run(args, (int)(try->end_ms - boot_try_now_ms()), GRACE_MS,
			   trying->arena, &trying->child, err);
	if (r < 0)
		return r;
	has_begun = add_transactions(trying, before);
	if (has_begun)
		return 0;
	return trying->child.exit_code == EXIT_CODE_FAILED ||
			       trying->child.exit_code == EXIT_CODE_REFUSED
		       ? -EAGAIN
		       : 0;
}

static const char *outcome(const struct trying *trying)
{
	if (!trying->child.has_ended)
		return "timed-out";
	switch (trying->child.exit_code) {
	case EXIT_CODE_DONE:
	case EXIT_CODE_HOOK_FAILED:
	case EXIT_CODE_NETWORK_DIFFERS:
		return trying->transactions.n ? "done" : "unchanged";
	case EXIT_CODE_REFUSED:
		return "refused";
	case EXIT_CODE_ROLLED_BACK:
		return "rolled-back";
	case EXIT_CODE_ROLLBACK_INCOMPLETE:
		return "rollback-incomplete";
	default: /* a number of another process, not an enum */
		return "failed";
	}
}

/* What the program itself wrote counts only where the journal has nothing. */
static const char *cause(const struct trying *trying)
{
	const struct strv *said = &trying->child.said;
	const char *all = NULL;

	if (trying->note)
		return trying->note;
	for (size_t i = 0; i < said->n; i++)
		all = arena_printf(trying->arena, "%s%s%s", all ? all : "",
				   all ? "; " : "", said->items[i]);
	if (!all && trying->child.exit_code == EXIT_CODE_REFUSED)
		return arena_printf(trying->arena,
				    "'nicctl apply %s --dry-run' tells why",
				    trying->try->driver);
	return all;
}

int boot_try_run(const struct boot_try *try, struct arena *arena, struct boot_tried *ret,
		 struct nic_err *err)
{
	struct trying trying = {.try = try, .arena = arena};
	const struct boot_child *child = &trying.child;
	int r = -EAGAIN;

	for (int i = 0; i < TRIES && r == -EAGAIN && boot_try_now_ms() < try->end_ms;
	     i++) {
		if (i)
			(void)udevd_wait_idle(UDEV_MS, err); /* or it fails again */
		r = run_once(&trying, err);
	}
	if (r < 0 && r != -EAGAIN)
		return r;
	*ret = (struct boot_tried){
		.outcome = outcome(&trying),
		.code = child->exit_code < 0 || !child->has_ended
				? EXIT_CODE_FAILED
				: (enum exit_code)child->exit_code,
		.transactions = trying.transactions,
	};
	if (ret->code != EXIT_CODE_DONE)
		ret->message = cause(&trying);
	if (child->is_late)
		ret->message = arena_printf(arena, "it was stopped at its time limit%s%s",
					    ret->message ? ": " : "",
					    ret->message ? ret->message : "");
	return 0;
}
