/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nicctl.service did at this boot, in the status. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "fields.h"
#include "message.h"
#include "status.h"
#include "sysfs.h"

static const struct jfield boot_fields[] = {
	FIELD(status_boot, is_this_boot, J_BOOL),
	FIELD_OF(status_boot, report, J_OBJECT, bootreport_json),
};
const struct jtype status_boot_json = JTYPE(struct status_boot, boot_fields);

void status_boot_read(const char *state_dir, struct arena *arena, struct status *status)
{
	struct status_boot *boot = arena_alloc(arena, sizeof(*boot));
	struct nic_err err = {0};
	char now[64] = "";
	int r;

	if (!boot)
		return;
	r = bootreport_read(state_dir, arena, &boot->report, &err);
	/* only root may read it; the rest holds without */
	if (r < 0 && r != -ENOENT && r != -EACCES)
		message_nic_err(&err);
	if (r < 0)
		return;
	(void)sysfs_read(AT_FDCWD, "/proc/sys/kernel/random/boot_id", now, sizeof(now));
	boot->is_this_boot =
		boot->report.boot_id && strcmp(boot->report.boot_id, now) == 0;
	status->boot = boot;
}

static bool is_good(const char *outcome)
{
	return strcmp(outcome, "done") == 0 || strcmp(outcome, "unchanged") == 0;
}

static void print_head(const struct text *text, const struct status_boot *boot)
{
	const struct bootreport *report = &boot->report;

	if (!boot->is_this_boot)
		text_put(text, TEXT_ALERT, "boot    ",
			 "nicctl.service has not run at this boot; it has at that of %s, "
			 "kernel %s:",
			 report->began, report->kernel ? report->kernel : "not known");
	else
		text_put(text, report->exit_code ? TEXT_ALERT : TEXT_GOOD, "boot    ",
			 "%s at %s", report->ended ? "ended" : "NOT ENDED, begun",
			 report->ended ? report->ended : report->began);
	if (report->message)
		text_put(text, TEXT_PLAIN, "  ", "%s", report->message);
}

void status_boot_print(const struct text *text, const struct status *status)
{
	const struct status_boot *boot = status->boot;

	if (!boot && status->drivers.n)
		text_put(text, TEXT_PLAIN, "boot    ",
			 "no report: nicctl.service has not run here");
	if (!boot)
		return;
	print_head(text, boot);
	for (size_t i = 0; i < boot->report.drivers.n; i++) {
		const struct bootreport_driver *driver = &boot->report.drivers.items[i];
		const char *id =
			driver->transactions.n
				? driver->transactions.items[driver->transactions.n - 1]
				: NULL;

		text_put(text, TEXT_PLAIN, "  ", "%s: %s%s%s%s%s%s", driver->driver,
			 driver->outcome, id ? " (change " : "", id ? id : "",
			 id ? ")" : "", driver->message ? ": " : "",
			 driver->message ? driver->message : "");
	}
}

void status_boot_metrics(struct arena *arena, const struct text *text,
			 const struct status *status)
{
	const struct status_boot *boot = status->boot;
	bool is_now = boot && boot->is_this_boot;

	status_metric_head(text, "nicctl_boot_reported",
			   "Has nicctl.service ended at this boot?");
	text_line(text, "nicctl_boot_reported %d", is_now && boot->report.ended);
	status_metric_head(text, "nicctl_boot_driver_ok",
			   "Did nicctl.service bring the driver to its configuration at "
			   "this boot?");
	for (size_t i = 0; is_now && i < boot->report.drivers.n; i++) {
		const struct bootreport_driver *driver = &boot->report.drivers.items[i];

		text_line(text, "nicctl_boot_driver_ok{driver=\"%s\",outcome=\"%s\"} %d",
			  status_label(arena, driver->driver),
			  status_label(arena, driver->outcome), is_good(driver->outcome));
	}
}
