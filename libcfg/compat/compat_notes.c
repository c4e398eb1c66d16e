/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is worth knowing beside the verdict: features that need newer firmware, known
 * trouble, images of the machine's maker, and what the kernel log says. */
#include <stdio.h>
#include <string.h>

#include "compat_judge.h"
#include "compat_match.h"

static void add_features(const struct compat_question *question,
			 const struct compat_firmware *firmware,
			 struct compat_answer *answer, struct arena *arena)
{
	for (size_t i = 0; i < question->table->facts.n; i++) {
		const struct compat_fact *fact = &question->table->facts.items[i];

		/* Without the card it would be said of any. */
		if (!fact->feature || !fact->firmware_min || !answer->family ||
		    !compat_match_family(&fact->devices, answer->family) ||
		    !compat_match_older(firmware, &fact->with_min))
			continue;
		(void)strv_push(arena, &answer->notes,
				arena_printf(arena, "%s needs firmware %s or newer",
					     fact->feature, fact->firmware_min));
	}
}

static bool firmware_in(const struct compat_question *question,
			const struct compat_issue *issue,
			const struct compat_firmware *firmware)
{
	struct compat_firmware limit;
	int order;

	if (issue->firmware_min &&
	    (!compat_firmware_parse(question->driver, issue->firmware_min, &limit) ||
	     !compat_firmware_compare(firmware, &limit, &order) || order < 0))
		return false;
	return !issue->firmware_below ||
	       (compat_firmware_parse(question->driver, issue->firmware_below, &limit) &&
		compat_match_older(firmware, &limit));
}

static bool driver_below(const struct compat_question *question,
			 const struct compat_issue *issue,
			 const struct compat_driver *driver)
{
	struct compat_driver limit;
	int order;

	if (!issue->driver_below)
		return true;
	limit = compat_driver_parse(question->driver, issue->driver_below, NULL);
	return compat_driver_compare(driver, &limit, &order) && order < 0;
}

static void add_issues(const struct compat_question *question,
		       const struct compat_driver *driver,
		       const struct compat_firmware *firmware,
		       struct compat_answer *answer, struct arena *arena)
{
	for (size_t i = 0; i < question->table->issues.n; i++) {
		const struct compat_issue *issue = &question->table->issues.items[i];

		if (answer->family &&
		    compat_match_family(&issue->devices, answer->family) &&
		    firmware_in(question, issue, firmware) &&
		    driver_below(question, issue, driver))
			(void)strv_push(
				arena, &answer->notes,
				arena_printf(arena, "known trouble: %s", issue->effect));
	}
}

static bool api_knows(const struct compat_question *question,
		      const struct compat_api *api, const struct compat_driver *driver)
{
	struct compat_driver min, max;
	int to_min, to_max;

	min = compat_driver_parse(question->driver, api->driver_min, NULL);
	max = compat_driver_parse(question->driver, api->driver_max, NULL);
	return compat_driver_compare(driver, &min, &to_min) && to_min >= 0 &&
	       compat_driver_compare(driver, &max, &to_max) && to_max <= 0;
}

/* The number is neither the NVM's nor the firmware's: i40e's message about a newer NVM
 * image means it, and is easily misread. */
static void add_api(const struct compat_question *question,
		    const struct compat_driver *driver, struct compat_answer *answer,
		    struct arena *arena)
{
	struct compat_version now, known;

	for (size_t i = 0; question->api && i < question->table->api.n; i++) {
		const struct compat_api *api = &question->table->api.items[i];

		if (!answer->family ||
		    !compat_match_family(&api->devices, answer->family) ||
		    !api_knows(question, api, driver) ||
		    !compat_version_take(question->api, ".", 10, &now) ||
		    !compat_version_take(api->api, ".", 10, &known) ||
		    compat_version_compare(&now, &known) <= 0)
			continue;
		(void)strv_push(arena, &answer->notes,
				arena_printf(arena,
					     "the firmware's command interface is %s, "
					     "this driver knows %s: the driver says so "
					     "in the kernel log, and works",
					     question->api, api->api));
	}
}

void compat_notes_add(const struct compat_question *question,
		      const struct compat_driver *driver,
		      const struct compat_firmware *firmware,
		      struct compat_answer *answer, struct arena *arena)
{
	if (driver->scheme != COMPAT_SCHEME_UNKNOWN && firmware->text) {
		add_features(question, firmware, answer, arena);
		add_issues(question, driver, firmware, answer, arena);
		add_api(question, driver, answer, arena);
	}
	if (firmware->is_oem)
		(void)strv_push(
			arena, &answer->notes,
			"the image comes from the machine's maker: newer ones do, "
			"too");
}

#define PROFILE_LOADED                                                                   \
	"a DDP profile is loaded in this card: i40e does not take it out when it is "    \
	"removed, and a reload may damage it; roll it back first (ethtool -f PORT - 100)"

/* Words of the kernel's drivers (ice_main.c, i40e_main.c, i40e_ddp.c, irdma/icrdma_if.c
 * of Linux 6.1 and 6.12), and what they mean for a change. The HMC is the card's memory
 * for RDMA. */
static const struct {
	enum compat_log kind;
	const char *words, *note;
} log_words[] = {
	{COMPAT_LOG_RDMA, "HMC Error",
	 "the kernel log has HMC errors of this card: irdma makes it reset itself; seen "
	 "with E810, gone without irdma"},
	{COMPAT_LOG_RDMA, "PE Critical error",
	 "the kernel log has critical errors of this card's RDMA engine: irdma makes it "
	 "reset itself"},
	{COMPAT_LOG_RDMA, "PE Push Error",
	 "the kernel log has push errors of this card's RDMA engine: irdma makes it reset "
	 "itself"},
	{COMPAT_LOG_PACKAGE, "Safe Mode",
	 "the kernel log says that the driver entered its safe mode"},
	{COMPAT_LOG_INTERFACE, "newer version of the NVM image",
	 "the kernel log says that the firmware speaks a newer command interface (not NVM "
	 "version) than the driver knows: a message only"},
	{COMPAT_LOG_INTERFACE, "older version of the NVM image",
	 "the kernel log says that the firmware speaks an older command interface than the "
	 "driver wants: update the NVM"},
	{COMPAT_LOG_INTERFACE, "because the NVM image",
	 "the kernel log says that the driver stopped: it does not know this firmware's "
	 "command interface"},
	{COMPAT_LOG_PROFILE, "DDP profile already loaded", PROFILE_LOADED},
	{COMPAT_LOG_PROFILE, "DDP profile overlaps", PROFILE_LOADED},
	{COMPAT_LOG_PROFILE, "New profile loaded", PROFILE_LOADED},
};

void compat_notes_log(const struct host *host, const struct port *port,
		      unsigned int kinds, struct strv *notes, struct arena *arena)
{
	for (size_t i = 0; i < host->kernel_log.n; i++) {
		const char *line = host->kernel_log.items[i];

		for (size_t w = 0;
		     strstr(line, port->address) && w < NIC_ARRAY_SIZE(log_words); w++) {
			if ((log_words[w].kind & kinds) &&
			    strstr(line, log_words[w].words) &&
			    !strv_has(notes, log_words[w].note))
				(void)strv_push(arena, notes, log_words[w].note);
		}
	}
}
