/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl completion: what a shell needs to complete this program's commands. */
#include <string.h>

#include "args.h"
#include "completion.h"
#include "message.h"

/* It is no command of the table, but completed like one. */
static const struct cmd help = {
	.name = "help",
	.operands = "[COMMAND]",
	.max_operands = 1,
	.summary = "Shows help, or the options of a command",
};

static const struct {
	const char *name;
	void (*print)(const struct cmd *const *cmds, size_t n);
} shells[] = {
	{"bash", completion_bash},
	{"zsh", completion_zsh},
	{"fish", completion_fish},
};

static enum exit_code run(struct args *args)
{
	const char *name = args->operands.items[0];
	const struct cmd **cmds =
		arena_alloc(args->arena, (args->n_cmds + 1) * sizeof(*cmds));

	if (!cmds) {
		message_error("out of memory");
		return EXIT_CODE_FAILED;
	}
	for (size_t i = 0; i < args->n_cmds; i++)
		cmds[i] = args->cmds[i];
	cmds[args->n_cmds] = &help;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(shells); i++) {
		if (strcmp(shells[i].name, name) != 0)
			continue;
		shells[i].print(cmds, args->n_cmds + 1);
		return EXIT_CODE_DONE;
	}
	(void)args_usage(args, "'%s' is none of bash, zsh, fish", name);
	return EXIT_CODE_USAGE;
}

const struct cmd cmd_completion = {
	.name = "completion",
	.operands = "bash|zsh|fish",
	.min_operands = 1,
	.max_operands = 1,
	.missing = "name the shell: bash, zsh or fish",
	.summary = "Writes the script with which a shell completes commands",
	.details = "The installed nicctl has these scripts where the shells look for "
		   "them. To try one: source <(nicctl completion bash).",
	.run = run,
};
