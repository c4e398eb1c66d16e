/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Not when the same went wrong before, and not without hardware. */
#include "boot_turn.h"

#include "boot_rule.h"
#include "boot_try.h"
#include "bundled.h"
#include "pages.h"
#include "wanted.h"

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

/* Did the same go wrong before, or can that not be known? Then it is in the report.
 * @now: how it is configured; @which: that in words. */
static bool is_barred(const struct boot_turn *turn, const struct conf_driver *profile,
		      const struct boot_sum *now, const char *which,
		      struct bootreport_driver *driver)
{
	const struct boot_past past = {.state_dir = turn->log->state_dir,
				       .boot_id = turn->log->report.boot_id,
				       .last = turn->last};
	struct nic_err err = {0};
	struct boot_bar bar = {0};

	driver->sum = now->text;
	if (boot_rule_look(&past, profile, now, turn->log->arena, &bar, &err) < 0) {
		fail(turn, driver, &err);
		return true;
	}
	if (!bar.is_barred)
		return false;
	driver->failure = bar.failure;
	driver->failed_at = bar.failed_at;
	boot_log_end_driver(
		turn->log, driver, "not-tried", EXIT_CODE_REFUSED,
		arena_printf(turn->log->arena,
			     "%s; it is not tried again until %s is another one, or "
			     "'nicctl apply %s' has succeeded",
			     bar.failure, which, profile->name));
	return true;
}

static int sum_up(const struct boot_turn *turn, const struct conf_driver *profile,
		  struct boot_sum *ret, struct nic_err *err)
{
	const char *kernel = turn->log->report.kernel, *file;
	NIC_CLEANUP(index_closep) struct index *index = NULL;
	int r = index_open("", kernel, &index, err);

	if (r < 0)
		return r;
	file = wanted_file(profile, kernel, index, turn->log->arena);
	return boot_sum_of_driver(profile, file, turn->log->arena, ret, err);
}

void boot_turn_driver(const struct boot_turn *turn, const struct conf_driver *profile,
		      const struct boot_ports *ports, struct bootreport_driver *driver)
{
	struct boot_log *log = turn->log;
	struct boot_sum now = {0};
	struct nic_err err = {0};

	driver->outcome = "running";
	if (sum_up(turn, profile, &now, &err) < 0) {
		fail(turn, driver, &err);
		return;
	}
	if (is_barred(turn, profile, &now, "its configuration or module file", driver))
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

void boot_turn_pages(const struct boot_turn *turn, const struct conf *conf,
		     struct bootreport_driver *driver)
{
	const struct conf_driver profile = {.name = PAGES_DEVICE};
	struct boot_sum now = {0};
	struct nic_err err = {0};

	driver->outcome = "running";
	if (boot_sum_of_pages(conf, turn->place.dir, turn->log->arena, &now, &err) < 0) {
		fail(turn, driver, &err);
		return;
	}
	if (is_barred(turn, &profile, &now, "its configuration", driver))
		return;
	boot_log_keep(turn->log); /* says "running" */
	change(turn, NULL, driver);
}
