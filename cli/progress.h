/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shows a change while it happens, one line for each step. */
#ifndef NICCTL_PROGRESS_H
#define NICCTL_PROGRESS_H

#include "text.h"
#include "transaction.h"

struct progress {
	struct text text;
	const struct plan *plan;
	struct arena *arena; /* for the words */
	bool is_silent;
	bool is_stream; /* one JSON object a line instead of text */
	bool is_rolling_back;
};

/* A progress_fn; its context must begin with a struct progress. */
void progress_show(void *ctx, enum progress_event event, size_t step,
		   const struct step_result *result, const char *words);

#endif
