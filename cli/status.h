/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is configured, and what is. */
#ifndef NICCTL_STATUS_H
#define NICCTL_STATUS_H

#include "args.h"
#include "bootreport.h"
#include "conf.h"
#include "initrd.h"
#include "pages.h"
#include "settings.h"
#include "text.h"

/* A queue with an AF_XDP socket. */
struct status_socket {
	const char *netdev;
	uint32_t queue;
	const char *mode;
	bool has_pid;
	uint32_t pid;
	const char *comm;
};

struct status_driver {
	const char *driver;
	const char *configured; /* the profile's source */
	bool is_loaded;
	const char
		*loaded;  /* its module: the driver's own name, or what takes its place */
	const char *path; /* the file it came from; NULL: not known */
	const char *version; /* NULL: it tells none */
	const char *source;  /* as of struct settings */
	struct settings settings;
	struct strv missing_builds; /* kernels without the build that is asked for */
	uint32_t drift; /* settings that are not as configured, or cannot be */
	struct {
		struct status_socket *items;
		size_t n;
	} sockets;
	const char *last_id, *last_began, *last_state; /* NULL: no change yet */
	bool is_as_configured;
};

struct status_pages {
	struct pages_rows rows;
	struct settings settings; /* with the mounts */
	uint32_t drift;		  /* of these, those that are not as configured */
};

/* What 'nicctl apply --boot' did at the last boot on which it ran. */
struct status_boot {
	bool is_this_boot;
	struct bootreport report;
};

/* What a change that was interrupted has left behind. */
struct status_leftover {
	const char *path;
	struct strv modules; /* that the file keeps from loading */
};

struct status {
	uint32_t schema;
	struct {
		struct status_driver *items;
		size_t n;
	} drivers;
	const struct initrd *initramfs; /* NULL: not asked for */
	const struct status_boot *boot; /* NULL: it never has, or may not be read */
	struct status_pages *hugepages; /* NULL: nothing is said of them */
	const struct status_leftover *leftover; /* NULL: nothing, or not known */
	uint32_t exit_code;
};

/* Compares every profile of @conf with the machine; changes nothing. @state_dir: of the
 * journal and the boot's report. Texts live in the arena of @args. Returns 0, or a
 * negative errno that was reported. */
int status_read(struct args *args, const struct conf *conf, const char *state_dir,
		const struct sys_ops *ops, struct status *ret_status);

/* status_print.c */
void status_print_text(struct arena *arena, const struct status *status);
void status_print_prometheus(struct arena *arena, const struct status *status);
int status_print_json(const struct status *status);

/* For metrics: as a value of a label; what stands above a metric. */
const char *status_label(struct arena *arena, const char *value);
void status_metric_head(const struct text *text, const char *name, const char *help);

/* status_boot.c: fills status->boot; the same as text and as metrics. */
void status_boot_read(const char *state_dir, struct arena *arena, struct status *status);
void status_boot_print(const struct text *text, const struct status *status);
void status_boot_metrics(struct arena *arena, const struct text *text,
			 const struct status *status);
extern const struct jtype status_boot_json;

/* status_leftover.c: fills status->leftover, with which not all is as configured; only
 * root sees whether a change is running, so only for root. The same as text and as a
 * metric. */
void status_leftover_read(struct arena *arena, struct status *status);
void status_leftover_print(struct arena *arena, const struct text *text,
			   const struct status *status);
void status_leftover_metric(const struct text *text, const struct status *status);
extern const struct jtype status_leftover_json;

#endif
