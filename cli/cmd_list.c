/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl list: the ports of the machine, and which of them are protected. */
#include <string.h>

#include "args.h"
#include "config.h"
#include "facts.h"
#include "list.h"
#include "message.h"

static enum exit_code run(struct args *args)
{
	NIC_CLEANUP(host_freep) struct host *host = NULL;
	struct facts_query query = {0};
	struct request request = {0};
	struct conf conf = {0};
	struct list list = {0};
	struct nic_err err = {0};

	if (config_read(args, NULL, &conf) < 0)
		return EXIT_CODE_FAILED;
	request.protect = conf.protect_ports.items;
	request.protect_origins = conf.protect_ports.origins;
	request.admin_tcp_ports = query.admin_tcp_ports = conf.admin_tcp_ports.items;
	if (facts_read(args_value(args, "from"), &query, &host) < 0)
		return EXIT_CODE_FAILED;
	if (list_make(host, &request, args->arena, &list, &err) < 0) {
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	if (args_has(args, "json"))
		return list_print_json(&list) < 0 ? EXIT_CODE_FAILED : EXIT_CODE_DONE;
	facts_note_unread(host);
	list_print_text(&list, args->arena);
	return EXIT_CODE_DONE;
}

static const struct cmd_option options[] = {
	{"from", "FILE", false, "take the facts from a snapshot ('-': standard input)"},
	{"json", NULL, false, "write JSON"},
	{"config-dir", "DIR", false,
	 "read the configuration here instead of " NICCTL_CONFIG_DIR},
};

const struct cmd cmd_list = {
	.name = "list",
	.operands = "",
	.summary = "Lists ports, and which are protected and why",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
