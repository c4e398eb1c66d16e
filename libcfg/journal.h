/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The journal of one transaction: a folder with what was (snapshot.json), what is to be
 * done (plan.json) and what has been done (log, one JSON object a line). */
#ifndef NICCTL_JOURNAL_H
#define NICCTL_JOURNAL_H

#include "plan.h"

struct journal;

/* More finished transactions than these are not kept: journal_prune(). */
#define JOURNAL_KEPT 100

/* Makes the folder STATE_DIR/transactions/ID (mode 0700, parents as needed) and writes
 * snapshot and plan. All of it is on stable storage when this returns 0; otherwise the
 * errno, with the file named in @err. The caller closes the journal. */
int journal_open(const char *state_dir, const char *id, const struct host *host,
		 const struct request *request, const struct plan *plan,
		 struct journal **ret_journal, struct nic_err *err);
void journal_close(struct journal *journal);
void journal_closep(struct journal **journal);

/* Opens the log of an existing transaction to go on with it, and cuts it to @whole_bytes,
 * the end of its last whole record (see journal_read.h). */
int journal_reopen(const char *state_dir, const char *id, uint64_t whole_bytes,
		   struct journal **ret_journal, struct nic_err *err);

/* From now on each record goes to the pipe @fd, too (borrowed; non-blocking), whether it
 * could be written to the disk or not: for a process that must know of it without a disk.
 * What the pipe does not take within a second is lost to it. */
void journal_mirror(struct journal *journal, int fd);

/* Writes one more document beside the plan, e.g. "netstate.json". @json: text of one JSON
 * object that ends with a newline; taken over, NULL gives -ENOMEM. On stable storage when
 * this returns 0. */
int journal_document(struct journal *journal, const char *name, char *json,
		     struct nic_err *err);

/* Removes the oldest transactions beyond JOURNAL_KEPT for which @is_finished says yes.
 * What cannot be removed stays; it is not worth an error. */
void journal_prune(const char *state_dir,
		   bool (*is_finished)(const char *state_dir, const char *id));

/* No step: the record is about the whole transaction. */
#define JOURNAL_NO_STEP (-1)

/* The first record; its text is the kernel's boot id. */
#define JOURNAL_OPENED "opened"

/* What was done is being taken back; the text says why. */
#define JOURNAL_ROLLING_BACK "rolling-back"

/* The kernel has not come back from a step; the text says which. */
#define JOURNAL_STUCK "stuck"

/* The change is to be confirmed within so many seconds after its end, else undone. */
#define JOURNAL_CONFIRM_WITHIN "confirm-within"
#define JOURNAL_CONFIRMED "confirmed"

/* Appends one record and waits until it is on stable storage. @event: a word such as
 * "begun";
 * @step: index into the plan's steps or JOURNAL_NO_STEP; @text may be NULL. Returns 0 or
 * the errno of the write. @journal NULL: -EBADF. */
int journal_write(struct journal *journal, const char *event, int step, const char *text,
		  struct nic_err *err);

#endif
