/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line of a journal's log, for its writer and its reader. */
#ifndef NICCTL_JOURNAL_RECORD_H
#define NICCTL_JOURNAL_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "jtable.h"

struct journal_record {
	const char *time; /* UTC, with milliseconds */
	const char *event;
	bool has_step;
	int32_t step; /* index into the plan's steps */
	const char *text;
};

extern const struct jtype journal_record_type;

#endif
