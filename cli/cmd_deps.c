/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl deps: who holds a loaded module, and whom it holds. */
#include "args.h"
#include "deps.h"
#include "facts.h"
#include "message.h"
#include "paths.h"

static enum exit_code run(struct args *args)
{
	NIC_CLEANUP(host_freep) struct host *host = NULL;
	struct facts_query query = {.target = paths_module_name(args, 0)};
	struct deps deps = {0};
	struct nic_err err = {0};

	if (!query.target)
		return EXIT_CODE_USAGE;
	if (facts_read(args_value(args, "from"), &query, &host) < 0)
		return EXIT_CODE_FAILED;
	if (deps_make(host, query.target, args->arena, &deps, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	if (args_has(args, "json"))
		return deps_print_json(&deps) < 0 ? EXIT_CODE_FAILED : EXIT_CODE_DONE;
	deps_print_text(&deps, args->arena);
	return EXIT_CODE_DONE;
}

static const struct cmd_option options[] = {
	{"from", "FILE", false, "take the facts from a snapshot ('-': standard input)"},
	{"json", NULL, false, "write JSON"},
};

const struct cmd cmd_deps = {
	.name = "deps",
	.operands = "MODULE",
	.min_operands = 1,
	.max_operands = 1,
	.missing = "name the module",
	.summary = "Shows who holds a module, and whom it holds",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
