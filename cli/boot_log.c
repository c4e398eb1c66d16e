/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Written before and after each driver, so that it tells where a boot was cut off. */
#include "boot_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <time.h>

#include "message.h"
#include "sysfs.h"
#include "text.h"
#include "zcfile.h"

/* As the journal writes it. */
static const char *time_now(struct arena *arena)
{
	struct timespec now = {0};
	char text[32] = "";
	struct tm utc;

	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail with this clock */
	if (gmtime_r(&now.tv_sec, &utc))
		(void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
	return arena_printf(arena, "%s.%03ldZ", text, now.tv_nsec / 1000000);
}

void boot_log_begin(struct boot_log *log)
{
	char boot_id[64] = "";
	struct utsname host;

	log->report = (struct bootreport){.schema = 1, .began = time_now(log->arena)};
	if (uname(&host) == 0)
		log->report.kernel = arena_strdup(log->arena, host.release);
	if (sysfs_read(AT_FDCWD, "/proc/sys/kernel/random/boot_id", boot_id,
		       sizeof(boot_id)) > 0)
		log->report.boot_id = arena_strdup(log->arena, boot_id);
}

void boot_log_keep(const struct boot_log *log)
{
	const char *path = arena_printf(log->arena, "%s/boot.json", log->state_dir);
	struct nic_err err = {0};
	char *text = bootreport_text(&log->report);

	if (!text || !path)
		(void)nic_err_set(&err, -ENOMEM, "out of memory");
	else if (zcfile_make_folder(log->state_dir, &err) == 0)
		(void)zcfile_write(path, text, &err);
	free(text);
	if (err.message[0])
		message_error("the report of this boot is not kept: %s", err.message);
}

void boot_log_end_driver(struct boot_log *log, struct bootreport_driver *driver,
			 const char *outcome, enum exit_code code, const char *message)
{
	struct text text = text_on(stdout);

	driver->outcome = outcome;
	if (message)
		driver->message = message;
	if ((uint32_t)code > log->report.exit_code)
		log->report.exit_code = (uint32_t)code;
	text_line(&text, "%s: %s%s%s", driver->driver, outcome,
		  driver->message ? ": " : "", driver->message ? driver->message : "");
	boot_log_keep(log);
}

void boot_log_end(struct boot_log *log)
{
	struct text text = text_on(stdout);

	if (log->report.message)
		text_line(&text, "%s", log->report.message);
	log->report.ended = time_now(log->arena);
	boot_log_keep(log);
}
