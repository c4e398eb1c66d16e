/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Driver by driver, each in a process of its own; the report is written before and after
 * each, so that it tells where a boot was cut off. */
#include "boot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "boot_child.h"
#include "boot_rule.h"
#include "boot_wait.h"
#include "bundled.h"
#include "config.h"
#include "history.h"
#include "live.h"
#include "message.h"
#include "pages.h"
#include "sysfs.h"
#include "text.h"
#include "udevd.h"
#include "zcfile.h"

/* Together less than TimeoutStartSec of nicctl.service. */
#define PORTS_MS 20000	  /* for ports to come */
#define DRIVERS_MS 150000 /* for the changes of all drivers */
#define UDEV_MS 10000	  /* for udev to be done, between two tries */
#define TRIES 3		  /* while udev changes the machine before the first step */
#define GRACE_MS 60000	  /* for one to be taken back, when its time is over */

struct boot {
	struct args *args;
	struct arena *arena;
	struct conf_place place;
	const char *state_dir;
	struct conf conf;
	struct bootreport last, report;
	bool has_last;
	int64_t end_ms; /* when no further driver is begun */
};

static int64_t now_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with this clock */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

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

/* Without a report the boot goes on: settings are worth more than the tale of them. */
static void keep_report(const struct boot *boot)
{
	const char *path = arena_printf(boot->arena, "%s/boot.json", boot->state_dir);
	struct nic_err err = {0};
	char *text = bootreport_text(&boot->report);

	if (!text || !path)
		(void)nic_err_set(&err, -ENOMEM, "out of memory");
	else if (zcfile_make_folder(boot->state_dir, &err) == 0)
		(void)zcfile_write(path, text, &err);
	free(text);
	if (err.message[0])
		message_error("the report of this boot is not kept: %s", err.message);
}

static void end_driver(struct boot *boot, struct bootreport_driver *driver,
		       const char *outcome, enum exit_code code, const char *message)
{
	struct text text = text_on(stdout);

	driver->outcome = outcome;
	if (message)
		driver->message = message;
	if ((uint32_t)code > boot->report.exit_code)
		boot->report.exit_code = (uint32_t)code;
	text_line(&text, "%s: %s%s%s", driver->driver, outcome,
		  driver->message ? ": " : "", driver->message ? driver->message : "");
	keep_report(boot);
}

/* The build that the profile asks for, if this kernel has none. */
static const char *missing_build(const struct boot *boot,
				 const struct conf_driver *profile)
{
	if (!bundled_is_asked_for(profile) ||
	    bundled_exists("", boot->report.kernel, profile->name))
		return NULL;
	return arena_printf(boot->arena,
			    "there is no build for kernel %s, the stock driver stays; "
			    "run 'nicctl build %s --install'",
			    boot->report.kernel, profile->name);
}

/* What it changed, and how the last of that ended. *@ret_begun: was a step? */
static const char *add_transactions(const struct boot *boot,
				    struct bootreport_driver *driver, size_t before,
				    bool *ret_begun)
{
	const struct history_row *last;
	struct history history = {0};
	struct nic_err ignored;

	*ret_begun = true; /* as far as is known */
	if (history_read(boot->state_dir, boot->arena, &history, &ignored) < 0)
		return NULL;
	*ret_begun = false;
	for (size_t i = before; i < history.transactions.n; i++)
		(void)strv_push(boot->arena, &driver->transactions,
				history.transactions.items[i].id);
	if (history.transactions.n <= before)
		return NULL;
	last = &history.transactions.items[history.transactions.n - 1];
	*ret_begun = !last->state || strcmp(last->state, "not-started") != 0;
	return last->note;
}

static size_t count_transactions(const struct boot *boot)
{
	struct strv ids = {0};
	struct nic_err ignored;

	return journal_list(boot->state_dir, boot->arena, &ids, &ignored) < 0 ? 0 : ids.n;
}

static const char *words(const struct boot_child *child, bool has_changed)
{
	if (!child->has_ended)
		return "timed-out";
	switch (child->exit_code) {
	case EXIT_CODE_DONE:
	case EXIT_CODE_HOOK_FAILED:
	case EXIT_CODE_NETWORK_DIFFERS:
		return has_changed ? "done" : "unchanged";
	case EXIT_CODE_REFUSED:
		return "refused";
	case EXIT_CODE_ROLLED_BACK:
		return "rolled-back";
	case EXIT_CODE_ROLLBACK_INCOMPLETE:
		return "rollback-incomplete";
	default: /* a number of another process, not an enum */
		return "failed";
	}
}

static const char *joined(const struct boot *boot, const struct strv *lines)
{
	const char *all = NULL;

	for (size_t i = 0; i < lines->n; i++)
		all = arena_printf(boot->arena, "%s%s%s", all ? all : "", all ? "; " : "",
				   lines->items[i]);
	return all;
}

/* Runs 'nicctl apply DRIVER' once. *@ret_note: what the journal says of it; NULL. Returns
 * -EAGAIN when it failed before its first step: udev may be at work still, and change the
 * machine under its hands. */
static int apply_once(struct boot *boot, const char *name, bool settings_only,
		      struct bootreport_driver *driver, struct boot_child *child,
		      const char **ret_note, struct nic_err *err)
{
	const char *args[] = {"nicctl", "apply", name, "--yes", NULL, NULL, NULL, NULL};
	size_t before = count_transactions(boot), n = 4;
	bool has_begun = false;
	int r;

	if (settings_only)
		args[n++] = "--settings-only";
	if (boot->place.below) {
		args[n++] = "--config-dir";
		args[n++] = boot->place.dir;
	}
	*child = (struct boot_child){0};
	r = boot_child_run(args, (int)(boot->end_ms - now_ms()), GRACE_MS, boot->arena,
			   child, err);
	if (r < 0)
		return r;
	*ret_note = add_transactions(boot, driver, before, &has_begun);
	return child->exit_code == EXIT_CODE_FAILED && !has_begun ? -EAGAIN : 0;
}

/* @no_build: why the driver stays as it is; NULL: it need not. */
static void change(struct boot *boot, const char *name, const char *no_build,
		   struct bootreport_driver *driver)
{
	const char *note = NULL, *why;
	struct boot_child child = {0};
	struct nic_err err = {0};
	enum exit_code code;
	int r = -EAGAIN;

	for (int i = 0; i < TRIES && r == -EAGAIN && now_ms() < boot->end_ms; i++) {
		if (i)
			(void)udevd_wait_idle(UDEV_MS, &err); /* or it fails again */
		r = apply_once(boot, name, no_build != NULL, driver, &child, &note, &err);
	}
	if (r < 0 && r != -EAGAIN) {
		end_driver(boot, driver, "failed", EXIT_CODE_FAILED,
			   arena_strdup(boot->arena, err.message));
		return;
	}
	code = child.exit_code < 0 || !child.has_ended ? EXIT_CODE_FAILED
						       : (enum exit_code)child.exit_code;
	why = code == EXIT_CODE_DONE ? no_build : note ? note : joined(boot, &child.said);
	if (code == EXIT_CODE_DONE && no_build)
		code = EXIT_CODE_NOT_AS_CONFIGURED;
	if (child.is_late)
		why = arena_printf(boot->arena, "it was stopped at its time limit%s%s",
				   why ? ": " : "", why ? why : "");
	end_driver(boot, driver, words(&child, driver->transactions.n > 0), code, why);
}

/* Did the same go wrong before, or can that not be known? Then it is in the report. */
static bool is_barred(struct boot *boot, const struct conf_driver *profile,
		      struct bootreport_driver *driver)
{
	struct boot_past past = {.state_dir = boot->state_dir,
				 .config_dir = boot->place.dir,
				 .boot_id = boot->report.boot_id,
				 .last = boot->has_last ? &boot->last : NULL};
	struct nic_err err = {0};
	struct boot_bar bar = {0};

	if (boot_rule_look(&past, profile, boot->arena, &bar, &err) < 0) {
		end_driver(boot, driver, "failed", EXIT_CODE_FAILED,
			   arena_strdup(boot->arena, err.message));
		return true;
	}
	driver->sum = bar.sum;
	if (!bar.is_barred)
		return false;
	driver->failure = bar.failure;
	driver->failed_at = bar.failed_at;
	end_driver(boot, driver, "not-tried", EXIT_CODE_REFUSED,
		   arena_printf(boot->arena,
				"%s; it is not tried again until its configuration is "
				"changed or 'nicctl apply %s' has succeeded",
				bar.failure, profile->name));
	return true;
}

static void do_driver(struct boot *boot, const struct conf_driver *profile,
		      const struct boot_ports *ports, struct bootreport_driver *driver)
{
	if (is_barred(boot, profile, driver))
		return;
	if (!ports->has_device) {
		end_driver(boot, driver, "no-device", EXIT_CODE_NOT_AS_CONFIGURED,
			   arena_printf(boot->arena,
					"this machine has no device for %s, which %s is "
					"about",
					profile->name, profile->path));
	} else if (now_ms() >= boot->end_ms) {
		end_driver(boot, driver, "not-tried", EXIT_CODE_FAILED,
			   arena_printf(boot->arena,
					"the drivers before took too long; run 'nicctl "
					"apply %s'",
					profile->name));
	} else {
		driver->message = ports->missing;
		keep_report(boot); /* says "running" */
		change(boot, profile->name, missing_build(boot, profile), driver);
	}
}

/* Before the drivers: memory is least in pieces now. They have an entry like a driver. */
static void do_pages(struct boot *boot)
{
	const struct conf_driver profile = {
		.name = PAGES_DEVICE,
		.path = arena_printf(boot->arena, "%s/nicctl.conf", boot->place.dir),
	};
	struct bootreport_driver *driver;

	if (!pages_is_asked_for(&boot->conf) || !profile.path)
		return;
	driver = ARENA_PUSH(boot->arena, &boot->report.drivers);
	if (!driver)
		return; /* memory is out: what follows says so */
	driver->driver = PAGES_DEVICE;
	driver->outcome = "running";
	boot->end_ms = now_ms() + DRIVERS_MS;
	if (is_barred(boot, &profile, driver))
		return;
	keep_report(boot);
	change(boot, PAGES_DEVICE, NULL, driver);
}

static int find_ports(const struct boot *boot, struct boot_ports **ret_ports)
{
	struct sys_ops ops = {0};
	struct nic_err err = {0};
	int r = live_open(&ops, &err);

	if (r < 0) {
		message_nic_err(&err);
		return r;
	}
	r = boot_wait(&boot->conf, &ops, PORTS_MS, boot->arena, ret_ports, &err);
	live_close(&ops);
	if (r < 0)
		message_nic_err(&err);
	return r;
}

/* One entry for each driver first: they stay where they are. */
static int do_drivers(struct boot *boot)
{
	struct boot_ports *ports = NULL;
	size_t first;

	do_pages(boot);
	first = boot->report.drivers.n;
	for (size_t i = 0; i < boot->conf.drivers.n; i++) {
		struct bootreport_driver *driver =
			ARENA_PUSH(boot->arena, &boot->report.drivers);

		if (!driver)
			return -ENOMEM;
		driver->driver = boot->conf.drivers.items[i].name;
		driver->outcome = "not-tried";
	}
	if (boot->conf.drivers.n && find_ports(boot, &ports) < 0)
		return -EIO;
	boot->end_ms = now_ms() + DRIVERS_MS;
	for (size_t i = 0; i < boot->conf.drivers.n; i++) {
		boot->report.drivers.items[first + i].outcome = "running";
		do_driver(boot, &boot->conf.drivers.items[i], &ports[i],
			  &boot->report.drivers.items[first + i]);
	}
	return 0;
}

static void begin(struct boot *boot)
{
	char boot_id[64] = "";
	struct utsname host;
	struct nic_err err = {0};
	int r = bootreport_read(boot->state_dir, boot->arena, &boot->last, &err);

	boot->has_last = r == 0;
	if (r < 0 && r != -ENOENT)
		message_nic_err(&err);
	boot->report.schema = 1;
	boot->report.began = time_now(boot->arena);
	if (uname(&host) == 0)
		boot->report.kernel = arena_strdup(boot->arena, host.release);
	if (sysfs_read(AT_FDCWD, "/proc/sys/kernel/random/boot_id", boot_id,
		       sizeof(boot_id)) > 0)
		boot->report.boot_id = arena_strdup(boot->arena, boot_id);
}

enum exit_code boot_run(struct args *args, const struct conf_place *place,
			const char *state_dir)
{
	struct boot boot = {.args = args,
			    .arena = args->arena,
			    .place = *place,
			    .state_dir = state_dir};
	struct text text = text_on(stdout);

	begin(&boot);
	if (config_read_at(place, NULL, boot.arena, &boot.conf) < 0) {
		boot.report.message =
			"the configuration has mistakes, nothing was tried; "
			"run 'nicctl config check'";
		boot.report.exit_code = EXIT_CODE_FAILED;
	} else if (do_drivers(&boot) < 0) {
		boot.report.message = "the machine cannot be read, see the log of "
				      "nicctl.service";
		boot.report.exit_code = EXIT_CODE_FAILED;
	} else if (!boot.report.drivers.n) {
		boot.report.message = "nothing to do: no driver has a profile";
	}
	if (boot.report.message)
		text_line(&text, "%s", boot.report.message);
	boot.report.ended = time_now(boot.arena);
	keep_report(&boot);
	return (enum exit_code)boot.report.exit_code;
}
