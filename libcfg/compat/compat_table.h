/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of a driver: which of its versions was seen with which firmware, and who
 * says so. One JSON file per driver; compat.schema.json describes it. */
#ifndef NICCTL_COMPAT_TABLE_H
#define NICCTL_COMPAT_TABLE_H

#include "arena.h"
#include "compat_driver.h"
#include "compat_firmware.h"
#include "err.h"
#include "jtable.h"

/* Version of the file format: its member nicctl_compat. */
#define COMPAT_TABLE_SCHEMA 1

enum compat_how {
	COMPAT_TESTED,	   /* the source tested the two together */
	COMPAT_MINIMUM,	   /* the source asks for this firmware or a newer one */
	COMPAT_BUNDLED,	   /* handed out together, or what the driver itself asks for */
	COMPAT_SUPERSEDED, /* kept for its source; no verdict rests on it */
};

struct compat_source {
	const char *id;
	const char *title;
	const char *address;
	const char *version; /* of the document; NULL: none */
};

/* A family of cards that shares its firmware's numbers. */
struct compat_device {
	const char *name;
	struct strv ids; /* "8086:1593" */
};

/* One statement. Versions as ethtool -i prints them; NULL: nothing said. */
struct compat_fact {
	struct strv devices; /* names of families; none: all of the driver */
	enum compat_how how;
	const char *driver, *driver_min, *driver_max; /* the vendor's release */
	const char *kernel, *kernel_min;   /* the in-tree driver of that kernel */
	const char *os;			   /* it was seen on */
	const char *package, *package_min; /* the driver came in, "DOCA 2.9.1" */
	const char *firmware, *firmware_min, *firmware_max;
	const char *ddp, *ddp_min, *ddp_max, *ddp_comms, *ddp_wireless; /* ice */
	const char *feature; /* the minimum is this feature's, not the driver's */
	const char *note;
	struct strv sources; /* ids */
	const char *rev; /* commit of the source that says so; NULL: its newest text */

	/* The same, understood: as far as the strings above are there. */
	struct compat_driver on, on_min, on_max;
	struct compat_firmware with, with_min, with_max;
};

/* Something that goes wrong with certain versions; all conditions must hold. */
struct compat_issue {
	struct strv devices;
	const char *firmware_min, *firmware_below, *driver_below;
	const char *effect;
	struct strv sources;
};

/* The newest command interface of the firmware that i40e knows. */
struct compat_api {
	struct strv devices;
	const char *driver_min, *driver_max, *api;
	struct strv sources;
};

struct compat_table {
	uint32_t nicctl_compat;
	const char *driver;
	const char *vendor;
	const char *look_at; /* where the vendor keeps firmware and drivers */
	bool replaces; /* a file of the user's: nothing else is known of the driver */
	struct {
		struct compat_device *items;
		size_t n;
	} devices;
	struct {
		struct compat_source *items;
		size_t n;
	} sources;
	struct {
		struct compat_issue *items;
		size_t n;
	} issues;
	struct {
		struct compat_api *items;
		size_t n;
	} api;
	struct {
		struct compat_fact *items;
		size_t n;
	} facts;
};

/* Reads the table of @driver from @folder/DRIVER.json, and adds what the files *.json of
 * @own (the user's folder; NULL: none) have to say of it, in the order of their names.
 * Neither folder need be there; *@ret_table is NULL when nothing is known of the driver.
 * All of it is taken from @arena. Returns 0, -ENOMEM, or a negative errno with a sentence
 * that names the file and the member that is wrong. */
int compat_table_load(const char *folder, const char *own, const char *driver,
		      struct arena *arena, struct compat_table **ret_table,
		      struct nic_err *err);

/* The file format, for writing. */
extern const struct jtype compat_table_type;

/* Reads one table from @text. Returns 0, -ENOMEM or -EINVAL with a sentence. */
int compat_table_parse(const char *text, size_t bytes, struct arena *arena,
		       struct compat_table *ret_table, struct nic_err *err);

/* The family that a device (by PCI ids) belongs to, or the one of that name; NULL: the
 * table does not know it. */
const char *compat_table_device(const struct compat_table *table, uint32_t vendor,
				uint32_t device);
const char *compat_table_device_named(const struct compat_table *table, const char *name);

const struct compat_source *compat_table_source(const struct compat_table *table,
						const char *id);

const char *compat_how_name(int how);

#endif
