/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A boot must not repeat what went wrong: a machine that loses its network, or crashes,
 * in the same change at each boot never comes back. The journal tells of changes; the
 * last boot's report of a crash that left no trace there, and with which configuration.
 */
#include "boot_rule.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "history.h"

struct look {
	const struct boot_past *past;
	const struct conf_driver *profile;
	const struct bootreport_driver *driver; /* in the last boot's report; NULL */
	const char *sum_then; /* of the configuration that failed; NULL: not known */
	struct arena *arena;
};

static bool is_about(const struct look *look, const struct request *request)
{
	const char *other = conf_text(&look->profile->module);
	const char *names[] = {request->driver, request_asked(request)};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		if (names[i] && (module_name_equal(names[i], look->profile->name) ||
				 (other && module_name_equal(names[i], other))))
			return true;
	}
	return false;
}

enum verdict_of_past { PAST_NOTHING, PAST_GOOD, PAST_BAD };

/* Did this transaction leave its change in force? */
static enum verdict_of_past judge(const struct look *look,
				  const struct journal_entry *entry, struct boot_bar *bar)
{
	static const char *const harmless[] = {"refused", "unchanged", "not-started",
					       "not-begun"};
	static const char takes_back[] = "taking back ";
	struct history_row row = history_row_of(entry);
	const char *source = entry->request->source;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(harmless); i++) {
		if (!row.state || !row.began || strcmp(row.state, harmless[i]) == 0)
			return PAST_NOTHING;
	}
	bar->failed_at = arena_strdup(look->arena, row.began);
	if (strcmp(row.state, "done") != 0 && strcmp(row.state, "hook-failed") != 0)
		bar->failure = arena_printf(look->arena, "change %s ended as '%s'",
					    row.id, row.state);
	else if (source && strncmp(source, takes_back, strlen(takes_back)) == 0)
		bar->failure = arena_printf(look->arena, "change %s was taken back",
					    source + strlen(takes_back));
	else
		return PAST_GOOD;
	return PAST_BAD;
}

/* The last transaction of the driver that changed something. *@bar: what failed, and the
 * time of it, also of a good one. */
static int look_at_journal(struct look *look, struct boot_bar *bar, struct nic_err *err)
{
	struct strv ids = {0};
	int r = journal_list(look->past->state_dir, look->arena, &ids, err);

	for (size_t i = ids.n; i > 0 && r == 0; i--) {
		NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;

		r = journal_load(look->past->state_dir, ids.items[i - 1], false, &entry,
				 err);
		if (r < 0 || !entry->request || !is_about(look, entry->request) ||
		    judge(look, entry, bar) == PAST_NOTHING)
			continue;
		if (look->driver && strv_has(&look->driver->transactions, entry->id))
			look->sum_then = look->driver->sum;
		break;
	}
	return r;
}

/* What the last boot's report adds, unless a later change made it good. */
static void look_at_report(struct look *look, struct boot_bar *bar)
{
	const struct bootreport *last = look->past->last;
	const struct bootreport_driver *driver = look->driver;
	const char *failure = driver->failure, *at = driver->failed_at;

	if (strcmp(driver->outcome, "running") == 0 && look->past->boot_id &&
	    last->boot_id && strcmp(last->boot_id, look->past->boot_id) != 0) {
		failure = arena_printf(look->arena,
				       "the machine went down while nicctl.service was "
				       "at it, in the boot of %s",
				       last->began);
		at = last->began;
	}
	if (!failure || !at || (bar->failed_at && strcmp(bar->failed_at, at) > 0))
		return;
	look->sum_then = driver->sum;
	bar->failure = failure;
	bar->failed_at = at;
}

/* As the journal writes times: they compare as text. */
static const char *time_text(struct arena *arena, const struct timespec *at)
{
	char text[32] = "";
	struct tm utc;

	if (gmtime_r(&at->tv_sec, &utc))
		(void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
	return arena_printf(arena, "%s.%03ldZ", text, at->tv_nsec / 1000000);
}

/* Was it with this configuration? Where the last boot does not tell, the times of its
 * files do. */
static bool is_the_same(const struct look *look, const struct boot_bar *bar,
			const struct boot_sum *now)
{
	if (look->sum_then)
		return strcmp(look->sum_then, now->text) == 0;
	return strcmp(time_text(look->arena, &now->changed), bar->failed_at) <= 0;
}

int boot_rule_look(const struct boot_past *past, const struct conf_driver *profile,
		   const struct boot_sum *now, struct arena *arena,
		   struct boot_bar *ret_bar, struct nic_err *err)
{
	struct look look = {.past = past, .profile = profile, .arena = arena};
	struct boot_bar bar = {0};
	int r;

	if (past->last)
		look.driver = bootreport_driver(past->last, profile->name);
	r = look_at_journal(&look, &bar, err);
	if (r < 0)
		return r;
	if (look.driver)
		look_at_report(&look, &bar);
	if (bar.failure)
		bar.is_barred = is_the_same(&look, &bar, now);
	if (arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret_bar = bar;
	return 0;
}
