/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration: nicctl.conf and the profiles of drivers, see nicctl.conf(5).
 *
 * Read in this order, later ones win: nicctl.conf, nicctl.conf.d/NAME.conf sorted by
 * name; then for each driver drivers/DRIVER.conf and drivers/DRIVER.conf.d/NAME.conf. A
 * list grows with each assignment and is emptied by an empty one. What is in the files
 * follows the table in conf_keys.c. */
#ifndef NICCTL_CONF_H
#define NICCTL_CONF_H

#include <stddef.h>

#include "arena.h"
#include "err.h"

/* The longest line, in bytes; libinih's own limit is 200 with the line's end. */
#define CONF_LINE_MAX_BYTES 190

/* The largest file, in bytes: real ones have some hundred. */
#define CONF_FILE_MAX_BYTES (256 * 1024)

/* A key's value: of a list all its items, else one or none. */
struct conf_value {
	struct strv items;
	struct strv origins; /* of each item: "FILE:LINE", or "default" */
	const char *origin;  /* of the last assignment, "default" if there was none */
};

/* How ports are to be set up. A value whose origin is not "default" was assigned: without
 * items it says that the port's own setting is left alone. */
struct conf_settings {
	struct conf_value preset, on_refused, rss, rx_ring, tx_ring, offloads,
		flow_control, flow_control_autoneg, coalesce, rss_key, rss_table, ntuple,
		mtu, promiscuous, private_flags, irq_affinity, vfs;
};

/* A section [port NAME]. */
struct conf_port {
	const char *name;   /* a device's name, alternative name or MAC, or PCI address */
	const char *origin; /* "FILE:LINE" where it is first named */
	struct conf_settings settings;
};

/* The profile of a driver. */
struct conf_driver {
	const char *name; /* as the kernel spells it */
	const char *path; /* the file it begins with, whether or not it is there */
	struct conf_value source, dkms, module, load_first, expect_lost;
	struct conf_settings settings; /* of all its ports; those of @ports come first */
	struct {
		struct conf_port *items;
		size_t n;
	} ports;
};

/* Something that is wrong with a file. */
struct conf_problem {
	const char *file;
	unsigned int line; /* 0: with the file as a whole */
	const char *message;
	const char *hint; /* NULL: nothing to add */
};

struct conf_problems {
	struct conf_problem *items;
	size_t n;
};

struct conf {
	struct conf_value protect_ports, admin_tcp_ports;
	struct conf_value pages_reserve, pages_mount, pages_on_refused; /* [hugepages] */
	struct {
		struct conf_driver *items;
		size_t n;
	} drivers;
	struct conf_problems problems;
};

/* Where the files are. Borrowed. */
struct conf_place {
	const char *dir;   /* "/etc/nicctl" */
	const char *below; /* as of trust_problem(); NULL on a machine's own files */
};

/* Reads the files. @driver: only this profile, which then is in @ret even if no file is
 * there (all defaults); NULL: those that have a file. Files that are missing are fine.
 * Everything in @ret is taken from @arena.
 *
 * A file is believed only when root alone (or the caller) can change it: it says which
 * code is loaded into the kernel, and which ports must not go down.
 *
 * Returns 0, -EINVAL when ret->problems has the reasons why nothing of it may be used, or
 * -ENOMEM. */
int conf_read(const struct conf_place *place, const char *driver, struct arena *arena,
	      struct conf *ret);

/* The only item of a value, or NULL when there is none. */
const char *conf_text(const struct conf_value *value);

/* The profile of a driver, or NULL. */
const struct conf_driver *conf_driver_of(const struct conf *conf, const char *driver);

#endif
