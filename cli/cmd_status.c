/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl status: is the machine as configured? */
#include <string.h>

#include "change.h"
#include "config.h"
#include "live.h"
#include "message.h"
#include "paths.h"
#include "status.h"
#include "wish.h"

static enum exit_code print(const struct args *args, const struct status *status)
{
	if (args_has(args, "prometheus"))
		status_print_prometheus(args->arena, status);
	else if (!args_has(args, "json"))
		status_print_text(args->arena, status);
	else if (status_print_json(status) < 0)
		return EXIT_CODE_FAILED;
	return (enum exit_code)status->exit_code;
}

static enum exit_code run(struct args *args)
{
	struct status status = {.schema = 1};
	struct conf conf = {0};
	struct sys_ops ops = {0};
	struct nic_err err = {0};
	const char *driver = NULL, *state_dir = args_value(args, "state-dir");
	int r;

	if (args_has(args, "json") && args_has(args, "prometheus")) {
		message_error("--json and --prometheus exclude each other");
		message_plain("try 'nicctl status --help'");
		return EXIT_CODE_USAGE;
	}
	if (args->operands.n && !(driver = paths_module_name(args, 0)))
		return EXIT_CODE_USAGE;
	if (config_read(args, driver, &conf) < 0)
		return EXIT_CODE_FAILED;
	if (live_open(&ops, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	r = status_read(args, &conf, state_dir ? state_dir : NICCTL_STATE_DIR, &ops,
			&status);
	live_close(&ops);
	return r < 0 ? EXIT_CODE_FAILED : print(args, &status);
}

static const struct cmd_option options[] = {
	{"json", NULL, false, "write JSON"},
	{"prometheus", NULL, false,
	 "write metrics for the textfile collector of node_exporter"},
	{"config-dir", "DIR", false,
	 "read the configuration here instead of " NICCTL_CONFIG_DIR},
	{"state-dir", "DIR", false,
	 "look for past changes here instead of " NICCTL_STATE_DIR},
};

const struct cmd cmd_status = {
	.name = "status",
	.operands = "[DRIVER]",
	.max_operands = 1,
	.summary = "Tells whether drivers and ports are as configured",
	.details =
		"Of each driver that has a profile: whether it is loaded, which settings "
		"are not as configured, its last change, and which queues are in "
		"zero-copy. The exit status says whether all is as configured.",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
