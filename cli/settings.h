/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of a driver's ports: what is, what is to be, and the change from the one to
 * the other. Text and JSON are views of struct settings. */
#ifndef NICCTL_SETTINGS_H
#define NICCTL_SETTINGS_H

#include "args.h"
#include "conf.h"
#include "guard.h"
#include "jtable.h"
#include "transaction.h"

/* One setting as it is shown. */
struct settings_row {
	const char *port, *netdev; /* address and name */
	const char *key, *group, *name;
	const char *wanted, *now; /* @now NULL: not there yet */
	const char *origin;
	bool is_met;
	const char *problem; /* why it cannot be; NULL: nothing known */
	const char *state;   /* of its step; NULL: none was run */
	const char *note;
};

struct settings {
	const char *driver;
	const char *source; /* "unchanged", "would change", "done", …: the driver itself;
			       NULL: the profile says nothing about it */
	uint32_t ports;
	struct {
		struct settings_row *items;
		size_t n;
	} settings;
	struct verdicts verdicts;
	bool would_proceed;
	uint32_t to_change;  /* settings that are not as they are to be, and can be */
	const char *outcome; /* NULL: a dry run */
	const char *transaction, *message, *hint;
	struct strv differences, warnings, network;
};

/* What is asked for. All borrowed. */
struct settings_request {
	struct args *args;
	const struct conf *conf;
	const struct conf_driver *profile; /* NULL: @request has the settings */
	bool is_pages;		/* what @conf says of huge pages, in place of a profile */
	struct request request; /* its driver, protections and accepted losses count */
	bool is_dry_run, is_silent;
	int timeout_ms; /* 0: the usual time */
};

/* Reads the machine, compares, and unless it is a dry run (or refused, or nothing is to
 * do) makes the change. The caller holds the lock, but for dry runs. Texts live in the
 * arena of @request->args. Returns 0 (how it went is in @ret), or a negative errno that
 * was reported. */
int settings_run(struct settings_request *request, const struct sys_ops *ops,
		 struct settings *ret);

/* Fills request->request from the configuration. */
void settings_protect(struct settings_request *request);

/* Would 'nicctl apply' replace the driver? "unchanged", "would be replaced", "refused",
 * "failed"; NULL: the profile names no source. */
const char *settings_source(struct args *args, const struct conf *conf,
			    const struct conf_driver *profile);

enum exit_code settings_exit_code(const struct settings *settings);

/* settings_print.c: what there is to know before it begins; how it ended; the document's
 * fields. */
void settings_print_plan(struct arena *arena, const struct settings *settings);
void settings_print_result(struct arena *arena, const struct settings *settings);
extern const struct jtype settings_json;

#endif
