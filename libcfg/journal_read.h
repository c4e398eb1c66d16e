/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads transactions back, whatever a crash or a disk made of their files. */
#ifndef NICCTL_JOURNAL_READ_H
#define NICCTL_JOURNAL_READ_H

#include "journal_record.h"
#include "transaction.h"

/* A log and a plan are a few KiB; who fills the disk is not read. */
#define JOURNAL_LOG_MAX_BYTES ((size_t)16 * 1024 * 1024)

/* How far a transaction got, by its log. */
enum journal_status {
	JOURNAL_NOT_BEGUN,   /* no step was begun, and no end is recorded */
	JOURNAL_UNFINISHED,  /* steps were begun, and no end is recorded */
	JOURNAL_UNCONFIRMED, /* done, but it has to be confirmed and was not yet */
	JOURNAL_FINISHED,
};

struct journal_log {
	struct {
		struct journal_record *items;
		size_t n;
	} records;
	size_t damaged; /* whole lines that are no records: what they said is not known */
	bool is_cut; /* the last line has no end: its writer was stopped in the middle of
			it, and what it announces was not begun */
	uint64_t whole_bytes; /* the end of the last whole line */
};

struct journal_entry {
	struct arena *arena; /* owned */
	const char *id;
	struct journal_log log;
	const char
		*log_problem; /* a sentence when there is no log to be read, else NULL */
	struct plan *plan;    /* owned; NULL: see plan_problem */
	const struct request *request;
	const char *plan_problem;
	struct host *before; /* owned; NULL: see before_problem */
	const char *before_problem;
};

/* Splits the text of a log into records; each is checked by its checksum. A record that
 * is not whole is left out and counted. Everything is taken from @arena; @text may go
 * afterwards. Returns 0 or -ENOMEM. */
int journal_parse_log(const char *text, size_t bytes, struct arena *arena,
		      struct journal_log *ret_log);

/* Reads the transaction @id. @wants_facts: the facts from before it, too, which are
 * large. What cannot be read is said in the entry's problem fields, and is no error.
 * Returns 0, -ENOENT (no such transaction), -EINVAL (no id), or -ENOMEM. The caller frees
 * the entry. */
int journal_load(const char *state_dir, const char *id, bool wants_facts,
		 struct journal_entry **ret_entry, struct nic_err *err);
void journal_entry_free(struct journal_entry *entry);
void journal_entry_freep(struct journal_entry **entry);

/* The ids of all transactions, the oldest first, taken from @arena. No folder at all is
 * an empty list. Returns 0 or the errno of the folder. */
int journal_list(const char *state_dir, struct arena *arena, struct strv *ret_ids,
		 struct nic_err *err);

enum journal_status journal_status(const struct journal_log *log);

/* The word for the end of a finished transaction, e.g. "done"; NULL: it has none. */
const char *journal_end(const struct journal_log *log);

/* The last record of that event; NULL: there is none. */
const struct journal_record *journal_find(const struct journal_log *log,
					  const char *event);

/* The oldest transaction that is unfinished or unconfirmed, or whose log cannot be read:
 * *@ret_id, from @arena; NULL when there is none. Returns 0 or the errno of the folder.
 */
int journal_pending(const char *state_dir, struct arena *arena, const char **ret_id,
		    enum journal_status *ret_status, struct nic_err *err);

/* For journal_prune(): its log says so without a gap. */
bool journal_is_finished(const char *state_dir, const char *id);

/* The kernel's boot id when it began; NULL: not known. */
const char *journal_boot_id(const struct journal_entry *entry);

#endif
