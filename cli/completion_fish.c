/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Completion for fish. */
#include <stdio.h>
#include <string.h>

#include "completion.h"

static const char head[] =
	"# fish completion for nicctl, written by 'nicctl completion fish'\n"
	"\n"
	"function __nicctl_ports\n"
	"\tfor path in /sys/class/net/*/device\n"
	"\t\tstring split / $path | tail -n 2 | head -n 1\n"
	"\tend\n"
	"end\n"
	"\n"
	"function __nicctl_drivers\n"
	"\tfor path in /sys/class/net/*/device/driver/module\n"
	"\t\tstring replace -r '.*/' '' (readlink $path)\n"
	"\tend\n"
	"end\n"
	"\n"
	"function __nicctl_modules\n"
	"\tfor path in /sys/module/*/refcnt\n"
	"\t\tstring split / $path | tail -n 2 | head -n 1\n"
	"\tend\n"
	"end\n"
	"\n"
	"function __nicctl_first\n"
	"\ttest (count (commandline -opc)) -eq 1\n"
	"end\n"
	"\n"
	"function __nicctl_is\n"
	"\tset -l words (commandline -opc)\n"
	"\ttest (count $words) -gt 1; and test $words[2] = $argv[1]\n"
	"end\n"
	"\n"
	"# __nicctl_operand COMMAND NUMBER|any [OPTION-WITH-VALUE...]\n"
	"function __nicctl_operand\n"
	"\t__nicctl_is $argv[1]; or return\n"
	"\tset -l words (commandline -opc)\n"
	"\tset -l operand 1\n"
	"\tset -l is_value 0\n"
	"\tfor word in $words[3..-1]\n"
	"\t\tif test $is_value = 1\n"
	"\t\t\tset is_value 0\n"
	"\t\telse if contains -- $word $argv[3..-1]\n"
	"\t\t\tset is_value 1\n"
	"\t\telse if not string match -q -- '-*' $word\n"
	"\t\t\tset operand (math $operand + 1)\n"
	"\t\tend\n"
	"\tend\n"
	"\ttest $argv[2] = any; or test $argv[2] = $operand\n"
	"end\n"
	"\n"
	"complete -c nicctl -f\n"
	"complete -c nicctl -n __nicctl_first -l version -d 'show the version'\n"
	"complete -c nicctl -l help -d 'show help'\n";

static void put_quoted(const char *text)
{
	(void)putchar('\'');
	for (; *text; text++) {
		if (strchr("'\\", *text))
			(void)putchar('\\');
		(void)putchar(*text);
	}
	(void)putchar('\'');
}

/* The option -a with what is offered. */
static void put_value(const struct completion_value *value, const char *commands)
{
	static const char *const generators[] = {
		[COMPLETION_NOTHING] = "",
		[COMPLETION_FILES] = "(__fish_complete_path)",
		[COMPLETION_FOLDERS] = "(__fish_complete_directories)",
		[COMPLETION_PORTS] = "(__nicctl_ports)",
		[COMPLETION_DRIVERS] = "(__nicctl_drivers)",
		[COMPLETION_MODULES] = "(__nicctl_modules)",
		[COMPLETION_COMMANDS] = "",
	};
	bool is_command = value->kind == COMPLETION_COMMANDS;

	(void)printf(" -a '%s%s%s'", value->words, value->words[0] ? " " : "",
		     is_command ? commands : generators[value->kind]);
}

static void put_options(const struct cmd *cmd)
{
	for (size_t i = 0; i < cmd->n_options; i++) {
		const struct cmd_option *option = &cmd->options[i];

		(void)printf("complete -c nicctl -n '__nicctl_is %s' -l %s -d ",
			     cmd->name, option->name);
		put_quoted(option->help);
		if (option->value) {
			struct completion_value value = completion_value(option->value);

			if (value.kind == COMPLETION_FILES) {
				(void)printf(" -rF");
			} else {
				(void)printf(" -x");
				put_value(&value, "");
			}
		}
		(void)printf("\n");
	}
}

static void put_operands(const struct cmd *cmd, const char *commands)
{
	struct completion_operands operands = completion_operands(cmd);

	for (size_t i = 0; i < operands.n; i++) {
		const struct completion_value *value = &operands.items[i];

		if (value->kind == COMPLETION_NOTHING && !value->words[0])
			continue;
		(void)printf("complete -c nicctl -n '__nicctl_operand %s ", cmd->name);
		if (value->may_repeat)
			(void)printf("any");
		else
			(void)printf("%zu", i + 1);
		for (size_t k = 0; k < cmd->n_options; k++) {
			if (cmd->options[k].value)
				(void)printf(" --%s", cmd->options[k].name);
		}
		(void)printf("'");
		put_value(value, commands);
		(void)printf("\n");
	}
}

void completion_fish(const struct cmd *const *cmds, size_t n)
{
	char commands[1024] = "";

	(void)fputs(head, stdout);
	for (size_t i = 0; i < n; i++) {
		size_t used = strlen(commands);

		(void)snprintf(commands + used, sizeof(commands) - used, "%s%s",
			       i ? " " : "", cmds[i]->name);
		(void)printf("complete -c nicctl -n __nicctl_first -a %s -d ",
			     cmds[i]->name);
		put_quoted(cmds[i]->summary);
		(void)printf("\n");
	}
	for (size_t i = 0; i < n; i++) {
		put_options(cmds[i]);
		put_operands(cmds[i], commands);
	}
}
