/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of one transaction; every write is followed by a sync, and may wait for the
 * disk as long as that takes. */
#ifndef NICCTL_JOURNAL_FILES_H
#define NICCTL_JOURNAL_FILES_H

#include <stdint.h>

struct journal_files {
	int dir_fd, log_fd; /* -1: not open */
};

/* All return 0 or the errno of what failed, and are on stable storage then. What is open
 * is closed with the process. */

/* Makes the folder STATE_DIR/transactions/ID (mode 0700, parents as needed). */
int journal_files_make(struct journal_files *files, const char *state_dir,
		       const char *id);

/* Opens the folder @path and its log, and cuts that to @whole_bytes. */
int journal_files_reopen(struct journal_files *files, const char *path,
			 uint64_t whole_bytes);

/* A new file @name with @text. */
int journal_files_document(struct journal_files *files, const char *name,
			   const char *text);

/* The new log, and one more line of it. */
int journal_files_open_log(struct journal_files *files);
int journal_files_append(struct journal_files *files, const char *line);

#endif
