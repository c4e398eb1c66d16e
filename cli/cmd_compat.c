/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl compat: do drivers go with the firmware of their cards? */
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "compat.h"
#include "facts.h"
#include "json.h"
#include "message.h"

static enum exit_code misuse(const struct args *args, const char *what)
{
	(void)args_usage(args, "%s", what);
	return EXIT_CODE_USAGE;
}

static enum exit_code print(struct args *args, const struct compat_report *report)
{
	if (args_has(args, "json"))
		return compat_print_json(report) < 0 ? EXIT_CODE_FAILED : EXIT_CODE_DONE;
	compat_print_text(report, args->arena);
	return EXIT_CODE_DONE;
}

static enum exit_code run_ports(struct args *args)
{
	NIC_CLEANUP(host_freep) struct host *host = NULL;
	struct compat_folders folders = compat_folders_of(args);
	struct facts_query query = {.firmware = true};
	struct compat_report report = {.schema = 1};

	if (facts_read(args_value(args, "from"), &query, &host) < 0 ||
	    compat_add_ports(host, &args->operands, &folders, args->arena, &report) < 0)
		return EXIT_CODE_FAILED;
	if (!args_has(args, "json"))
		facts_note_unread(host);
	return print(args, &report);
}

/* "8086:1593", else the name of a family. */
static void set_device(struct compat_question *question, const char *device)
{
	unsigned int vendor, id;
	int end = 0;

	if (device && sscanf(device, "%4x:%4x%n", &vendor, &id, &end) == 2 &&
	    device[end] == '\0') {
		question->has_pci_id = true;
		question->vendor = vendor;
		question->device = id;
	} else {
		question->family = device;
	}
}

static void set_ddp(struct compat_question *question, const char *ddp)
{
	if (!ddp)
		return;
	if (strcmp(ddp, "none") == 0) {
		question->ddp = COMPAT_DDP_MISSING;
	} else {
		question->ddp = COMPAT_DDP_PRESENT;
		question->ddp_version = ddp;
	}
}

static enum exit_code run_question(struct args *args)
{
	struct compat_folders folders = compat_folders_of(args);
	struct compat_report report = {.schema = 1};
	struct compat_question question = {
		.driver = compat_driver_module(args_value(args, "driver"), args->arena),
		.driver_version = args_value(args, "driver-version"),
		.firmware = args_value(args, "firmware"),
	};

	set_device(&question, args_value(args, "device"));
	set_ddp(&question, args_value(args, "ddp"));
	if (compat_add_question(&question, &folders, args->arena, &report) < 0)
		return EXIT_CODE_FAILED;
	return print(args, &report);
}

static enum exit_code run_list(struct args *args)
{
	const char *driver = args_value(args, "list");
	struct compat_folders folders = compat_folders_of(args);
	struct compat_table *table = NULL;
	struct nic_err err = {0};

	if (compat_table_load(folders.shipped, folders.own, driver, args->arena, &table,
			      &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	if (!table) {
		message_error("nothing is known of the driver '%s'", driver);
		message_plain("'%s' has the tables, one file for each driver",
			      folders.shipped);
		return EXIT_CODE_FAILED;
	}
	if (args_has(args, "json"))
		return json_print(&compat_table_type, table) < 0 ? EXIT_CODE_FAILED
								 : EXIT_CODE_DONE;
	compat_print_table(table, args->arena);
	return EXIT_CODE_DONE;
}

static bool is_file_name(const char *name)
{
	return !name || (name[0] && !strchr(name, '/') && name[0] != '.');
}

static enum exit_code run(struct args *args)
{
	bool has_driver = args_has(args, "driver"), has_list = args_has(args, "list");
	bool has_machine = args->operands.n || args_has(args, "from");
	bool has_version = args_has(args, "driver-version") ||
			   args_has(args, "firmware") || args_has(args, "device") ||
			   args_has(args, "ddp");

	if (has_driver + has_list + has_machine > 1)
		return misuse(args, "ports, --driver and --list are three different "
				    "questions: ask one");
	if (has_version && !has_driver)
		return misuse(args, "versions without a port or file need --driver");
	if (has_driver &&
	    (!args_has(args, "driver-version") || !args_has(args, "firmware")))
		return misuse(args, "--driver needs --driver-version and --firmware");
	if (!is_file_name(args_value(args, "driver")) ||
	    !is_file_name(args_value(args, "list")))
		return misuse(args, "this is no name of a driver");
	if (has_list)
		return run_list(args);
	return has_driver ? run_question(args) : run_ports(args);
}

static const struct cmd_option options[] = {
	{"driver", "NAME", false,
	 "judge versions that are named, of no port of this host"},
	{"driver-version", "VERSION", false, "as 'ethtool -i' prints it"},
	{"firmware", "VERSION", false, "the same"},
	{"device", "CARD", false, "its family ('E810') or PCI ids ('8086:1593')"},
	{"ddp", "VERSION", false, "ice: the DDP package that is loaded, or 'none'"},
	{"list", "DRIVER", false, "show all that is known of a driver, with the sources"},
	{"from", "FILE", false, "take the facts from a snapshot ('-': standard input)"},
	{"tables", "DIR", false, "look for tables here instead of " NICCTL_COMPAT_DIR},
	{"own-tables", "DIR", false,
	 "look for your own here instead of " NICCTL_COMPAT_OWN_DIR},
	{"json", NULL, false, "write JSON"},
};

const struct cmd cmd_compat = {
	.name = "compat",
	.operands = "[PORT...]",
	.max_operands = 64,
	.summary = "Judges whether drivers go with their cards' firmware",
	.details =
		"PORT is the name of a network device or a PCI address; without one all "
		"ports are judged. Every verdict has its reason and source; what no "
		"source says is 'unknown'. Nothing is changed.",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
