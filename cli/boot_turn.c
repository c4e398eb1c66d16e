/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Not when the same went wrong before, and not without hardware. */
#include "boot_turn.h"

#include "boot_rule.h"
#include "boot_try.h"
#include "bundled.h"
#include "pages.h"

/* The build that the profile asks for, if this kernel has none. */
static const char *missing_build(const struct boot_turn *turn,
				 const struct conf_driver *profile)
{
	const char *kernel = turn->log->report.kernel;

	if (!bundled_is_asked_for(profile) || bundled_exists("", kernel, profile->name))
		return NULL;
	return arena_printf(turn->log->arena,
			    "there is no build for kernel %s, the stock driver stays; "
			    "run 'nicctl build %s --install'",
			    kernel, profile->name);
}

static void fail(const struct boot_turn *turn, struct bootreport_driver *driver,
		 const struct nic_err *err)
{
	boot_log_end_driver(turn->log, driver, "failed", EXIT_CODE_FAILED,
			    arena_strdup(turn->log->arena, err->message));
}

/* @no_build: why the driver stays as it is; NULL: it need not. */
static void change(const struct boot_turn *turn, const char *no_build,
		   struct bootreport_driver *driver)
{
	const struct boot_try try = {
		.driver = driver->driver,
		.config_dir = turn->place.below ? turn->place.dir : NULL,
		.state_dir = turn->log->state_dir,
		.end_ms = turn->end_ms,
		.settings_only = no_build != NULL,
	};
	struct boot_tried tried = {0};
	struct nic_err err = {0};

	if (boot_try_run(&try, turn->log->arena, &tried, &err) < 0) {
		fail(turn, driver, &err);
		return;
	}
	driver->transactions = tried.transactions;
	if (tried.code == EXIT_CODE_DONE && no_build) {
		tried.code = EXIT_CODE_NOT_AS_CONFIGURED;
		tried.message = no_build;
	}
	boot_log_end_driver(turn->log, driver, tried.outcome, tried.code, tried.message);
}

/* Did the same go wrong before, or can that not be known? Then it is in the report. */
static bool is_barred(const struct boot_turn *turn, const struct conf_driver *profile,
		      struct bootreport_driver *driver)
{
	const struct boot_past past = {.state_dir = turn->log->state_dir,
				       .config_dir = turn->place.dir,
				       .boot_id = turn->log->report.boot_id,
				       .last = turn->last};
	struct nic_err err = {0};
	struct boot_bar bar = {0};

	if (boot_rule_look(&past, profile, turn->log->arena, &bar, &err) < 0) {
		fail(turn, driver, &err);
		return true;
	}
	driver->sum = bar.sum;
	if (!bar.is_barred)
		return false;
	driver->failure = bar.failure;
	driver->failed_at = bar.failed_at;
	boot_log_end_driver(
		turn->log, driver, "not-tried", EXIT_CODE_REFUSED,
		arena_printf(turn->log->arena,
			     "%s; it is not tried again until its configuration is "
			     "changed or 'nicctl apply %s' has succeeded",
			     bar.failure, profile->name));
	return true;
}

void boot_turn_driver(const struct boot_turn *turn, const struct conf_driver *profile,
		      const struct boot_ports *ports, struct bootreport_driver *driver)
{
	struct boot_log *log = turn->log;

	driver->outcome = "running";
	if (is_barred(turn, profile, driver))
		return;
	if (!ports->has_device) {
		boot_log_end_driver(
			log, driver, "no-device", EXIT_CODE_NOT_AS_CONFIGURED,
			arena_printf(log->arena,
				     "this machine has no device for %s, which %s is "
				     "about",
				     profile->name, profile->path));
	} else if (boot_try_now_ms() >= turn->end_ms) {
		boot_log_end_driver(
			log, driver, "not-tried", EXIT_CODE_FAILED,
			arena_printf(log->arena,
				     "the drivers before took too long; run 'nicctl "
				     "apply %s'",
				     profile->name));
	} else {
		driver->message = ports->missing;
		boot_log_keep(log); /* says "running" */
		change(turn, missing_build(turn, profile), driver);
	}
}

void boot_turn_pages(const struct boot_turn *turn, struct bootreport_driver *driver)
{
	const struct conf_driver profile = {
		.name = PAGES_DEVICE,
		.path = arena_printf(turn->log->arena, "%s/nicctl.conf", turn->place.dir),
	};

	driver->outcome = "running";
	if (!profile.path || is_barred(turn, &profile, driver))
		return;
	boot_log_keep(turn->log); /* says "running" */
	change(turn, NULL, driver);
}
