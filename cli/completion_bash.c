/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Completion for bash; it needs nothing of the package bash-completion. */
#include <stdio.h>

#include "completion.h"

static const char head[] =
	"# bash completion for nicctl, written by 'nicctl completion bash'\n"
	"\n"
	"# Names of the machine are no shell code: compgen -W would expand them.\n"
	"_nicctl_match()\n"
	"{\n"
	"\tlocal name\n"
	"\twhile IFS= read -r name; do\n"
	"\t\t[[ $name == \"$1\"* ]] && printf '%q\\n' \"$name\"\n"
	"\tdone\n"
	"}\n"
	"\n"
	"_nicctl_ports()\n"
	"{\n"
	"\tlocal path\n"
	"\tfor path in /sys/class/net/*/device; do\n"
	"\t\t[[ -e $path ]] || continue\n"
	"\t\tpath=${path%/device}\n"
	"\t\techo \"${path##*/}\"\n"
	"\tdone\n"
	"}\n"
	"\n"
	"_nicctl_drivers()\n"
	"{\n"
	"\tlocal path\n"
	"\tfor path in /sys/class/net/*/device/driver/module; do\n"
	"\t\tpath=$(readlink \"$path\") && echo \"${path##*/}\"\n"
	"\tdone | sort -u\n"
	"}\n"
	"\n"
	"_nicctl_modules()\n"
	"{\n"
	"\tlocal path\n"
	"\tfor path in /sys/module/*/refcnt; do\n"
	"\t\tpath=${path%/refcnt}\n"
	"\t\techo \"${path##*/}\"\n"
	"\tdone\n"
	"}\n"
	"\n";

/* Finds the number of the operand that is being written, and the word before it. */
static const char body[] =
	"_nicctl()\n"
	"{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} last=$((COMP_CWORD - 1))\n"
	"\tlocal cmd=${COMP_WORDS[1]} prev option operand=1 i\n"
	"\tCOMPREPLY=()\n"
	"\t# bash takes '=' for a word of its own\n"
	"\tif [[ $cur == = ]]; then\n"
	"\t\tcur=\n"
	"\telif [[ ${COMP_WORDS[last]} == = ]]; then\n"
	"\t\tlast=$((last - 1))\n"
	"\tfi\n"
	"\tprev=${COMP_WORDS[last]}\n"
	"\tif ((COMP_CWORD == 1)); then\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$_nicctl_commands --help --version\" "
	"-- \"$cur\")\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tfor ((i = 2; i < COMP_CWORD; i++)); do\n"
	"\t\toption=$cmd:${COMP_WORDS[i]}\n"
	"\t\tif [[ \" $_nicctl_valued \" == *\" $option \"* ]]; then\n"
	"\t\t\t[[ ${COMP_WORDS[i + 1]} == = ]] && i=$((i + 1))\n"
	"\t\t\ti=$((i + 1))\n"
	"\t\telif [[ ${COMP_WORDS[i]} != -* ]]; then\n"
	"\t\t\toperand=$((operand + 1))\n"
	"\t\tfi\n"
	"\tdone\n";

static void put_generator(const struct completion_value *value)
{
	static const char *const generators[] = {
		[COMPLETION_NOTHING] = "",
		[COMPLETION_FILES] = "compgen -f -- \"$cur\"",
		[COMPLETION_FOLDERS] = "compgen -d -- \"$cur\"",
		[COMPLETION_PORTS] = "_nicctl_ports | _nicctl_match \"$cur\"",
		[COMPLETION_DRIVERS] = "_nicctl_drivers | _nicctl_match \"$cur\"",
		[COMPLETION_MODULES] = "_nicctl_modules | _nicctl_match \"$cur\"",
		[COMPLETION_COMMANDS] = "compgen -W \"$_nicctl_commands\" -- \"$cur\"",
	};

	if (value->kind == COMPLETION_FILES || value->kind == COMPLETION_FOLDERS)
		(void)printf("compopt -o filenames 2>/dev/null; ");
	(void)printf("mapfile -t COMPREPLY < <(");
	if (value->words[0])
		(void)printf("compgen -W '%s' -- \"$cur\"; ", value->words);
	(void)printf("%s)", generators[value->kind]);
}

static bool has_something(const struct completion_value *value)
{
	return value->kind != COMPLETION_NOTHING || value->words[0];
}

/* The values of options, and how they are completed. */
static void put_option_values(const struct cmd *cmd)
{
	for (size_t i = 0; i < cmd->n_options; i++) {
		const struct cmd_option *option = &cmd->options[i];
		struct completion_value value;

		if (!option->value)
			continue;
		value = completion_value(option->value);
		(void)printf("\t%s:--%s) ", cmd->name, option->name);
		if (has_something(&value)) {
			put_generator(&value);
			(void)printf("; ");
		}
		(void)printf("return ;;\n");
	}
}

static void put_options(const struct cmd *cmd)
{
	(void)printf("\t%s:-*) mapfile -t COMPREPLY < <(compgen -W '", cmd->name);
	for (size_t i = 0; i < cmd->n_options; i++)
		(void)printf("--%s ", cmd->options[i].name);
	(void)printf("--help' -- \"$cur\"); return ;;\n");
}

static void put_operands(const struct cmd *cmd)
{
	struct completion_operands operands = completion_operands(cmd);

	for (size_t i = 0; i < operands.n; i++) {
		const struct completion_value *value = &operands.items[i];

		if (!has_something(value))
			continue;
		if (value->may_repeat)
			(void)printf("\t%s:*) ", cmd->name);
		else
			(void)printf("\t%s:%zu) ", cmd->name, i + 1);
		put_generator(value);
		(void)printf(" ;;\n");
	}
}

static void put_lists(const struct cmd *const *cmds, size_t n)
{
	(void)printf("_nicctl_commands='");
	for (size_t i = 0; i < n; i++)
		(void)printf("%s%s", i ? " " : "", cmds[i]->name);
	(void)printf("'\n_nicctl_valued='");
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < cmds[i]->n_options; k++) {
			if (cmds[i]->options[k].value)
				(void)printf(" %s:--%s", cmds[i]->name,
					     cmds[i]->options[k].name);
		}
	}
	(void)printf("'\n\n");
}

void completion_bash(const struct cmd *const *cmds, size_t n)
{
	(void)fputs(head, stdout);
	put_lists(cmds, n);
	(void)fputs(body, stdout);
	(void)printf("\tcase $cmd:$prev in\n");
	for (size_t i = 0; i < n; i++)
		put_option_values(cmds[i]);
	(void)printf("\tesac\n\tcase $cmd:$cur in\n");
	for (size_t i = 0; i < n; i++)
		put_options(cmds[i]);
	(void)printf("\tesac\n\tcase $cmd:$operand in\n");
	for (size_t i = 0; i < n; i++)
		put_operands(cmds[i]);
	(void)printf("\tesac\n}\ncomplete -F _nicctl nicctl\n");
}
