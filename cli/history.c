/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what the journals say of past transactions. */
#include "history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "journal.h"
#include "message.h"
#include "worker.h"

static const char *state_of(const struct journal_entry *entry)
{
	if (entry->log_problem)
		return "unreadable";
	switch (journal_status(&entry->log)) {
	case JOURNAL_NOT_BEGUN:
		return "not-begun";
	case JOURNAL_UNFINISHED:
		return "UNFINISHED";
	case JOURNAL_UNCONFIRMED:
		return "UNCONFIRMED";
	case JOURNAL_FINISHED:
		return journal_end(&entry->log);
	}
	return NULL;
}

static const char *note_of(const struct journal_entry *entry)
{
	const struct journal_record *end = NULL;

	if (entry->log_problem)
		return entry->log_problem;
	if (entry->plan_problem)
		return entry->plan_problem;
	if (entry->log.damaged)
		return "records of its log are damaged";
	if (journal_end(&entry->log))
		end = journal_find(&entry->log, journal_end(&entry->log));
	return end ? end->text : NULL;
}

struct history_row history_row_of(const struct journal_entry *entry)
{
	const struct journal_log *log = &entry->log;

	return (struct history_row){
		.id = entry->id,
		.began = log->records.n ? log->records.items[0].time : NULL,
		.driver = entry->request ? entry->request->driver : NULL,
		.state = state_of(entry),
		.note = note_of(entry),
	};
}

static int add(struct history *history, const char *state_dir, const char *id,
	       struct arena *arena, struct nic_err *err)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	struct history_row row, *slot;
	int r = journal_load(state_dir, id, false, &entry, err);

	if (r < 0)
		return r;
	row = history_row_of(entry);
	slot = ARENA_PUSH(arena, &history->transactions);
	if (!slot)
		return nic_err_set(err, -ENOMEM, "out of memory");
	slot->id = arena_strdup(arena, row.id);
	slot->began = arena_strdup(arena, row.began);
	slot->driver = arena_strdup(arena, row.driver);
	slot->state = arena_strdup(arena, row.state);
	slot->note = arena_strdup(arena, row.note);
	return 0;
}

int history_read(const char *state_dir, struct arena *arena, struct history *ret_history,
		 struct nic_err *err)
{
	struct history history = {.schema = 1};
	struct strv ids = {0};
	int r = journal_list(state_dir, arena, &ids, err);

	for (size_t i = 0; i < ids.n && r == 0; i++)
		r = add(&history, state_dir, ids.items[i], arena, err);
	if (r == 0)
		*ret_history = history;
	return r;
}

/* "2026-01-31T09:30:00.123Z". Returns -1 when it is no time. */
static int64_t microseconds(const char *text)
{
	struct tm utc = {0};
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &utc);

	if (!rest || *rest != '.')
		return -1;
	return ((int64_t)timegm(&utc) * 1000 + strtol(rest + 1, NULL, 10)) * 1000;
}

static int64_t duration_us(const struct journal_log *log)
{
	const char *end = journal_end(log);
	int64_t from = -1, to;

	if (!end || strcmp(end, "done") != 0)
		return 0;
	for (size_t i = 0; i < log->records.n && from < 0; i++) {
		if (strcmp(log->records.items[i].event, "begun") == 0)
			from = microseconds(log->records.items[i].time);
	}
	to = microseconds(journal_find(log, end)->time);
	return from < 0 || to < from ? 0 : to - from;
}

int64_t history_longest_us(const char *state_dir, const char *driver)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct nic_err ignored;
	struct strv ids = {0};
	int64_t longest = 0;

	if (!arena || journal_list(state_dir, arena, &ids, &ignored) < 0)
		return 0;
	for (size_t i = 0; i < ids.n; i++) {
		NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
		int64_t took = 0;

		if (journal_load(state_dir, ids.items[i], false, &entry, &ignored) == 0 &&
		    entry->request && module_name_equal(entry->request->driver, driver))
			took = duration_us(&entry->log);
		if (took > longest)
			longest = took;
	}
	return longest;
}

const char *history_choose(const char *state_dir, const struct strv *operands,
			   struct arena *arena)
{
	struct strv ids = {0};
	struct nic_err err = {0};

	if (operands->n)
		return operands->items[0];
	if (journal_list(state_dir, arena, &ids, &err) < 0)
		message_nic_err(&err);
	else if (!ids.n)
		message_error("there is no transaction yet");
	else
		return ids.items[ids.n - 1];
	return NULL;
}

/* A hundred small folders at the most. */
#define PRUNE_TIMEOUT_MS 10000

static int prune(void *arg, struct nic_err *err)
{
	(void)arg;
	(void)err;
	journal_prune(NICCTL_STATE_DIR, journal_is_finished);
	return 0;
}

void history_prune(void)
{
	struct nic_err ignored;

	(void)worker_run(prune, NULL, PRUNE_TIMEOUT_MS, &ignored);
}
