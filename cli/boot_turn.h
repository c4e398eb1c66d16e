/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One driver at boot, or the huge pages: is it to be tried, and with what end? */
#ifndef NICCTL_BOOT_TURN_H
#define NICCTL_BOOT_TURN_H

#include "boot_log.h"
#include "boot_wait.h"
#include "conf.h"

struct boot_turn {
	struct boot_log *log;
	struct conf_place place;
	const struct bootreport *last; /* of the boot before; NULL: there is none */
	int64_t end_ms; /* when nothing more is begun, of boot_try_now_ms() */
};

/* Brings the driver of @profile to its configuration. How that ended is in the report,
 * @driver being the profile's entry there. @ports: what there is of the profile. */
void boot_turn_driver(const struct boot_turn *turn, const struct conf_driver *profile,
		      const struct boot_ports *ports, struct bootreport_driver *driver);

/* The same of the huge pages of @conf. */
void boot_turn_pages(const struct boot_turn *turn, const struct conf *conf,
		     struct bootreport_driver *driver);

#endif
