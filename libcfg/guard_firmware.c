/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about the firmware of the ports that get another driver: what is known of the two
 * together, and what the card has told so far. */
#include "guard_findings.h"

#include <string.h>

#include "compat_judge.h"

const struct modfile *guard_firmware_driver(const struct guard *guard)
{
	const struct plan *plan = guard->plan;
	bool is_beside = plan->strategy == STRATEGY_HANDOVER && !guard->request->to_stock;
	const char *name = is_beside ? plan->beside : guard->request->driver;
	const struct module *module;

	if (guard->replacement && (is_beside || plan->strategy != STRATEGY_HANDOVER))
		return guard->replacement->problem ? NULL : guard->replacement;
	module = name ? host_module(guard->host, name) : NULL;
	return module ? host_file_of(guard->host, module) : NULL;
}

/* The verdict that a port has already with the driver that is loaded is no news. */
static enum verdict_level level_of(const struct compat_question *now,
				   const struct compat_question *then,
				   enum compat_verdict verdict)
{
	switch (verdict) {
	case COMPAT_VERDICT_TESTED:
	case COMPAT_VERDICT_UNKNOWN:
		return VERDICT_PASS;
	case COMPAT_VERDICT_BELOW_MINIMUM:
	case COMPAT_VERDICT_DDP_MISSING:
	case COMPAT_VERDICT_DDP_OTHER:
		return VERDICT_WARN;
	case COMPAT_VERDICT_FIRMWARE_OLDER:
	case COMPAT_VERDICT_FIRMWARE_NEWER:
	case COMPAT_VERDICT_DRIVER_OLDER:
	case COMPAT_VERDICT_DRIVER_NEWER:
	case COMPAT_VERDICT_UNTESTED:
		break;
	}
	return now->driver_version &&
			       strcmp(now->driver_version, then->driver_version) == 0
		       ? VERDICT_PASS
		       : VERDICT_WARN;
}

static const char *remedy_of(struct guard *guard, const struct compat_answer *answer)
{
	const struct compat_pair *pair = &answer->nearest;
	const char *source = pair->sources.n ? pair->sources.items[0] : NULL;

	if (!answer->has_nearest || !pair->firmware)
		return arena_printf(guard->arena, "look at %s",
				    answer->look_at ? answer->look_at
						    : "what the card's maker offers");
	return arena_printf(guard->arena, "driver %s goes with firmware %s%s%s%s%s",
			    pair->driver ? pair->driver : "of no named version",
			    pair->firmware, source ? ": " : "", source ? source : "",
			    answer->look_at ? "; look at " : "",
			    answer->look_at ? answer->look_at : "");
}

/* Trouble that comes with the new driver. */
static void find_notes(struct guard *guard, struct guard_findings *findings,
		       const struct compat_answer *now, const struct compat_answer *then,
		       const struct port *port)
{
	for (size_t i = 0; i < then->notes.n; i++) {
		if (!strv_has(&now->notes, then->notes.items[i]))
			guard_findings_add(
				guard, findings, VERDICT_WARN, then->notes.items[i],
				"none is known: it is so with this driver and this firmware",
				port);
	}
}

/* Of a tested pair the reason has both versions. */
static const char *sentence(struct guard *guard, const struct compat_question *question,
			    const struct compat_answer *answer,
			    enum compat_verdict before)
{
	const char *name = compat_verdict_name((int)answer->verdict);

	if (answer->verdict == COMPAT_VERDICT_TESTED)
		return arena_printf(guard->arena, "%s: %s", name, answer->reason);
	return arena_printf(guard->arena, "%s%s: driver %s with firmware %s: %s", name,
			    answer->verdict == before ? ", as now" : "",
			    question->driver_version, question->firmware, answer->reason);
}

static void judge_port(struct guard *guard, struct guard_findings *findings,
		       const struct port *port, const struct modfile *file)
{
	const struct compat_table *table = guard->request->compat;
	struct compat_question now, then;
	struct compat_answer before, after;
	enum verdict_level level;

	then = compat_judge_replacement(guard->host, port, table, file, guard->arena);
	if (!then.firmware || !then.driver || strcmp(then.driver, table->driver) != 0)
		return;
	now = compat_judge_port(guard->host, port, table, guard->arena);
	now.ddp = COMPAT_DDP_NOT_KNOWN; /* a rule of its own */
	before = compat_judge(&now, guard->arena);
	after = compat_judge(&then, guard->arena);
	level = level_of(&now, &then, after.verdict);
	guard_findings_add(guard, findings, level,
			   sentence(guard, &then, &after, before.verdict),
			   level == VERDICT_PASS ? NULL : remedy_of(guard, &after), port);
	find_notes(guard, findings, &before, &after, port);
}

void guard_rule_firmware(struct guard *guard)
{
	const struct modfile *file = guard_firmware_driver(guard);
	struct guard_findings findings = {0};

	if (!file || !guard->request->compat)
		return;
	for (size_t i = 0; i < guard->plan->ports.n; i++) {
		const struct port *port =
			host_port(guard->host, guard->plan->ports.items[i]);

		if (port)
			judge_port(guard, &findings, port, file);
	}
	guard_findings_say(guard, &findings);
}

/* Warns of what the kernel log tells of the ports. Returns whether there was anything. */
static bool warn_of_log(struct guard *guard, unsigned int kinds, const char *remedy)
{
	struct guard_findings findings = {0};

	for (size_t i = 0; i < guard->plan->ports.n; i++) {
		const struct port *port =
			host_port(guard->host, guard->plan->ports.items[i]);
		struct strv notes = {0};

		if (port)
			compat_notes_log(guard->host, port, kinds, &notes, guard->arena);
		for (size_t k = 0; k < notes.n; k++)
			guard_findings_add(guard, &findings, VERDICT_WARN, notes.items[k],
					   remedy, port);
	}
	guard_findings_say(guard, &findings);
	return findings.n > 0;
}

void guard_rule_rdma_errors(struct guard *guard)
{
	(void)warn_of_log(guard, COMPAT_LOG_RDMA,
			  "if RDMA is not needed, keep irdma away: 'blacklist irdma' in "
			  "a file of /etc/modprobe.d, and remove it (rmmod irdma)");
}

/* Which profiles are in the cards nobody tells; files for them are a hint. */
void guard_rule_ddp_profiles(struct guard *guard)
{
	static const char folder[] = "intel/i40e/ddp/";
	static const char remedy[] =
		"roll it back first (ethtool -f PORT - 100), and load it again afterwards "
		"(ethtool -f PORT FILE 100)";
	struct strv names = {0};

	if (warn_of_log(guard, COMPAT_LOG_PROFILE, remedy) ||
	    strcmp(compat_driver_module(guard->request->driver, guard->arena), "i40e") !=
		    0)
		return;
	for (size_t i = 0; i < guard->host->firmware_files.n; i++) {
		const struct firmware_file *file = &guard->host->firmware_files.items[i];

		if (strncmp(file->name, folder, strlen(folder)) == 0)
			(void)strv_push(guard->arena, &names,
					file->name + strlen(folder));
	}
	if (names.n)
		guard_warn(guard, remedy,
			   "this machine has DDP profiles for i40e (%s): one that is "
			   "loaded in a card may be damaged by this, and nobody tells "
			   "whether one is",
			   guard_join(guard, &names));
}
