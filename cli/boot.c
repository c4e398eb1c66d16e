/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of things at boot: huge pages while memory is least in pieces, then driver by
 * driver, each within what time is left. */
#include "boot.h"

#include <errno.h>

#include "boot_log.h"
#include "boot_try.h"
#include "boot_turn.h"
#include "boot_wait.h"
#include "config.h"
#include "live.h"
#include "message.h"
#include "pages.h"

/* Together less than TimeoutStartSec of nicctl.service. */
#define PORTS_MS 20000	  /* for ports to come */
#define DRIVERS_MS 150000 /* for the changes of all drivers */

struct boot {
	struct boot_log log;
	struct boot_turn turn;
	struct conf conf;
	struct bootreport last; /* of the boot before */
};

/* An entry like a driver's. */
static void do_pages(struct boot *boot)
{
	struct bootreport_driver *driver;

	if (!pages_is_asked_for(&boot->conf))
		return;
	driver = ARENA_PUSH(boot->log.arena, &boot->log.report.drivers);
	if (!driver)
		return; /* memory is out: what follows says so */
	driver->driver = PAGES_DEVICE;
	boot->turn.end_ms = boot_try_now_ms() + DRIVERS_MS;
	boot_turn_pages(&boot->turn, &boot->conf, driver);
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
	r = boot_wait(&boot->conf, &ops, PORTS_MS, boot->log.arena, ret_ports, &err);
	live_close(&ops);
	if (r < 0)
		message_nic_err(&err);
	return r;
}

/* One entry for each driver first: they stay where they are. */
static int do_drivers(struct boot *boot)
{
	struct bootreport *report = &boot->log.report;
	struct boot_ports *ports = NULL;
	size_t first;

	do_pages(boot);
	first = report->drivers.n;
	for (size_t i = 0; i < boot->conf.drivers.n; i++) {
		struct bootreport_driver *driver =
			ARENA_PUSH(boot->log.arena, &report->drivers);

		if (!driver)
			return -ENOMEM;
		driver->driver = boot->conf.drivers.items[i].name;
		driver->outcome = "not-tried";
	}
	if (boot->conf.drivers.n && find_ports(boot, &ports) < 0)
		return -EIO;
	boot->turn.end_ms = boot_try_now_ms() + DRIVERS_MS;
	for (size_t i = 0; i < boot->conf.drivers.n; i++)
		boot_turn_driver(&boot->turn, &boot->conf.drivers.items[i], &ports[i],
				 &report->drivers.items[first + i]);
	return 0;
}

static void read_last(struct boot *boot)
{
	struct nic_err err = {0};
	int r = bootreport_read(boot->log.state_dir, boot->log.arena, &boot->last, &err);

	if (r == 0)
		boot->turn.last = &boot->last;
	else if (r != -ENOENT)
		message_nic_err(&err);
}

enum exit_code boot_run(struct args *args, const struct conf_place *place,
			const char *state_dir)
{
	struct boot boot = {.log = {.arena = args->arena, .state_dir = state_dir}};
	struct bootreport *report = &boot.log.report;

	boot.turn = (struct boot_turn){.log = &boot.log, .place = *place};
	read_last(&boot);
	boot_log_begin(&boot.log);
	if (config_read_at(place, NULL, args->arena, &boot.conf) < 0) {
		report->message = "the configuration has mistakes, nothing was tried; "
				  "run 'nicctl config check'";
		report->exit_code = EXIT_CODE_FAILED;
	} else if (do_drivers(&boot) < 0) {
		report->message = "the machine cannot be read, see the log of "
				  "nicctl.service";
		report->exit_code = EXIT_CODE_FAILED;
	} else if (!report->drivers.n) {
		report->message = "nothing to do: no driver has a profile";
	}
	boot_log_end(&boot.log);
	return (enum exit_code)report->exit_code;
}
