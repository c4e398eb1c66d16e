/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The administrator's own scripts: found, checked and run. */
#ifndef NICCTL_HOOKS_H
#define NICCTL_HOOKS_H

#include <stdint.h>

#include "arena.h"
#include "err.h"

enum hook_kind {
	HOOK_PRE,  /* NAME.pre: before the first step; a failing one stops everything */
	HOOK_POST, /* NAME.post: after a verified success */
	HOOK_ROLLBACK, /* NAME.rollback: after a rollback */
};

/* A file of the hooks folder that would be run, or the reason why not. */
struct hook {
	const char *path;
	enum hook_kind kind;
	const char *refusal; /* half a sentence: why it is never run; NULL: it is run */
};

struct hook_list {
	struct hook *items;
	size_t n;
};

enum hook_status { HOOK_SUCCEEDED, HOOK_FAILED, HOOK_TIMED_OUT, HOOK_REFUSED };

struct hook_result {
	const char *path;
	enum hook_kind kind;
	enum hook_status status;
	int32_t exit_code; /* of HOOK_FAILED: 1-255, or 128 + signal */
	int64_t duration_us;
	const char *reason; /* of HOOK_REFUSED and HOOK_FAILED; NULL: nothing to add */
};

struct hook_results {
	struct hook_result *items;
	size_t n;
};

/* What a hook finds in its environment. NULL values are passed as empty strings. */
struct hook_env {
	const char *driver, *module, *ports, *interfaces, *strategy, *result,
		*transaction;
};

/* One line that a hook wrote to its standard output or error output. */
typedef void hook_output_fn(void *ctx, const char *path, const char *line);

/* Lists the hooks in @dir and in @dir/@driver (NULL: in every sub-folder), by name: those
 * of
 * @dir first. A folder that does not exist has none. Files with other endings, hidden
 * files and files that are not executable are passed over (as run-parts does). The list
 * is taken from @arena. Returns 0, -ENOMEM, or the errno of a folder that cannot be read.
 */
int hooks_list(const char *dir, const char *driver, struct arena *arena,
	       struct hook_list *ret_hooks, struct nic_err *err);

/* Runs all hooks of @kind, one after the other. Each gets a clean environment (PATH, LANG
 * and NICCTL_*), "/" as its folder, no standard input, and @timeout_ms; after that its
 * whole process group gets SIGTERM, and two seconds later SIGKILL. Results are added to
 * @results. Refused hooks are results too. HOOK_PRE stops at the first that fails.
 * Returns 0 when all succeeded, -ECANCELED when one did not, or -ENOMEM. */
int hooks_run(const struct hook_list *hooks, enum hook_kind kind,
	      const struct hook_env *env, int timeout_ms, hook_output_fn *output,
	      void *ctx, struct arena *arena, struct hook_results *results,
	      struct nic_err *err);

const char *hook_kind_name(int kind);
const char *hook_status_name(int status);

#endif
