/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The four syntaxes in which a line can pick devices by their driver. */
#ifndef NICCTL_NIC_DRIVERMATCH_LINES_H
#define NICCTL_NIC_DRIVERMATCH_LINES_H

#include "host.h"

enum drivermatch_syntax {
	DRIVERMATCH_SYSTEMD, /* Driver= in [Match]; systemd.network(5), systemd.link(5) */
	DRIVERMATCH_NETPLAN, /* driver: in match; netplan(5) */
	DRIVERMATCH_NM,	  /* driver= in [match]; driver:NAME in any list of devices, see
			     NetworkManager.conf(5), "Device List Format" */
	DRIVERMATCH_UDEV, /* DRIVER, DRIVERS, ENV{ID_NET_DRIVER}; udev(7) */
};

/* Adds what @text, the contents of @file, says to host->driver_matches. @text is changed.
 * When memory is out, host->arena remembers it. */
void drivermatch_lines_read(struct host *host, enum drivermatch_syntax syntax,
			    const char *file, char *text);

#endif
