/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Did you mean …?": the known word that is nearest to what was typed. */
#ifndef NICCTL_SUGGEST_H
#define NICCTL_SUGGEST_H

#include <stddef.h>

struct suggestion {
	const char *typed;
	size_t typed_bytes;
	const char *best; /* NULL: nothing is near enough */
	size_t distance;
};

/* Borrows @typed, of which @bytes count. */
struct suggestion suggest_begin(const char *typed, size_t bytes);

/* Tries the word @prefix@word; @word is kept if it is nearer than those before. */
void suggest_try(struct suggestion *suggestion, const char *prefix, const char *word);

#endif
