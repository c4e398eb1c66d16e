/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Searching the facts of a table for those that speak of one card, driver and firmware.
 * A limit that a source leaves open ("5.3 or newer") ends at the newest version that any
 * source names: beyond it nothing is known. */
#ifndef NICCTL_COMPAT_MATCH_H
#define NICCTL_COMPAT_MATCH_H

#include "compat_table.h"

struct compat_match {
	const struct compat_table *table;
	const char *family; /* NULL: not known, every card's facts count */
	struct compat_driver driver;
	struct compat_firmware firmware;
	/* The newest and the oldest firmware that is named for this card and compares
	 * with the present one; NULL: none. See compat_match_begin(). */
	const struct compat_firmware *newest, *oldest;
};

/* How the driver stands to those that were tested with this firmware. */
struct compat_place {
	size_t listed, comparable, older, newer;
	const struct compat_fact *nearest; /* below if there is one, else above */
	const struct compat_fact *other;   /* of another scheme */
};

/* Finds the newest and the oldest firmware. */
void compat_match_begin(struct compat_match *match);

/* Are the facts about @devices also about @family (NULL: not known)? */
bool compat_match_family(const struct strv *devices, const char *family);

/* The strictest minimum that the firmware does not meet; NULL: it meets all. */
const struct compat_fact *compat_match_minimum(const struct compat_match *match);

/* The fact that names both together; one that does so to the letter before one that
 * leaves a limit open. NULL: none. */
const struct compat_fact *compat_match_pair(const struct compat_match *match);

struct compat_place compat_match_place(const struct compat_match *match);

/* The combination to go to when the firmware is not listed: the newest one with the same
 * driver, else the nearest below, else above; NULL: none. */
const struct compat_fact *compat_match_nearest(const struct compat_match *match);

/* Is @a older than @b, as far as they compare? */
bool compat_match_older(const struct compat_firmware *a, const struct compat_firmware *b);

#endif
