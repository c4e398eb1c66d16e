/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl snapshot: all facts as one JSON document. */
#include <stdio.h>
#include <stdlib.h>

#include "args.h"
#include "facts.h"
#include "host_json.h"
#include "message.h"
#include "paths.h"

static enum exit_code print(const struct host *host)
{
	char *text = host_to_json(host);

	if (!text) {
		message_error("out of memory");
		return EXIT_CODE_FAILED;
	}
	(void)fputs(text, stdout); /* checked when the program ends */
	free(text);
	return EXIT_CODE_DONE;
}

static enum exit_code run(struct args *args)
{
	const char *from = args_value(args, "from");
	NIC_CLEANUP(host_freep) struct host *host = NULL;
	struct facts_query query = {.everything = true};

	if (paths_of_module(args, from, &query.replacement) < 0)
		return EXIT_CODE_FAILED;
	if (facts_read(from, &query, &host) < 0)
		return EXIT_CODE_FAILED;
	facts_note_unread(host);
	return print(host);
}

static const struct cmd_option options[] = {
	{"module", "FILE", false, "read this module file too, so that a plan can use it"},
	{"from", "FILE", false,
	 "read a snapshot and write it again ('-': standard input)"},
};

const struct cmd cmd_snapshot = {
	.name = "snapshot",
	.operands = "",
	.summary = "Writes all facts about the machine as JSON",
	.details = "Other commands take such a file with --from: a plan can be made, "
		   "tested and discussed for a machine that is not this one. Root sees "
		   "more than others; what could not be read is noted.",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
