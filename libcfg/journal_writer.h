/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process that writes a journal, so that a disk that hangs does not hang the change.
 *
 * Who waits for a disk sleeps in the kernel and cannot be woken up. That is one process'
 * business here: the other asks it, waits for its answer with a limit, and goes on. */
#ifndef NICCTL_JOURNAL_WRITER_H
#define NICCTL_JOURNAL_WRITER_H

#include <stdint.h>

struct journal_writer;

/* How long one request may take. Disks that are at work answer within a second or two,
 * those that retry by themselves within half a minute, in which ports would be down. */
#define JOURNAL_WRITER_TIMEOUT_S 10

/* Starts it for a new transaction, in its folder STATE_DIR/transactions/ID, which it
 * makes. Returns 0, -ETIMEDOUT, or the errno of what failed; then there is none. */
int journal_writer_start(const char *state_dir, const char *id,
			 struct journal_writer **ret_writer);

/* The same for the folder @path that is there, whose log is cut to @whole_bytes. */
int journal_writer_restart(const char *path, uint64_t whole_bytes,
			   struct journal_writer **ret_writer);

/* Each of these is on stable storage when it returns 0. -ETIMEDOUT: the disk has not
 * answered; from then on every call returns that at once. Else the errno of the write. */

/* A new file @name (shorter than 32 bytes) with @text. */
int journal_writer_document(struct journal_writer *writer, const char *name,
			    const char *text);

/* The new log, which is empty. */
int journal_writer_open_log(struct journal_writer *writer);

/* One more line of the log. */
int journal_writer_append(struct journal_writer *writer, const char *line);

/* Ends the process, without waiting for one that waits for its disk; NULL: nothing. */
void journal_writer_end(struct journal_writer *writer);

#endif
