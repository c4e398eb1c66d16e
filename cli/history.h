/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transactions of the past, for the commands that tell of them. */
#ifndef NICCTL_HISTORY_H
#define NICCTL_HISTORY_H

#include "journal_read.h"

struct history_row {
	const char *id;
	const char *began;  /* UTC; NULL: not known */
	const char *driver; /* NULL: the plan cannot be read */
	const char *state;  /* how it ended, or where it stands */
	const char *note;   /* a sentence; NULL: nothing to say */
};

struct history {
	uint32_t schema;
	struct {
		struct history_row *items;
		size_t n;
	} transactions;
};

/* The row of one transaction; borrows from @entry. */
struct history_row history_row_of(const struct journal_entry *entry);

/* All of them, the oldest first, taken from @arena. Returns 0, -ENOMEM or the errno of
 * the folder. */
int history_read(const char *state_dir, struct arena *arena, struct history *ret_history,
		 struct nic_err *err);

/* The longest time, in microseconds, that a change of @driver which succeeded has taken
 * from its first step to its end; 0: none is known. */
int64_t history_longest_us(const char *state_dir, const char *driver);

/* The id that an operand names, or, without one, that of the last transaction; NULL with
 * a message on standard error when there is none. */
const char *history_choose(const char *state_dir, const struct strv *operands,
			   struct arena *arena);

/* Removes what is too old (see journal_prune()), in a process of its own with a limit:
 * what cannot be removed stays, be it because the disk hangs. */
void history_prune(void);

#endif
