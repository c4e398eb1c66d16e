/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl status: is the machine as configured? */
#include <errno.h>
#include <string.h>
#include <sys/utsname.h>

#include "change.h"
#include "config.h"
#include "live.h"
#include "message.h"
#include "paths.h"
#include "statedir.h"
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

/* Reads tens of megabytes: only when it is asked for. */
static int add_initramfs(struct args *args, const struct conf *conf,
			 struct status *status)
{
	struct initrd *initrd = arena_alloc(args->arena, sizeof(*initrd));
	struct utsname host;

	if (!args_has(args, "initramfs"))
		return 0;
	if (!initrd || uname(&host) < 0 ||
	    initrd_look(conf, arena_strdup(args->arena, host.release), NULL, 0,
			args->arena, initrd) < 0) {
		message_error("out of memory");
		return -ENOMEM;
	}
	status->initramfs = initrd;
	if (initrd->exit_code)
		status->exit_code = initrd->exit_code;
	return 0;
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
	if (!state_dir)
		state_dir = NICCTL_STATE_DIR;
	if (statedir_read(state_dir, &err) < 0 || live_open(&ops, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	r = status_read(args, &conf, state_dir, &ops, &status);
	live_close(&ops);
	if (r == 0)
		r = add_initramfs(args, &conf, &status);
	return r < 0 ? EXIT_CODE_FAILED : print(args, &status);
}

static const struct cmd_option options[] = {
	{"json", NULL, false, "write JSON"},
	{"prometheus", NULL, false,
	 "write metrics for the textfile collector of node_exporter"},
	{"config-dir", "DIR", false,
	 "read the configuration here instead of " NICCTL_CONFIG_DIR},
	{"initramfs", NULL, false, "look into the initramfs, too, which takes a second"},
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
