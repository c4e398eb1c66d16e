/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loaded modules around one module, as plain data with a text and a JSON view. */
#ifndef NICCTL_DEPS_H
#define NICCTL_DEPS_H

#include "host.h"

enum deps_relation { DEPS_TARGET, DEPS_HOLDER, DEPS_DEPENDENCY };

struct deps_module {
	const char *name;
	enum deps_relation relation;
	enum module_state state;
	bool has_refcnt;
	int64_t refcnt;
	const char *origin;	      /* NULL: not known */
	struct strv holders, depends; /* loaded modules, direct ones only */
};

struct deps {
	uint32_t schema;
	const char *module;
	struct {
		struct deps_module *items; /* the target first */
		size_t n;
	} modules;
};

/* Follows the live holders of @module up and down. The result borrows from @host and
 * @arena. Returns 0, -ENOMEM or -ENOENT (not among the modules). */
int deps_make(const struct host *host, const char *module, struct arena *arena,
	      struct deps *ret_deps, struct nic_err *err);

void deps_print_text(const struct deps *deps, struct arena *arena);

/* Returns 0 or -ENOMEM, with a message on standard error. */
int deps_print_json(const struct deps *deps);

#endif
