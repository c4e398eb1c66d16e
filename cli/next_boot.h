/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the next boot makes of a change: for a dry run. */
#ifndef NICCTL_NEXT_BOOT_H
#define NICCTL_NEXT_BOOT_H

#include "conf_override.h"
#include "initrd.h"
#include "plan.h"

struct next_boot_part {
	const char *what; /* "driver", "parameters", "settings", "configuration" */
	bool is_kept;
	const char *why;    /* half a sentence */
	const char *remedy; /* what keeps it; NULL: it is kept, or nothing does */
};

struct next_boot {
	struct {
		struct next_boot_part *items;
		size_t n;
	} parts;
	struct initrd *initramfs; /* of the running kernel; NULL: not looked at */
};

extern const struct jtype next_boot_json;

/* What was asked for, and what is known of the boot. All borrowed. */
struct next_boot_input {
	const struct conf_driver *profile; /* as its files say */
	const struct conf_overrides *overrides;
	bool saves;		   /* --save keeps these */
	const struct strv *params; /* of --param */
	const char *options;	   /* of modprobe.d for the driver; NULL: none */
	const char *beside;	   /* of a handover: the other driver; else NULL */
	bool to_stock;		   /* --stock */
	const char *file;	   /* the driver's file after the change */
	const char *booted;	   /* that which the boot puts in charge; NULL: none */
	bool is_same;		   /* these have the same code in them */
	bool is_enabled;	   /* nicctl.service */
	const char *other_dir;	   /* --config-dir, which that does not read; NULL */
};

/* Pure. Fills all but the initramfs; texts are taken from @arena, which remembers when
 * memory is out. */
void next_boot_judge(const struct next_boot_input *input, struct arena *arena,
		     struct next_boot *ret);

/* The same of all that 'nicctl apply' does. */
void next_boot_judge_apply(bool is_enabled, const char *other_dir, struct arena *arena,
			   struct next_boot *ret);

/* What a dry run is about. All borrowed. */
struct next_boot_query {
	const struct conf *conf;
	const struct conf_overrides *overrides;
	bool saves;
	const char *config_dir; /* --config-dir; NULL: none */
	/* Of 'nicctl apply' all NULL: */
	const struct host *host;
	const struct request *request;
	const struct plan *plan;
};

/* Looks at this machine, and at the initramfs of its kernel when it matters: when the
 * driver is kept, or something is saved; at most ten seconds a driver. Returns NULL when
 * memory is out, else from @arena. */
struct next_boot *next_boot_look(const struct next_boot_query *query,
				 struct arena *arena);

void next_boot_print(const struct text *text, const struct next_boot *next);

#endif
