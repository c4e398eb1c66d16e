/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help, made from the descriptions of the commands. */
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

/* Columns of the left side: "  configure-driver DRIVER  ". */
#define LEFT 27

static void put_entry(const struct text *text, const char *left, const char *right)
{
	char label[LEFT + 64];

	(void)snprintf(label, sizeof(label), "  %-*s ", LEFT - 3, left);
	text_put(text, TEXT_PLAIN, label, "%s", right);
}

void help_program(const struct cmd *const *cmds, size_t n)
{
	struct text text = text_on(stdout);
	char left[64];

	text_line(&text, "usage: nicctl COMMAND [ARGUMENT]...");
	text_blank(&text);
	text_put(&text, TEXT_PLAIN, "",
		 "Reloads the driver of network ports on a running machine: removes "
		 "exactly the driver and the modules that hold it, and puts all of them "
		 "back.");
	text_heading(&text, "Commands");
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(left, sizeof(left), "%s %s", cmds[i]->name,
			       cmds[i]->operands);
		put_entry(&text, left, cmds[i]->summary);
	}
	put_entry(&text, "help [COMMAND]", "show this, or the options of a command");
	text_heading(&text, "Options");
	put_entry(&text, "--help", "show this");
	put_entry(&text, "--version", "show the version");
	text_heading(&text, "Exit codes");
	for (size_t i = 0; i < exit_code_meanings_n; i++) {
		(void)snprintf(left, sizeof(left), "%d", (int)exit_code_meanings[i].code);
		text_line(&text, "  %s  %s", left, exit_code_meanings[i].meaning);
	}
	text_blank(&text);
	text_line(&text,
		  "More: nicctl(8), nicctl.conf(5), nicctl.d(5), nicctl-compat(5)");
}

void help_command(const struct cmd *cmd)
{
	struct text text = text_on(stdout);
	char left[64];

	text_line(&text, "usage: nicctl %s%s%s [OPTION]...", cmd->name,
		  cmd->operands[0] ? " " : "", cmd->operands);
	text_blank(&text);
	text_put(&text, TEXT_PLAIN, "", "%s.", cmd->summary);
	if (cmd->details) {
		text_blank(&text);
		text_put(&text, TEXT_PLAIN, "", "%s", cmd->details);
	}
	text_heading(&text, "Options");
	for (size_t i = 0; i < cmd->n_options; i++) {
		const struct cmd_option *option = &cmd->options[i];

		(void)snprintf(left, sizeof(left), "--%s%s%s", option->name,
			       option->value ? " " : "",
			       option->value ? option->value : "");
		put_entry(&text, left, option->help);
	}
	put_entry(&text, "--help", "show this");
}
