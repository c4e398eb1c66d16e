/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is to say about a change, as plain data: text and JSON are two views of it.
 * The same shape serves a dry run and a real one. */
#ifndef NICCTL_REPORT_H
#define NICCTL_REPORT_H

#include "advice.h"
#include "exit_code.h"
#include "guard.h"
#include "hooks.h"
#include "protect.h"
#include "strategy.h"

struct next_boot; /* next_boot.h */

/* Raised whenever a field of the JSON report changes its meaning or goes away. */
#define REPORT_SCHEMA_VERSION 1

struct report_request {
	const char *driver, *module; /* as asked for; module NULL: the installed one */
	struct strv params, accept_loss, accept_safe_mode;
	bool dry_run, ignore_install, if_changed;
	const char *strategy, *to; /* to NULL: the ZC build of the driver */
	struct strv ports;
	bool to_stock;
	const char *from; /* snapshot file; NULL: the running machine */
};

/* A module file: the one behind the loaded driver, or the replacement. */
struct report_file {
	const char *path;
	const char *origin; /* NULL: nothing is known of the file */
	const char *version, *srcversion, *build_id, *vermagic, *signer;
	bool is_signed;
	uint64_t needs, offers; /* symbols */
};

struct report_step {
	const char *op, *role, *module, *path, *params, *reason;
	const char *port, *from, *to; /* of a move: address and PCI drivers; of a
					 setting: address and values; else NULL */
	const char *netdev, *setting; /* of a setting: "eth0", "rings rx"; else NULL */
	const char *undo;	      /* what takes the step back */
	const char *state;	      /* NULL: nothing was carried out */
	bool has_duration;
	int64_t duration_us;
	const char *note;
};

struct report_port {
	const char *address, *driver, *module;
	struct strv netdevs;	/* names; "name [namespace]" outside of the caller's */
	const char *protection; /* the first reason; NULL: not protected */
};

struct report_ports {
	struct report_port *items;
	size_t n;
};

struct report_rdma {
	const char *name, *port, *state;
};

struct report_protection {
	const char *port, *chain;
	bool goes_down;
};

/* What is looked at on a protected path. */
struct report_probe {
	const char *kind, *device, *netns, *target;
	const char *text; /* what holds when it passes */
	const char *path;
	const char *when;	  /* "each-step" or "end" */
	const char *before, *now; /* "passed", "failed"; NULL: not looked at */
};

/* The strategy that was not taken, and what it would have cost. */
struct report_option {
	const char *strategy;
	bool would_proceed;
	struct report_ports ports;
	struct strv rdma;
	struct verdicts concerns; /* refusals and warnings: who is disturbed */
};

struct report_strategy {
	const char *taken, *reason;
	struct report_option other;
};

/* `modprobe -r` of the same modules would do this on top. */
struct report_comparison {
	struct strv modules;
	struct report_ports ports;
};

struct report_hook {
	const char *path, *kind, *refusal;
};

struct report_result {
	const char *transaction, *message, *hint;
	struct strv differences, warnings;
	struct hook_results hooks;
	struct netrestore_result network;
	bool has_gap;
	int64_t gap_us, gap_call_us;
};

struct report {
	struct arena *arena; /* owned; host and plan are borrowed from */
	uint32_t schema;
	const char *tool_version, *hostname, *kernel, *collected_at;
	struct report_request request;
	const char *driver;
	const char *beside; /* module beside it, of a handover; else NULL */
	struct report_strategy strategy;
	struct report_file *loaded;	 /* NULL: the driver is not loaded, or its file
					    not known */
	struct report_file *replacement; /* NULL: there is none */
	const char *source;		 /* why that file; NULL: nothing to say */
	const char *replaces;		 /* which file goes for which, that nobody named
					    on the command line; NULL: none does */
	struct strv lost;   /* modules that are removed and not loaded again */
	bool would_proceed; /* the guard lets the plan pass */
	bool is_unchanged;
	bool sets_only;	     /* the driver itself stays as it is */
	const char *outcome; /* NULL: a dry run */
	struct {
		struct report_step *items;
		size_t n;
	} steps;
	struct strv removed;
	struct report_ports ports;
	struct {
		struct report_rdma *items;
		size_t n;
	} rdma;
	struct {
		struct report_protection *items;
		size_t n;
	} protections;
	struct {
		struct report_probe *items;
		size_t n;
	} probes;
	struct advices advice; /* as far as it concerns ports of the plan */
	struct report_comparison modprobe_comparison;
	struct verdicts verdicts;
	const char *hooks_dir; /* NULL: not looked at (the facts are of a snapshot) */
	struct {
		struct report_hook *items;
		size_t n;
	} hooks;
	struct strv not_read;
	const struct next_boot *next_boot; /* borrowed; NULL: not looked at */
	struct report_result *result;	   /* NULL: a dry run */
	uint32_t exit_code;
};

struct report_input {
	const struct host *host;
	const struct request *request;
	const struct strategy_choice *choice;
	bool dry_run;
	const char *from;	       /* NULL: the running machine */
	const char *hooks_dir;	       /* NULL: not looked at */
	const struct hook_list *hooks; /* NULL: none */
};

/* Puts together what is known before anything is done; the exit code is that of a dry
 * run. Everything in @input must outlive the report. NULL when memory is out; the caller
 * frees it. */
struct report *report_make(const struct report_input *input);
void report_free(struct report *report);
void report_freep(struct report **report);

/* Adds how it went. @result may be NULL (nothing was run); it must outlive the report.
 * Returns 0 or -ENOMEM. */
int report_add_result(struct report *report, enum outcome outcome,
		      const struct transaction_result *result);

/* The report as text for people on standard output, down to the last line ("would
 * proceed: …"); @is_verbose: everything in full. */
void report_print_text(const struct report *report, bool is_verbose);

/* That last line alone. */
void report_print_last_line(const struct report *report);

/* Only what a person has to know before a run that was asked for: refusals and warnings.
 */
void report_print_concerns(const struct report *report);

/* The last line of a real run, with what belongs to it. */
void report_print_result(const struct report *report, enum outcome outcome);

/* The report as a JSON document on standard output. Returns 0 or -ENOMEM. */
int report_print_json(const struct report *report);

/* The same as the last of a stream of events: {"event":"report","report":{...}} on one
 * line.
 */
int report_print_json_line(const struct report *report);

#endif
