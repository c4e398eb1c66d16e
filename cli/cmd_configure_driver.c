/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl configure-driver: replaces the driver of ports on the running machine. */
#include <errno.h>
#include <string.h>

#include "args.h"
#include "change.h"
#include "compat.h"
#include "config.h"
#include "driver_options.h"
#include "message.h"
#include "paths.h"

#define HOOK_TIMEOUT_MS 60000

/* Of a parameter that is named twice the module would take the last value, in silence. */
static bool is_repeated(const struct strv *params, size_t i)
{
	for (size_t earlier = 0; earlier < i; earlier++) {
		if (params_same_name(params->items[earlier], params->items[i]))
			return true;
	}
	return false;
}

static int check_params(const struct args *args)
{
	const struct strv *params = args_values(args, "param");

	for (size_t i = 0; i < params->n; i++) {
		if (!params_is_valid(params->items[i]))
			return args_usage(args,
					  "--param: '%s' is not of the form NAME=VALUE",
					  params->items[i]);
		if (is_repeated(params, i))
			return args_usage(args,
					  "--param: the parameter of '%s' has a value "
					  "already",
					  params->items[i]);
	}
	return 0;
}

static int read_restore(const struct args *args, enum restore_mode *ret_mode)
{
	const char *value = args_value(args, "restore");

	for (int mode = 0; value && netrestore_mode_name(mode); mode++) {
		if (strcmp(netrestore_mode_name(mode), value) == 0) {
			*ret_mode = (enum restore_mode)mode;
			return 0;
		}
	}
	if (!value)
		return 0;
	return args_usage(args, "--restore: '%s' is none of auto, always, never", value);
}

/* "eth2,0000:05:00.1" as a list. */
static int read_ports(const struct args *args, struct strv *ports)
{
	const char *text = args_value(args, "ports");
	size_t bytes;

	for (const char *at = text; at && *at; at += bytes + (at[bytes] == ',')) {
		bytes = strcspn(at, ",");
		if (!bytes || (at[bytes] == ',' && !at[bytes + 1]))
			return args_usage(args, "--ports: '%s' has an empty name in it",
					  text);
		if (strv_push(args->arena, ports, arena_strndup(args->arena, at, bytes)) <
		    0)
			return args_usage(args, "out of memory");
	}
	return text && !*text ? args_usage(args, "--ports: '%s' names no port", text) : 0;
}

static int read_strategy(const struct args *args, struct request *request)
{
	const char *name = args_value(args, "strategy");
	bool needs_handover = request->to != NULL;

	request->strategy = needs_handover ? STRATEGY_HANDOVER : STRATEGY_AUTO;
	for (int i = 0; name && i <= STRATEGY_HANDOVER; i++) {
		if (strcmp(name, strategy_name(i)) != 0)
			continue;
		request->strategy = (enum strategy)i;
		name = NULL;
	}
	if (name)
		return args_usage(
			args, "--strategy: '%s' is not auto, reload or handover", name);
	if (needs_handover && request->strategy != STRATEGY_HANDOVER)
		return args_usage(args, "--to %s needs --strategy handover", request->to);
	if (request->to && (!request->to[0] || strchr(request->to, '/')))
		return args_usage(args, "--to: '%s' is no name of a driver", request->to);
	return read_ports(args, &request->ports);
}

/* Of two that contradict each other neither is to win in silence. */
static int check_contradictions(const struct args *args)
{
	static const char *const pairs[][2] = {{"again", "if-changed"},
					       {"confirm-within", "no-confirm"},
					       {"module", "stock"},
					       {"quiet", "verbose"}};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(pairs); i++) {
		if (args_has(args, pairs[i][0]) && args_has(args, pairs[i][1]))
			return args_usage(args, "--%s and --%s exclude each other",
					  pairs[i][0], pairs[i][1]);
	}
	return 0;
}

static int read_change(struct args *args, struct change *change)
{
	const char *hooks_dir = args_value(args, "hooks-dir");

	change->args = args;
	change->from = args_value(args, "from");
	change->is_dry_run = change->from || args_has(args, "dry-run");
	change->asks = !args_has(args, "yes");
	change->is_verbose = args_has(args, "verbose");
	change->is_stream = args_has(args, "json-stream");
	change->is_json = change->is_stream || args_has(args, "json");
	change->is_quiet = args_has(args, "quiet");
	change->never_confirm = args_has(args, "no-confirm");
	change->request.driver = paths_module_name(args, 0);
	change->request.params = *args_values(args, "param");
	change->request.accept_loss = *args_values(args, "accept-loss-of");
	change->request.accept_safe_mode = *args_values(args, "accept-safe-mode");
	change->request.ignore_install = args_has(args, "ignore-install");
	change->request.if_changed = args_has(args, "if-changed");
	change->request.to = args_value(args, "to");
	change->request.to_stock = args_has(args, "stock");
	/* The hooks of this machine say nothing about the one of a snapshot. */
	change->hooks_dir = hooks_dir	   ? hooks_dir
			    : change->from ? NULL
					   : NICCTL_HOOKS_DIR;
	if (!change->request.driver || check_params(args) < 0 ||
	    read_restore(args, &change->restore) < 0 ||
	    read_strategy(args, &change->request) < 0 ||
	    args_seconds(args, "confirm-within", &change->confirm_within_ms) < 0 ||
	    args_seconds(args, "step-timeout", &change->step_timeout_ms) < 0 ||
	    args_seconds(args, "timeout", &change->verify_timeout_ms) < 0 ||
	    args_seconds(args, "hook-timeout", &change->hook_timeout_ms) < 0)
		return -EINVAL;
	change->request.no_restore = change->restore == RESTORE_NEVER;
	change->is_idempotent = !args_has(args, "again");
	return check_contradictions(args);
}

static int read_settings(const struct args *args, const struct change *change,
			 struct conf_overrides *ret)
{
	if (driver_options_read(args, ret) < 0)
		return -EINVAL;
	if (ret->n && change->restore == RESTORE_NEVER)
		return args_usage(args,
				  "%s and --restore never exclude each other: settings "
				  "begin with the ports as they were",
				  ret->items[0].origin);
	return 0;
}

/* What is known of driver and firmware; like the configuration, what this machine's owner
 * adds says nothing about the machine of a snapshot. */
static int read_tables(const struct args *args, struct change *change)
{
	const char *dir = args_value(args, "config-dir");
	const char *shipped = args_value(args, "tables");
	struct compat_folders folders = {
		.shipped = shipped ? shipped : NICCTL_COMPAT_DIR,
		.own = change->from ? NULL : NICCTL_COMPAT_OWN_DIR,
	};

	if (dir)
		folders.own = arena_printf(args->arena, "%s/compat.d", dir);
	return compat_read_table(&folders, change->request.driver, args->arena,
				 &change->request.compat);
}

/* What the machine's configuration adds to the request. */
static int configure(struct args *args, struct change *change)
{
	struct request *request = &change->request;
	const char *hooks_dir = args_value(args, "hooks-dir");
	int r = config_read(args, request->driver, &change->conf);

	if (r == 0 && hooks_dir) /* hooks that somebody counts on */
		r = paths_check_folder("--hooks-dir", hooks_dir);
	if (r < 0)
		return r;
	request->protect = change->conf.protect_ports.items;
	request->protect_origins = change->conf.protect_ports.origins;
	request->admin_tcp_ports = change->conf.admin_tcp_ports.items;
	return read_tables(args, change);
}

/* Only what is there to stay is saved; the same command once more does it then. */
static enum exit_code save(const struct change *change,
			   const struct conf_overrides *overrides, enum exit_code code)
{
	const struct conf_driver *profile =
		conf_driver_of(&change->conf, request_asked(&change->request));

	if (code != EXIT_CODE_DONE && code != EXIT_CODE_HOOK_FAILED &&
	    code != EXIT_CODE_NETWORK_DIFFERS)
		return code;
	if (change->confirm_s > 0) {
		message_plain("not saved yet: run the same command again after 'nicctl "
			      "confirm', which changes nothing and saves it");
		return code;
	}
	if (driver_options_save(change->args, overrides, profile,
				change->is_json || change->is_quiet) < 0)
		return EXIT_CODE_FAILED;
	return code;
}

static enum exit_code run(struct args *args)
{
	struct change change = {.hook_timeout_ms = HOOK_TIMEOUT_MS};
	struct conf_overrides overrides = {0};
	struct conf_driver profile = {0};
	enum exit_code code;

	if (read_change(args, &change) < 0 ||
	    read_settings(args, &change, &overrides) < 0)
		return EXIT_CODE_USAGE;
	if (configure(args, &change) < 0 ||
	    paths_of_module(args, change.from, &change.request.replacement) < 0)
		return EXIT_CODE_FAILED;
	if (driver_options_apply(args, &overrides,
				 conf_driver_of(&change.conf, change.request.driver),
				 &profile) < 0)
		return EXIT_CODE_REFUSED;
	if (change.restore != RESTORE_NEVER)
		change.profile = &profile;
	change.overrides = &overrides;
	change.saves = args_has(args, "save");
	if (change.is_dry_run)
		return change_show(&change);
	code = change_carry_out(&change);
	return change.saves ? save(&change, &overrides, code) : code;
}

static const struct cmd_option options[] = {
	{"dry-run", NULL, false, "show what would be done and why, change nothing"},
	{"yes", NULL, false, "do not ask"},
	{"module", "FILE", false, "load this file, whatever the configuration says"},
	{"param", "NAME=VALUE", true,
	 "load the driver with this parameter; may be repeated; all others keep their "
	 "present values"},
	{"accept-loss-of", "PORT", true,
	 "this protected port may go down (name, MAC or PCI address); may be repeated"},
	{"accept-safe-mode", "PORT", true,
	 "this port may come up without the DDP package of ice, in its safe mode; may be "
	 "repeated"},
	{"rss", "COUNT", false,
	 "so many receive queues for each port ('max': as many as it offers)"},
	{"preset", "PRESET", false,
	 "set the ports up for 'capture', or as no preset says ('none')"},
	{"set", "KEY=VALUE", true,
	 "any other setting of nicctl.conf(5) for the ports, in the place of the "
	 "profile's; may be repeated"},
	{"save", NULL, false,
	 "keep --rss, --preset and --set in the driver's profile once all is done"},
	{"again", NULL, false,
	 "replace the driver also when what is wanted is loaded already"},
	{"if-changed", NULL, false,
	 "do nothing if the loaded driver is the file already, with these parameters, "
	 "also when nothing says which file is wanted"},
	{"strategy", "STRATEGY", false,
	 "auto (the default), reload or handover: replace the driver, or move single "
	 "ports to another one beside it"},
	{"ports", "PORT,...", false,
	 "the ports that may go down: names, alternative names, permanent MACs, PCI "
	 "addresses; handover: all that are not protected"},
	{"to", "DRIVER", false,
	 "handover: move them to this driver (DRIVER_zc of 'nicctl build')"},
	{"stock", NULL, false,
	 "take the distribution's driver back; handover: move the ports back to it"},
	{"ignore-install", NULL, false,
	 "go on although modprobe.d has an install command, which is not run"},
	{"restore", "MODE", false,
	 "put addresses, routes, bonds and settings of the ports back: auto (after the "
	 "network manager, the default), always (at once), never (only say what differs)"},
	{"from", "FILE", false,
	 "take the facts from a snapshot ('-': standard input); implies --dry-run"},
	{"json", NULL, false, "write the report as JSON"},
	{"json-stream", NULL, false,
	 "write a JSON object a line for each event, the report as the last one"},
	{"quiet", NULL, false, "write only how it ended"},
	{"verbose", NULL, false, "show every check in full, and more about the files"},
	{"confirm-within", "SECONDS", false,
	 "take the change back unless 'nicctl confirm' is run within this time; in a "
	 "remote session that is so without this option"},
	{"no-confirm", NULL, false, "keep the change without a confirmation"},
	{"step-timeout", "SECONDS", false,
	 "a step that takes longer counts as stuck in the kernel (60, and more with many "
	 "ports)"},
	{"timeout", "SECONDS", false,
	 "ports and RDMA devices must be back within this time (30, and more "
	 "with many ports)"},
	{"hook-timeout", "SECONDS", false, "a hook may take this long (60)"},
	{"hooks-dir", "DIR", false, "look for hooks here instead of " NICCTL_HOOKS_DIR},
	{"config-dir", "DIR", false,
	 "read the configuration here instead of " NICCTL_CONFIG_DIR},
	{"tables", "DIR", false,
	 "look for what is known of drivers and firmware here instead of " NICCTL_COMPAT_DIR},
};

const struct cmd cmd_configure_driver = {
	.name = "configure-driver",
	.operands = "DRIVER",
	.min_operands = 1,
	.max_operands = 1,
	.missing = "name the driver to be configured, e.g. 'ice'",
	.summary = "Replaces a driver: reloads it, or moves ports to another",
	.details = "Nothing is changed unless every check passes; what fails half-way is "
		   "taken back. On a terminal the report is shown first, and nothing "
		   "happens without a 'y'.",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
