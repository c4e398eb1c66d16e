/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the facts of a table to one verdict. */
#include "compat_judge.h"

#include <string.h>

#include "compat_match.h"

struct judge {
	const struct compat_question *question;
	struct arena *arena;
	struct compat_answer *answer;
	struct compat_match match;
	bool is_understood; /* the firmware */
};

static const struct {
	enum compat_verdict verdict;
	const char *name;
} names[] = {
	{COMPAT_VERDICT_TESTED, "tested"},
	{COMPAT_VERDICT_DDP_MISSING, "ddp-missing"},
	{COMPAT_VERDICT_DDP_OTHER, "ddp-other"},
	{COMPAT_VERDICT_BELOW_MINIMUM, "below-minimum"},
	{COMPAT_VERDICT_FIRMWARE_OLDER, "firmware-older"},
	{COMPAT_VERDICT_FIRMWARE_NEWER, "firmware-newer"},
	{COMPAT_VERDICT_DRIVER_OLDER, "driver-older"},
	{COMPAT_VERDICT_DRIVER_NEWER, "driver-newer"},
	{COMPAT_VERDICT_UNTESTED, "untested"},
	{COMPAT_VERDICT_UNKNOWN, "unknown"},
};

const char *compat_verdict_name(int verdict)
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		if ((int)names[i].verdict == verdict)
			return names[i].name;
	}
	return NULL;
}

static void say(struct judge *judge, enum compat_verdict verdict, const char *reason)
{
	judge->answer->verdict = verdict;
	judge->answer->reason = reason;
}

static void say_fact(struct judge *judge, enum compat_verdict verdict, const char *reason,
		     const struct compat_fact *fact)
{
	say(judge, verdict, reason);
	judge->answer->sources =
		compat_pair_of(judge->question->table, fact, judge->arena).sources;
}

static bool judge_minimum(struct judge *judge)
{
	const struct compat_fact *fact = compat_match_minimum(&judge->match);

	if (!fact)
		return false;
	say_fact(judge, COMPAT_VERDICT_BELOW_MINIMUM,
		 arena_printf(judge->arena,
			      "the firmware is older than %s, the minimum that its "
			      "source states%s%s%s",
			      fact->firmware_min, fact->note ? " (" : "",
			      fact->note ? fact->note : "", fact->note ? ")" : ""),
		 fact);
	return true;
}

static bool judge_tested(struct judge *judge)
{
	const struct compat_fact *fact = compat_match_pair(&judge->match);
	struct compat_pair pair;

	if (!fact)
		return false;
	pair = compat_pair_of(judge->question->table, fact, judge->arena);
	say_fact(judge, COMPAT_VERDICT_TESTED,
		 arena_printf(judge->arena, "%sdriver %s with firmware %s%s%s%s%s",
			      fact->how == COMPAT_BUNDLED ? "handed out together: " : "",
			      pair.driver, pair.firmware, pair.os ? ", on " : "",
			      pair.os ? pair.os : "", pair.note ? "; " : "",
			      pair.note ? pair.note : ""),
		 fact);
	if (pair.ddp && judge->question->ddp_version &&
	    strcmp(pair.ddp, judge->question->ddp_version) != 0)
		(void)strv_push(judge->arena, &judge->answer->notes,
				arena_printf(judge->arena,
					     "that was with DDP package %s, here it is "
					     "%s",
					     pair.ddp, judge->question->ddp_version));
	return true;
}

static void set_nearest(struct judge *judge, const struct compat_fact *fact)
{
	if (!fact)
		return;
	judge->answer->has_nearest = true;
	judge->answer->nearest =
		compat_pair_of(judge->question->table, fact, judge->arena);
}

/* The firmware is listed: how does the driver stand to those it is listed with? */
static bool judge_driver(struct judge *judge)
{
	struct compat_place place = compat_match_place(&judge->match);
	const char *with;

	if (!place.listed)
		return false;
	if (!place.comparable) {
		struct compat_pair pair =
			compat_pair_of(judge->question->table, place.other, judge->arena);

		set_nearest(judge, place.other);
		say_fact(judge, COMPAT_VERDICT_UNKNOWN,
			 arena_printf(judge->arena,
				      "this firmware is listed with other drivers only "
				      "(%s), whose versions do not compare with this one",
				      pair.driver),
			 place.other);
		return true;
	}
	set_nearest(judge, place.nearest);
	with = compat_pair_of(judge->question->table, place.nearest, judge->arena).driver;
	if (!place.newer)
		say_fact(judge, COMPAT_VERDICT_DRIVER_NEWER,
			 arena_printf(judge->arena,
				      "the newest driver tested with this firmware is %s",
				      with),
			 place.nearest);
	else if (!place.older && place.newer == place.comparable)
		say_fact(judge, COMPAT_VERDICT_DRIVER_OLDER,
			 arena_printf(judge->arena,
				      "the oldest driver tested with this firmware is %s",
				      with),
			 place.nearest);
	else
		say_fact(judge, COMPAT_VERDICT_UNTESTED,
			 arena_printf(judge->arena,
				      "older and newer drivers were tested with this "
				      "firmware, this one was not; next below is %s",
				      with),
			 place.nearest);
	return true;
}

static void judge_firmware(struct judge *judge)
{
	set_nearest(judge, compat_match_nearest(&judge->match));
	if (!judge->match.newest || !judge->match.oldest)
		say(judge, COMPAT_VERDICT_UNKNOWN,
		    judge->match.firmware.has_etrack && !judge->match.firmware.version.n
			    ? "this image is not listed, and image ids have no order"
			    : "no source names a firmware that this one compares with");
	else if (compat_match_older(judge->match.newest, &judge->match.firmware))
		say(judge, COMPAT_VERDICT_FIRMWARE_NEWER,
		    arena_printf(judge->arena,
				 "the newest firmware that any source names for this "
				 "card is %s",
				 judge->match.newest->text));
	else if (compat_match_older(&judge->match.firmware, judge->match.oldest))
		say(judge, COMPAT_VERDICT_FIRMWARE_OLDER,
		    arena_printf(judge->arena,
				 "the oldest firmware that any source tested on this "
				 "card is %s",
				 judge->match.oldest->text));
	else
		say(judge, COMPAT_VERDICT_UNTESTED,
		    "older and newer firmware was tested, this one was not");
	if (judge->answer->has_nearest &&
	    judge->answer->verdict != COMPAT_VERDICT_UNKNOWN)
		judge->answer->sources = judge->answer->nearest.sources;
}

static bool is_newest_first(const struct judge *judge)
{
	return judge->match.newest &&
	       compat_match_older(judge->match.newest, &judge->match.firmware);
}

static const char *find_family(const struct compat_question *question)
{
	if (question->family)
		return compat_table_device_named(question->table, question->family);
	return question->has_pci_id
		       ? compat_table_device(question->table, question->vendor,
					     question->device)
		       : NULL;
}

/* What keeps the question from being answered; NULL: nothing. */
static const char *missing(const struct judge *judge)
{
	const struct compat_question *question = judge->question;

	if ((question->has_pci_id || question->family) && !judge->answer->family)
		return "the table of this driver does not know this card";
	if (!question->firmware)
		return "the firmware version is not known";
	if (strcmp(question->firmware, "N/A") == 0)
		return "a virtual function does not tell its firmware: ask its physical "
		       "one";
	if (!question->driver_version)
		return "the driver version is not known";
	if (judge->match.driver.scheme == COMPAT_SCHEME_UNKNOWN)
		return "the driver version is of no known form";
	if (judge->match.firmware.is_oem && !judge->match.firmware.version.n &&
	    !judge->match.firmware.has_etrack)
		return "the firmware is an image of the machine's maker, with numbers of "
		       "its own";
	return NULL;
}

static void judge_versions(struct judge *judge)
{
	const char *why = missing(judge);

	if (why) {
		say(judge, COMPAT_VERDICT_UNKNOWN, why);
		return;
	}
	compat_match_begin(&judge->match);
	if (judge_minimum(judge)) {
		set_nearest(judge, compat_match_nearest(&judge->match));
		return;
	}
	if (judge_tested(judge))
		return;
	if (!judge->is_understood) {
		say(judge, COMPAT_VERDICT_UNKNOWN,
		    "the firmware version is of no known form");
		return;
	}
	/* Without the card, "newer than all" may only mean another card. */
	if (!judge->answer->family && !judge->match.firmware.has_generation &&
	    !judge->question->has_pci_id && judge->question->table->devices.n > 1 &&
	    !judge_driver(judge)) {
		set_nearest(judge, compat_match_nearest(&judge->match));
		say(judge, COMPAT_VERDICT_UNKNOWN,
		    "this firmware is not listed; each card has numbers of its own, so "
		    "say which card it is");
		return;
	}
	if (judge->answer->reason)
		return;
	if (is_newest_first(judge) || !judge_driver(judge))
		judge_firmware(judge);
}

struct compat_answer compat_judge(const struct compat_question *question,
				  struct arena *arena)
{
	struct compat_answer answer = {.verdict = COMPAT_VERDICT_UNKNOWN};
	struct judge judge = {.question = question, .arena = arena, .answer = &answer};

	if (!question->table) {
		answer.reason = "no table has this driver";
		return answer;
	}
	answer.look_at = question->table->look_at;
	answer.family = find_family(question);
	judge.match.table = question->table;
	judge.match.family = answer.family;
	if (question->driver_version)
		judge.match.driver = compat_driver_parse(
			question->driver, question->driver_version, question->release);
	if (question->firmware)
		judge.is_understood = compat_firmware_parse(
			question->driver, question->firmware, &judge.match.firmware);
	judge_versions(&judge);
	(void)compat_ddp_judge(question, &judge.match.driver, &answer, arena);
	compat_notes_add(question, &judge.match.driver, &judge.match.firmware, &answer,
			 arena);
	return answer;
}
