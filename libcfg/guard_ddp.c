/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rule about the DDP package of ice: it is read again whenever the driver is loaded,
 * and without one that it takes the ports come up in its safe mode: one queue, no RDMA,
 * no offloads. */
#include "guard_findings.h"

#include <string.h>

#include "compat_judge.h"
#include "portname.h"

#define ENDING "/ice.pkg"
#define SAFE_MODE "safe mode (one queue, no RDMA, no offloads)"

/* The package that the driver asks for; NULL: it asks for none. */
static const char *wanted(const struct modfile *driver)
{
	for (size_t i = 0; i < driver->firmware.n; i++) {
		const char *name = driver->firmware.items[i];
		size_t n = strlen(name), m = strlen(ENDING);

		if (n > m && strcmp(name + n - m, ENDING) == 0)
			return name;
	}
	return NULL;
}

static const struct firmware_file *look_up(const struct guard *guard, const char *name)
{
	for (size_t i = 0; name && i < guard->host->firmware_files.n; i++) {
		if (strcmp(guard->host->firmware_files.items[i].name, name) == 0)
			return &guard->host->firmware_files.items[i];
	}
	return NULL;
}

/* What the driver will load: the package for this very card, if it can be read. */
static const struct firmware_file *package_of(struct guard *guard, const char *name,
					      const struct port *port)
{
	const struct firmware_file *file = NULL;

	if (port->serial)
		file = look_up(guard, arena_printf(guard->arena, "%.*s-%s.pkg",
						   (int)(strlen(name) - strlen(".pkg")),
						   name, port->serial));
	if (file && file->path &&
	    (!file->problem || strncmp(file->problem, "is compressed", 13) != 0))
		return file;
	return look_up(guard, name);
}

/* The version that the driver does not take, as far as the table says; else NULL. */
static const char *other_version(struct guard *guard, const struct modfile *driver,
				 const struct port *port, const char *version)
{
	const struct compat_table *table = guard->request->compat;
	struct compat_question question;
	struct compat_answer answer;

	if (!version || !table)
		return NULL;
	question =
		compat_judge_replacement(guard->host, port, table, driver, guard->arena);
	question.ddp = COMPAT_DDP_PRESENT;
	question.ddp_version = version;
	answer = compat_judge(&question, guard->arena);
	return answer.verdict == COMPAT_VERDICT_DDP_OTHER ? version : NULL;
}

/* Why the port will have no package: half a sentence; NULL: it will have one. */
static const char *trouble(struct guard *guard, const struct modfile *driver,
			   const char *name, const struct port *port,
			   const struct firmware_file *file)
{
	const char *other;

	if (!file || !file->path)
		return arena_printf(guard->arena, "there is no DDP package '%s'", name);
	if (file->problem)
		return arena_printf(guard->arena, "'%s' %s", file->path, file->problem);
	other = other_version(guard, driver, port, file->version);
	return other ? arena_printf(
			       guard->arena,
			       "'%s' has version %s, which this driver does not take",
			       file->path, other)
		     : NULL;
}

static bool is_accepted(const struct guard *guard, const struct port *port)
{
	const struct strv *names = &guard->request->accept_safe_mode;

	for (size_t i = 0; i < names->n; i++) {
		if (portname_find(guard->host, names->items[i]) == port)
			return true;
	}
	return false;
}

static void judge_port(struct guard *guard, struct guard_findings *findings,
		       const struct modfile *driver, const char *name,
		       const struct port *port)
{
	static const char install[] =
		"install the package: the distribution has it with its firmware "
		"(linux-firmware, firmware-misc-nonfree), the vendor with his driver";
	static const char refused[] =
		"install the package: the distribution has it with its firmware "
		"(linux-firmware, firmware-misc-nonfree), the vendor with his driver; who "
		"can do without says --accept-safe-mode PORT";
	const struct firmware_file *file = package_of(guard, name, port);
	const char *why = trouble(guard, driver, name, port, file);
	struct compat_question now =
		compat_judge_port(guard->host, port, NULL, guard->arena);
	enum verdict_level level = VERDICT_WARN;
	const char *text;

	if (!why) {
		text = arena_printf(guard->arena, "DDP package%s%s is there: %s",
				    file->version ? " " : "",
				    file->version ? file->version : "", file->path);
		level = VERDICT_PASS;
	} else if (now.ddp == COMPAT_DDP_MISSING) {
		text = arena_printf(guard->arena, "stays in " SAFE_MODE ": %s", why);
	} else if (is_accepted(guard, port)) {
		text = arena_printf(guard->arena,
				    "will be in " SAFE_MODE
				    ": %s; this was accepted (--accept-safe-mode)",
				    why);
	} else {
		text = arena_printf(guard->arena, "would be in " SAFE_MODE ": %s", why);
		level = VERDICT_REFUSE;
	}
	guard_findings_add(guard, findings, level, text,
			   level == VERDICT_REFUSE ? refused
			   : why		   ? install
						   : NULL,
			   port);
}

void guard_rule_ddp_package(struct guard *guard)
{
	const struct strv *accepted = &guard->request->accept_safe_mode;
	const struct modfile *driver = guard_firmware_driver(guard);
	const char *name = driver ? wanted(driver) : NULL;
	struct guard_findings findings = {0};

	for (size_t i = 0; i < accepted->n; i++) {
		if (!portname_find(guard->host, accepted->items[i]))
			guard_refuse(guard, "'nicctl list' shows the ports there are",
				     "'%.128s' (--accept-safe-mode) is no port here",
				     accepted->items[i]);
	}
	if (!name || !look_up(guard, name))
		return; /* what is not known cannot be judged */
	for (size_t i = 0; i < guard->plan->ports.n; i++) {
		const struct port *port =
			host_port(guard->host, guard->plan->ports.items[i]);

		if (port)
			judge_port(guard, &findings, driver, name, port);
	}
	guard_findings_say(guard, &findings);
}
