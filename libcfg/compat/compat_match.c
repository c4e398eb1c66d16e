/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Searching the facts of a table. */
#include "compat_match.h"

#include <string.h>

bool compat_match_family(const struct strv *devices, const char *family)
{
	return !devices->n || !family || strv_has(devices, family);
}

bool compat_match_older(const struct compat_firmware *a, const struct compat_firmware *b)
{
	int order;

	return compat_firmware_compare(a, b, &order) && order < 0;
}

/* The firmware a fact names, or names the lower end of; NULL: neither. */
static const struct compat_firmware *named(const struct compat_fact *fact)
{
	if (fact->firmware)
		return &fact->with;
	return fact->firmware_min ? &fact->with_min : NULL;
}

/* Does the fact speak of this card, and of the driver as a whole? */
static bool applies(const struct compat_match *match, const struct compat_fact *fact)
{
	return fact->how != COMPAT_SUPERSEDED && !fact->feature && named(fact) &&
	       compat_match_family(&fact->devices, match->family);
}

static bool is_pair(const struct compat_match *match, const struct compat_fact *fact)
{
	return applies(match, fact) && fact->how != COMPAT_MINIMUM;
}

typedef bool fact_condition(const struct compat_match *match,
			    const struct compat_fact *fact);

/* The first fact behind @fact (NULL: of all) that meets the condition; NULL: none. */
static const struct compat_fact *next_fact(const struct compat_match *match,
					   const struct compat_fact *fact,
					   fact_condition *condition)
{
	size_t i = fact ? (size_t)(fact - match->table->facts.items) + 1 : 0;

	for (; i < match->table->facts.n; i++) {
		if (condition(match, &match->table->facts.items[i]))
			return &match->table->facts.items[i];
	}
	return NULL;
}

#define EACH_FACT(match_, fact_, condition_)                                             \
	for (const struct compat_fact *fact_ = next_fact((match_), NULL, condition_);    \
	     fact_; fact_ = next_fact((match_), fact_, condition_))

/* A family of releases (xx.43.1000) is not one that every card has got. */
static bool is_of_all_cards(const struct compat_firmware *firmware)
{
	return firmware && firmware->version.n &&
	       firmware->version.part[0] == COMPAT_VERSION_ANY;
}

void compat_match_begin(struct compat_match *match)
{
	int order;

	EACH_FACT(match, fact, applies)
	{
		const struct compat_firmware *this = named(fact);

		if (is_of_all_cards(this) ||
		    !compat_firmware_compare(this, &match->firmware, &order))
			continue;
		if (fact->firmware_max)
			this = &fact->with_max;
		if (!match->newest || compat_match_older(match->newest, this))
			match->newest = this;
	}
	EACH_FACT(match, fact, is_pair)
	{
		if (match->newest && !compat_match_older(match->newest, named(fact)) &&
		    compat_firmware_compare(named(fact), &match->firmware, &order) &&
		    (!match->oldest || compat_match_older(named(fact), match->oldest)))
			match->oldest = named(fact);
	}
}

static bool firmware_fits(const struct compat_match *match,
			  const struct compat_fact *fact)
{
	const struct compat_firmware *now = &match->firmware;
	int order;

	if (fact->firmware)
		return compat_firmware_same(&fact->with, now);
	if (!compat_firmware_compare(&fact->with_min, now, &order) || order > 0)
		return false;
	if (fact->firmware_max)
		return !compat_match_older(&fact->with_max, now);
	return !match->newest || !compat_match_older(match->newest, now);
}

/* Is a driver of this scheme as new named anywhere? */
static bool is_beyond(const struct compat_match *match)
{
	int order;

	EACH_FACT(match, fact, applies)
	{
		const struct compat_driver *on =
			fact->driver || fact->kernel ? &fact->on : &fact->on_min;

		if (compat_driver_compare(&match->driver, on, &order) && order <= 0)
			return false;
	}
	return true;
}

/* Does the fact speak of this driver, an open limit taken at its word? */
static bool driver_in(const struct compat_match *match, const struct compat_fact *fact)
{
	const struct compat_driver *now = &match->driver;
	int order;

	if (fact->driver || fact->kernel)
		return compat_driver_same(&fact->on, now);
	if (!compat_driver_compare(&fact->on_min, now, &order) || order > 0)
		return false;
	return !fact->driver_max ||
	       (compat_driver_compare(&fact->on_max, now, &order) && order >= 0);
}

static bool driver_fits(const struct compat_match *match, const struct compat_fact *fact)
{
	bool is_open = !fact->driver && !fact->kernel && !fact->driver_max;

	return driver_in(match, fact) && !(is_open && is_beyond(match));
}

static bool names_driver(const struct compat_fact *fact)
{
	return fact->driver || fact->kernel || fact->driver_min || fact->kernel_min ||
	       fact->package || fact->package_min;
}

const struct compat_fact *compat_match_minimum(const struct compat_match *match)
{
	const struct compat_fact *worst = NULL;

	EACH_FACT(match, fact, applies)
	{
		if (fact->how != COMPAT_MINIMUM || !fact->firmware_min ||
		    !compat_match_older(&match->firmware, &fact->with_min) ||
		    (names_driver(fact) && !driver_in(match, fact)))
			continue;
		if (!worst || compat_match_older(&worst->with_min, &fact->with_min))
			worst = fact;
	}
	return worst;
}

/* Of two facts that fit: one that names the firmware says more than one with an open
 * limit, and the higher limit more than the lower. */
static bool says_more(const struct compat_fact *fact, const struct compat_fact *than)
{
	if (!than || (fact->firmware && !than->firmware))
		return true;
	return !fact->firmware && !than->firmware &&
	       compat_match_older(&than->with_min, &fact->with_min);
}

const struct compat_fact *compat_match_pair(const struct compat_match *match)
{
	const struct compat_fact *best = NULL;

	EACH_FACT(match, fact, is_pair)
	{
		if (!firmware_fits(match, fact) || !driver_fits(match, fact))
			continue;
		if (fact->firmware && match->firmware.text &&
		    strcmp(fact->firmware, match->firmware.text) == 0)
			return fact;
		if (says_more(fact, best))
			best = fact;
	}
	return best;
}

static bool is_nearer(const struct compat_fact *fact, const struct compat_fact *than,
		      int order)
{
	int to_other, to_driver = order;

	if (!than)
		return true;
	if (!compat_driver_compare(&fact->on, &than->on, &to_other))
		return false;
	return to_driver > 0 ? to_other > 0 : to_other < 0;
}

struct compat_place compat_match_place(const struct compat_match *match)
{
	struct compat_place place = {0};
	const struct compat_fact *below = NULL, *above = NULL;
	int order;

	EACH_FACT(match, fact, is_pair)
	{
		if (!firmware_fits(match, fact) || (!fact->driver && !fact->kernel))
			continue;
		place.listed++;
		if (!compat_driver_compare(&match->driver, &fact->on, &order)) {
			place.other = fact;
			continue;
		}
		place.comparable++;
		if (order < 0)
			place.newer++;
		else if (order > 0)
			place.older++;
		if (order >= 0 && is_nearer(fact, below, 1))
			below = fact;
		if (order < 0 && is_nearer(fact, above, -1))
			above = fact;
	}
	place.nearest = below ? below : above;
	return place;
}

static const struct compat_fact *nearest_of(const struct compat_match *match,
					    bool is_any_scheme)
{
	const struct compat_fact *same = NULL, *below = NULL, *above = NULL;
	int order;

	EACH_FACT(match, fact, is_pair)
	{
		const struct compat_driver *on =
			fact->driver || fact->kernel ? &fact->on : &fact->on_min;

		if (!names_driver(fact) || is_of_all_cards(named(fact)) ||
		    (!is_any_scheme && on->scheme != match->driver.scheme) ||
		    !compat_firmware_compare(&match->firmware, named(fact), &order))
			continue;
		if (driver_fits(match, fact) &&
		    (!same || compat_match_older(named(same), named(fact))))
			same = fact;
		if (order >= 0 &&
		    (!below || !compat_match_older(named(fact), named(below))))
			below = fact;
		if (order < 0 &&
		    (!above || compat_match_older(named(fact), named(above))))
			above = fact;
	}
	return same ? same : below ? below : above;
}

const struct compat_fact *compat_match_nearest(const struct compat_match *match)
{
	const struct compat_fact *fact = nearest_of(match, false);

	return fact ? fact : nearest_of(match, true);
}
