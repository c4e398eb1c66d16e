/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The journal of one transaction: a folder with what was (snapshot.json), what is to be
 * done (plan.json) and what has been done (log, one JSON object a line). */
#ifndef NICCTL_JOURNAL_H
#define NICCTL_JOURNAL_H

#include "plan.h"

struct journal;

/* Makes the folder STATE_DIR/transactions/ID (mode 0700, parents as needed) and writes
 * snapshot and plan. All of it is on stable storage when this returns 0; otherwise the
 * errno, with the file named in @err. The caller closes the journal. */
int journal_open(const char *state_dir, const char *id, const struct host *host,
		 const struct request *request, const struct plan *plan,
		 struct journal **ret_journal, struct nic_err *err);
void journal_close(struct journal *journal);
void journal_closep(struct journal **journal);

/* No step: the record is about the whole transaction. */
#define JOURNAL_NO_STEP (-1)

/* Appends one record and waits until it is on stable storage. @event: a word such as
 * "begun";
 * @step: index into the plan's steps or JOURNAL_NO_STEP; @text may be NULL. Returns 0 or
 * the errno of the write. */
int journal_write(struct journal *journal, const char *event, int step, const char *text,
		  struct nic_err *err);

#endif
