/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Completion for zsh, by its _arguments. */
#include <stdio.h>
#include <string.h>

#include "completion.h"

static const char head[] =
	"#compdef nicctl\n"
	"# zsh completion for nicctl, written by 'nicctl completion zsh'\n"
	"\n"
	"_nicctl_ports()\n"
	"{\n"
	"\tlocal -a found\n"
	"\tfound=(/sys/class/net/*/device(N:h:t))\n"
	"\tcompadd \"$@\" -a found\n"
	"}\n"
	"\n"
	"_nicctl_drivers()\n"
	"{\n"
	"\tlocal -aU found\n"
	"\tfound=(/sys/class/net/*/device/driver/module(N:A:t))\n"
	"\tcompadd \"$@\" -a found\n"
	"}\n"
	"\n"
	"_nicctl_modules()\n"
	"{\n"
	"\tlocal -a found\n"
	"\tfound=(/sys/module/*/refcnt(N:h:t))\n"
	"\tcompadd \"$@\" -a found\n"
	"}\n"
	"\n";

/* A text inside '...' in which _arguments and _describe take some characters for their
 * own. */
static void put_quoted(const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			(void)printf("'\\''");
		else if (strchr("[]:\\", *text))
			(void)printf("\\%c", *text);
		else
			(void)putchar(*text);
	}
}

/* ":NAME:ACTION" */
static void put_value(const struct completion_value *value)
{
	static const char *const actions[] = {
		[COMPLETION_NOTHING] = "",
		[COMPLETION_FILES] = "_files",
		[COMPLETION_FOLDERS] = "_files -/",
		[COMPLETION_PORTS] = "_nicctl_ports",
		[COMPLETION_DRIVERS] = "_nicctl_drivers",
		[COMPLETION_MODULES] = "_nicctl_modules",
		[COMPLETION_COMMANDS] = "_nicctl_commands",
	};

	(void)printf(":");
	put_quoted(value->name);
	if (value->words[0] && value->kind != COMPLETION_NOTHING)
		(void)printf(":{ compadd -- %s; %s }", value->words,
			     actions[value->kind]);
	else if (value->words[0])
		(void)printf(":(%s)", value->words);
	else
		(void)printf(":%s", actions[value->kind][0] ? actions[value->kind] : " ");
}

static void put_options(const struct cmd *cmd)
{
	for (size_t i = 0; i < cmd->n_options; i++) {
		const struct cmd_option *option = &cmd->options[i];

		(void)printf(" \\\n\t\t\t'%s--%s%s[", option->may_repeat ? "*" : "",
			     option->name, option->value ? "=" : "");
		put_quoted(option->help);
		(void)printf("]");
		if (option->value) {
			struct completion_value value = completion_value(option->value);

			put_value(&value);
		}
		(void)printf("'");
	}
	(void)printf(" \\\n\t\t\t'--help[show this]'");
}

static void put_operands(const struct cmd *cmd)
{
	struct completion_operands operands = completion_operands(cmd);

	for (size_t i = 0; i < operands.n; i++) {
		if (operands.items[i].may_repeat)
			(void)printf(" \\\n\t\t\t'*");
		else
			(void)printf(" \\\n\t\t\t'%zu", i + 1);
		put_value(&operands.items[i]);
		(void)printf("'");
	}
}

static void put_commands(const struct cmd *const *cmds, size_t n)
{
	(void)printf("_nicctl_commands()\n{\n\tlocal -a commands\n\tcommands=(\n");
	for (size_t i = 0; i < n; i++) {
		(void)printf("\t\t'%s:", cmds[i]->name);
		put_quoted(cmds[i]->summary);
		(void)printf("'\n");
	}
	(void)printf("\t)\n\t_describe command commands\n}\n\n");
}

void completion_zsh(const struct cmd *const *cmds, size_t n)
{
	(void)fputs(head, stdout);
	put_commands(cmds, n);
	(void)printf("_nicctl()\n{\n"
		     "\tif ((CURRENT == 2)); then\n"
		     "\t\t_nicctl_commands\n"
		     "\t\tcompadd -- --help --version\n"
		     "\t\treturn\n"
		     "\tfi\n"
		     "\tshift words\n"
		     "\t((CURRENT--))\n"
		     "\tcase $words[1] in\n");
	for (size_t i = 0; i < n; i++) {
		(void)printf("\t%s)\n\t\t_arguments -S", cmds[i]->name);
		put_options(cmds[i]);
		put_operands(cmds[i]);
		(void)printf("\n\t\t;;\n");
	}
	(void)printf("\tesac\n}\n\n"
		     "if [[ $funcstack[1] == _nicctl ]]; then\n"
		     "\t_nicctl \"$@\"\n"
		     "else\n"
		     "\tcompdef _nicctl nicctl\n"
		     "fi\n");
}
