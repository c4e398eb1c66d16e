/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the program's exit status means: the only place that says so. */
#ifndef NICCTL_EXIT_CODE_H
#define NICCTL_EXIT_CODE_H

#include <stddef.h>

#include "transaction.h"

enum exit_code {
	EXIT_CODE_DONE = 0,
	EXIT_CODE_FAILED = 1,
	EXIT_CODE_USAGE = 2,
	EXIT_CODE_REFUSED = 3,
	EXIT_CODE_ROLLED_BACK = 4,
	EXIT_CODE_ROLLBACK_INCOMPLETE = 5,
	EXIT_CODE_HOOK_FAILED = 6,
	EXIT_CODE_NOT_ZERO_COPY = 7,
	EXIT_CODE_NOT_AS_CONFIGURED = 8,
	EXIT_CODE_NETWORK_DIFFERS = 9,
};

struct exit_code_meaning {
	enum exit_code code;
	const char *meaning;
};

/* All codes, in rising order. */
extern const struct exit_code_meaning exit_code_meanings[];
extern const size_t exit_code_meanings_n;

enum exit_code exit_code_of(enum outcome outcome);

#endif
