/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl apply: brings the machine to its configuration. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "apply_document.h"
#include "args.h"
#include "boot.h"
#include "change.h"
#include "config.h"
#include "json.h"
#include "live.h"
#include "lock.h"
#include "message.h"
#include "pages_apply.h"
#include "paths.h"
#include "settings.h"
#include "statedir.h"
#include "text.h"
#include "wish.h"

#define TIMEOUT_MS 30000
#define HOOK_TIMEOUT_MS 60000

struct applying {
	struct args *args;
	struct conf conf;
	const struct sys_ops *ops;
	struct apply_document document;
	bool is_json, is_dry_run;
	bool only_pages; /* no drivers */
	bool waits;	 /* a change has to be confirmed before the next may begin */
	int timeout_ms;
};

static bool names_source(const struct conf_driver *profile)
{
	return strcmp(profile->source.origin, "default") != 0;
}

static const char *source_words(const struct change *change, enum exit_code code)
{
	if (change->was_driver_unchanged)
		return "unchanged";
	if (code == EXIT_CODE_DONE || code == EXIT_CODE_HOOK_FAILED ||
	    code == EXIT_CODE_NETWORK_DIFFERS)
		return change->is_dry_run ? "would be replaced" : "replaced";
	if (code == EXIT_CODE_ROLLED_BACK)
		return "rolled back";
	return code == EXIT_CODE_REFUSED ? "refused" : "failed";
}

/* The driver and the settings of its ports as one change, as 'configure-driver
 * --if-changed'. */
static enum exit_code change_driver(struct applying *applying,
				    const struct conf_driver *profile,
				    struct settings *settings)
{
	struct change change = {
		.args = applying->args,
		.conf = applying->conf,
		.profile = profile,
		.settings = settings,
		.hooks_dir = NICCTL_HOOKS_DIR,
		.is_dry_run = applying->is_dry_run,
		.is_silent = true,
		.verify_timeout_ms = applying->timeout_ms,
		.hook_timeout_ms = HOOK_TIMEOUT_MS,
		.request = {.driver = profile->name,
			    .strategy = STRATEGY_RELOAD,
			    .if_changed = true,
			    .accept_loss = *args_values(applying->args, "accept-loss-of"),
			    .protect = applying->conf.protect_ports.items,
			    .protect_origins = applying->conf.protect_ports.origins,
			    .admin_tcp_ports = applying->conf.admin_tcp_ports.items},
	};
	enum exit_code code =
		change.is_dry_run ? change_show(&change) : change_carry_out(&change);

	settings->source = source_words(&change, code);
	applying->waits = change.confirm_s > 0;
	return code;
}

static enum exit_code take_lock(const struct applying *applying,
				struct settings *settings, int *ret_lock)
{
	struct arena *arena = applying->args->arena;
	enum exit_code code = EXIT_CODE_FAILED;
	struct nic_err err = {0};

	if (applying->is_dry_run)
		return EXIT_CODE_DONE;
	if (lock_take(NICCTL_LOCK, ret_lock, &err) == 0) {
		if (change_is_free(arena, &err))
			return EXIT_CODE_DONE;
		code = EXIT_CODE_REFUSED;
	}
	message_nic_err(&err);
	if (applying->is_json) {
		settings->message = arena_strdup(arena, err.message);
		settings->hint = err.hint[0] ? arena_strdup(arena, err.hint) : NULL;
	}
	return code;
}

static enum exit_code set_up(struct applying *applying, const struct conf_driver *profile,
			     struct settings *settings)
{
	struct settings_request request = {
		.args = applying->args,
		.conf = &applying->conf,
		.profile = profile,
		.request = {.driver = profile->name,
			    .accept_loss =
				    *args_values(applying->args, "accept-loss-of")},
		.is_dry_run = applying->is_dry_run,
		.is_silent = applying->is_json,
		.timeout_ms = applying->timeout_ms,
	};
	int lock = -1;
	enum exit_code code = take_lock(applying, settings, &lock);

	if (code == EXIT_CODE_DONE)
		code = settings_run(&request, applying->ops, settings) < 0
			       ? EXIT_CODE_FAILED
			       : settings_exit_code(settings);
	if (lock >= 0)
		(void)close(lock); /* nothing was written */
	return code;
}

static enum exit_code change_settings(struct applying *applying,
				      const struct conf_driver *profile,
				      struct settings *settings)
{
	if (!wish_is_asked_for(profile)) {
		settings->would_proceed = true;
		return EXIT_CODE_DONE;
	}
	return set_up(applying, profile, settings);
}

static void print_driver(struct applying *applying, const struct conf_driver *profile,
			 const struct settings *settings, bool replaces)
{
	struct text text = text_on(stdout);

	if (!replaces && !wish_is_asked_for(profile)) {
		text_put(&text, TEXT_PLAIN, "", "%s: nothing to set is configured in %s",
			 profile->name, profile->path);
		return;
	}
	settings_print_plan(applying->args->arena, settings);
	settings_print_result(applying->args->arena, settings);
}

static enum exit_code apply_driver(struct applying *applying,
				   const struct conf_driver *profile)
{
	struct settings settings = {.driver = profile->name}, *slot;
	bool replaces =
		names_source(profile) && !args_has(applying->args, "settings-only");
	enum exit_code code;

	if (replaces)
		code = change_driver(applying, profile, &settings);
	else
		code = change_settings(applying, profile, &settings);
	if (code == EXIT_CODE_NETWORK_DIFFERS)
		message_error("%s is replaced, but the network state of its ports is not "
			      "as it was: see 'nicctl show'",
			      profile->name);
	slot = ARENA_PUSH(applying->args->arena, &applying->document.drivers);
	if (slot)
		*slot = settings;
	if (!applying->is_json)
		print_driver(applying, profile, &settings, replaces);
	return code;
}

static enum exit_code set_up_pages(struct applying *applying, struct settings *settings)
{
	struct settings_request request = {.args = applying->args,
					   .conf = &applying->conf,
					   .is_dry_run = applying->is_dry_run,
					   .is_silent = applying->is_json,
					   .timeout_ms = applying->timeout_ms};
	int lock = -1;
	enum exit_code code = take_lock(applying, settings, &lock);

	if (code == EXIT_CODE_DONE &&
	    pages_apply_run(&request, applying->ops, settings) < 0)
		code = EXIT_CODE_FAILED;
	else if (code == EXIT_CODE_DONE &&
		 (settings->settings.n || pages_is_asked_for(&applying->conf)))
		code = settings_exit_code(settings);
	if (lock >= 0)
		(void)close(lock); /* nothing was written */
	return code;
}

/* They are of no driver: who names one leaves them alone. */
static void apply_pages(struct applying *applying)
{
	struct arena *arena = applying->args->arena;
	struct settings settings = {.driver = PAGES_DEVICE};
	enum exit_code code;

	applying->document.hugepages = NULL;
	if ((applying->args->operands.n && !applying->only_pages) ||
	    !pages_apply_concerns(&applying->conf))
		return;
	code = set_up_pages(applying, &settings);
	if (code == EXIT_CODE_DONE && !settings.settings.n &&
	    !pages_is_asked_for(&applying->conf))
		return;
	apply_document_note(&applying->document, code);
	applying->document.hugepages = arena_alloc(arena, sizeof(settings));
	if (applying->document.hugepages)
		*applying->document.hugepages = settings;
	if (applying->is_json)
		return;
	settings_print_plan(arena, &settings);
	settings_print_result(arena, &settings);
}

/* Only where something is configured, and would be done. */
static void tell_next_boot(struct applying *applying)
{
	const struct text text = text_on(stdout);
	struct conf conf = applying->conf;
	const struct next_boot_query query = {
		.conf = &conf,
		.config_dir = args_value(applying->args, "config-dir"),
	};

	if (applying->only_pages)
		conf.drivers.n = 0;
	if (applying->document.exit_code ||
	    !apply_document_is_configured(&applying->document))
		return;
	applying->document.next_boot = next_boot_look(&query, applying->args->arena);
	if (applying->document.next_boot && !applying->is_json) {
		next_boot_print(&text, applying->document.next_boot);
		text_blank(&text);
	}
}

static enum exit_code apply_all(struct applying *applying)
{
	applying->document.drivers.n = 0;
	applying->document.exit_code = 0;
	applying->document.dry_run = applying->is_dry_run;
	apply_pages(applying);
	for (size_t i = 0; i < applying->conf.drivers.n && !applying->only_pages; i++) {
		if (applying->waits) {
			message_plain("the next drivers wait for it: run 'nicctl apply' "
				      "again after 'nicctl confirm'");
			apply_document_note(&applying->document,
					    EXIT_CODE_NOT_AS_CONFIGURED);
			break;
		}
		apply_document_note(
			&applying->document,
			apply_driver(applying, &applying->conf.drivers.items[i]));
	}
	if (args_has(applying->args, "dry-run"))
		tell_next_boot(applying);
	if (!applying->is_json)
		apply_document_print_end(&applying->document);
	return (enum exit_code)applying->document.exit_code;
}

/* Shows first, asks, and then does it. */
static enum exit_code ask_and_apply(struct applying *applying, bool asks)
{
	if (asks && !applying->is_dry_run) {
		enum exit_code code;

		applying->is_dry_run = true;
		code = apply_all(applying);
		if (code != EXIT_CODE_DONE ||
		    !apply_document_changes(&applying->document))
			return code;
		if (!change_is_confirmed()) {
			message_error("not confirmed, nothing was changed");
			return EXIT_CODE_FAILED;
		}
		applying->is_dry_run = false;
	}
	return apply_all(applying);
}

static enum exit_code run_on(struct applying *applying, bool asks)
{
	struct sys_ops ops = {0};
	struct nic_err err = {0};
	enum exit_code code;

	if (statedir_believe(NICCTL_STATE_DIR, &err) < 0 || live_open(&ops, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	applying->ops = &ops;
	code = ask_and_apply(applying, asks);
	live_close(&ops);
	if (applying->is_json &&
	    json_print(&apply_document_json, &applying->document) < 0)
		return EXIT_CODE_FAILED;
	return code;
}

/* At boot nobody chooses or is asked. */
static enum exit_code run_boot(struct args *args)
{
	const char *dir = args_value(args, "config-dir");
	const struct conf_place place = {dir ? dir : NICCTL_CONFIG_DIR, dir};
	struct nic_err err = {0};

	for (size_t i = 0; i < args->cmd->n_options; i++) {
		const char *name = args->cmd->options[i].name;

		if (args_has(args, name) && strcmp(name, "boot") != 0 &&
		    strcmp(name, "config-dir") != 0) {
			(void)args_usage(args, "--boot and --%s exclude each other",
					 name);
			return EXIT_CODE_USAGE;
		}
	}
	if (args->operands.n) {
		(void)args_usage(args, "--boot is about all drivers, not '%s' alone",
				 args->operands.items[0]);
		return EXIT_CODE_USAGE;
	}
	if (!change_may_start(false, false, false))
		return EXIT_CODE_FAILED;
	if (statedir_believe(NICCTL_STATE_DIR, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	return boot_run(args, &place, NICCTL_STATE_DIR);
}

static enum exit_code run(struct args *args)
{
	struct applying applying = {.args = args,
				    .document = {.schema = 1},
				    .is_json = args_has(args, "json"),
				    .is_dry_run = args_has(args, "dry-run"),
				    .timeout_ms = TIMEOUT_MS};
	bool asks = !args_has(args, "yes");
	const char *driver = NULL;

	if (args_has(args, "boot"))
		return run_boot(args);
	if (args->operands.n && !(driver = paths_module_name(args, 0)))
		return EXIT_CODE_USAGE;
	if (args_seconds(args, "timeout", &applying.timeout_ms) < 0)
		return EXIT_CODE_USAGE;
	applying.only_pages = driver && strcmp(driver, PAGES_DEVICE) == 0;
	if (config_read(args, applying.only_pages ? NULL : driver, &applying.conf) < 0)
		return EXIT_CODE_FAILED;
	if (!change_may_start(applying.is_dry_run, applying.is_json, asks))
		return EXIT_CODE_FAILED;
	return run_on(&applying, asks);
}

static const struct cmd_option options[] = {
	{"dry-run", NULL, false, "show what would be changed, change nothing"},
	{"yes", NULL, false, "do not ask"},
	{"accept-loss-of", "PORT", true,
	 "settings may interrupt this protected port (name, MAC or PCI address); may be "
	 "repeated"},
	{"timeout", "SECONDS", false,
	 "ports must have their link back within this time (30)"},
	{"settings-only", NULL, false, "leave the driver as it is, whatever its source"},
	{"boot", NULL, false,
	 "as nicctl.service does: all drivers but those whose last change failed"},
	{"json", NULL, false, "write the report as JSON"},
	{"config-dir", "DIR", false,
	 "read the configuration here instead of " NICCTL_CONFIG_DIR},
};

const struct cmd cmd_apply = {
	.name = "apply",
	.operands = "[DRIVER]",
	.max_operands = 1,
	.summary = "Brings drivers and their ports to the configuration",
	.details =
		"What is as configured is not touched: a second run changes nothing. "
		"Each driver is a change of its own; what fails half-way is taken back. "
		"Without DRIVER, the huge pages and all drivers that have a profile; "
		"'hugepages' instead of DRIVER: they alone. See nicctl.conf(5).",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
