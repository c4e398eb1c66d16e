/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log of a transaction: its lines, and what they say together. */
#include <errno.h>
#include <string.h>

#include "journal.h"
#include "journal_read.h"
#include "seal.h"

static const struct jfield record_fields[] = {
	{"time", J_REQUIRED, offsetof(struct journal_record, time), NULL, 0, NULL},
	{"event", J_REQUIRED, offsetof(struct journal_record, event), NULL, 0, NULL},
	{"step", J_I32, offsetof(struct journal_record, step), NULL,
	 offsetof(struct journal_record, has_step), NULL},
	{"text", J_STRING, offsetof(struct journal_record, text), NULL, 0, NULL},
};
const struct jtype journal_record_type = JTYPE(struct journal_record, record_fields);

/* Returns 0, -EINVAL (not a whole record) or -ENOMEM. */
static int parse_line(const char *line, size_t bytes, struct arena *arena,
		      struct journal_log *log)
{
	struct journal_record record = {0}, *slot;
	struct nic_err ignored;
	int r;

	if (!seal_is_whole(line, bytes))
		return -EINVAL;
	r = jtable_decode(&journal_record_type, line, bytes, arena, &record, &ignored);
	if (r < 0)
		return r;
	slot = ARENA_PUSH(arena, &log->records);
	if (!slot)
		return -ENOMEM;
	*slot = record;
	return 0;
}

int journal_parse_log(const char *text, size_t bytes, struct arena *arena,
		      struct journal_log *ret_log)
{
	struct journal_log log = {0};

	for (size_t at = 0; at < bytes && !log.is_cut;) {
		const char *end = memchr(text + at, '\n', bytes - at);
		size_t length = end ? (size_t)(end - text) - at : bytes - at;
		int r = parse_line(text + at, length, arena, &log);

		if (r == -ENOMEM)
			return r;
		if (!end) {
			log.is_cut = true;
			if (r == 0) /* all but the newline: it may or may not count */
				log.records.n--;
			break;
		}
		log.damaged += r < 0;
		at += length + 1;
		log.whole_bytes = at;
	}
	*ret_log = log;
	return 0;
}

const struct journal_record *journal_find(const struct journal_log *log,
					  const char *event)
{
	for (size_t i = log->records.n; i > 0; i--) {
		if (strcmp(log->records.items[i - 1].event, event) == 0)
			return &log->records.items[i - 1];
	}
	return NULL;
}

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++) {
		if (strcmp(word, *words) == 0)
			return true;
	}
	return false;
}

/* The outcomes, and what `nicctl recover` says of a machine that was started anew. */
static const char *const ends[] = {"done",	  "unchanged",	 "not-started",
				   "refused",	  "rolled-back", "rollback-incomplete",
				   "hook-failed", "rebooted",	 NULL};

/* Ends that leave the change in force. */
static const char *const successes[] = {"done", "hook-failed", NULL};

const char *journal_end(const struct journal_log *log)
{
	const char *end = NULL;

	for (size_t i = 0; i < log->records.n; i++) {
		const char *event = log->records.items[i].event;

		if (!log->records.items[i].has_step && is_one_of(event, ends))
			end = event;
		else if (strcmp(event, JOURNAL_ROLLING_BACK) == 0 ||
			 strcmp(event, "undo-begun") == 0)
			end = NULL; /* what was done is being taken back */
	}
	return end;
}

enum journal_status journal_status(const struct journal_log *log)
{
	const char *end = journal_end(log);

	if (!end)
		return journal_find(log, "begun") || log->damaged ? JOURNAL_UNFINISHED
								  : JOURNAL_NOT_BEGUN;
	if (is_one_of(end, successes) && journal_find(log, JOURNAL_CONFIRM_WITHIN) &&
	    !journal_find(log, JOURNAL_CONFIRMED))
		return JOURNAL_UNCONFIRMED;
	return JOURNAL_FINISHED;
}
