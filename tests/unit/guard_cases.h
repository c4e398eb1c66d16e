/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cases that test_guard runs: a host with one thing changed, and what one rule must
 * say of it. */
#ifndef NICCTL_TEST_GUARD_CASES_H
#define NICCTL_TEST_GUARD_CASES_H

#include "guard.h"

/* The incident's host (fake_incident()) and the request to reload ice on it. */
struct scene {
	struct host *host;
	struct request request;
};

struct guard_case {
	const char *name;
	void (*change)(struct scene *scene);
	const char *rule;
	enum verdict_level level;
	const char *says, *remedy; /* parts of the texts; NULL: nothing to look for */
	bool is_silent;		   /* the rule has nothing to say of the change */
};

struct guard_cases {
	const struct guard_case *items;
	size_t n;
};

#define PASS VERDICT_PASS
#define WARN VERDICT_WARN
#define REFUSE VERDICT_REFUSE
#define CASE(change_, rule_, level_, says_, remedy_)                                     \
	{                                                                                \
		.name = #change_, .change = change_, .rule = rule_, .level = level_,     \
		.says = says_, .remedy = remedy_,                                        \
	}
#define SILENT(change_, rule_)                                                           \
	{                                                                                \
		.name = #change_, .change = change_, .rule = rule_, .is_silent = true,   \
	}

/* One table a file, named after it. */
extern const struct guard_cases guard_cases_back, guard_cases_file, guard_cases_host,
	guard_cases_losses, guard_cases_match, guard_cases_ports, guard_cases_profile,
	guard_cases_protect, guard_cases_symbols, guard_cases_use;

/* The change that is none. */
void guard_nothing(struct scene *scene);

/* The module ice of the host, and the file it comes from. */
struct module *guard_ice(struct scene *scene);
struct modfile *guard_ice_file(struct scene *scene);

/* Asks for /opt/ice.ko, a copy of the installed file that the case may spoil. */
struct modfile *guard_rebuild(struct scene *scene);

#endif
