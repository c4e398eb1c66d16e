/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Brings changes that were broken off to an end. */
#ifndef NICCTL_RECOVERING_H
#define NICCTL_RECOVERING_H

#include <stdbool.h>

#include "arena.h"
#include "ending.h"
#include "exit_code.h"
#include "journal_read.h"

/* All that are not finished, the newest first; tells on standard output. The caller holds
 * the machine's lock. EXIT_CODE_DONE also when there is none. */
enum exit_code recovering_all(struct arena *arena, bool is_dry_run, bool is_json);

/* One of them, without a word, from what the process has inherited: see resume_run(). */
enum exit_code recovering_kept(const struct journal_entry *entry,
			       const struct transaction *kept);

#endif
