/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Edit distance (letters added, left out, changed, or two neighbours swapped). */
#include "suggest.h"

#include <stdio.h>
#include <string.h>

/* Longer words are no typing mistakes. */
#define WORD_MAX 40

struct suggestion suggest_begin(const char *typed, size_t bytes)
{
	return (struct suggestion){typed, bytes, NULL,
				   (bytes / 2 < 3 ? bytes / 2 : 3) + 1};
}

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t distance(const char *a, size_t a_bytes, const char *b, size_t b_bytes)
{
	size_t d[WORD_MAX + 1][WORD_MAX + 1];

	for (size_t i = 0; i <= a_bytes; i++) {
		for (size_t j = 0; j <= b_bytes; j++) {
			if (!i || !j) {
				d[i][j] = i + j;
				continue;
			}
			d[i][j] = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			d[i][j] = min(d[i][j], min(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[a_bytes][b_bytes];
}

void suggest_try(struct suggestion *suggestion, const char *prefix, const char *word)
{
	char full[WORD_MAX + 1];
	int bytes = snprintf(full, sizeof(full), "%s%s", prefix, word);
	size_t found;

	if (bytes < 0 || (size_t)bytes > WORD_MAX || suggestion->typed_bytes > WORD_MAX)
		return;
	found = distance(suggestion->typed, suggestion->typed_bytes, full, (size_t)bytes);
	if (found && strncmp(full, suggestion->typed, suggestion->typed_bytes) == 0)
		found = 1; /* an abbreviation */
	if (found < suggestion->distance) {
		suggestion->best = word;
		suggestion->distance = found;
	}
}
