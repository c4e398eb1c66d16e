/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Completion for shells, made from the descriptions of the commands. */
#ifndef NICCTL_COMPLETION_H
#define NICCTL_COMPLETION_H

#include "cmd.h"

/* What a shell offers for a value. */
enum completion_kind {
	COMPLETION_NOTHING,
	COMPLETION_FILES,
	COMPLETION_FOLDERS,
	COMPLETION_PORTS,
	COMPLETION_DRIVERS, /* modules that drive a port */
	COMPLETION_MODULES, /* all loaded ones */
	COMPLETION_COMMANDS,
};

/* An operand of a command, or the value of an option. */
struct completion_value {
	char name[64];	/* as in help */
	char words[64]; /* these as well, separated by blanks */
	enum completion_kind kind;
	bool may_repeat; /* operand: all further ones, too */
};

#define COMPLETION_OPERANDS_MAX 4

struct completion_operands {
	struct completion_value items[COMPLETION_OPERANDS_MAX];
	size_t n;
};

/* What an option's value is, by its name in help; nothing for an unknown one. */
struct completion_value completion_value(const char *name);

/* The operands of a command, from their line in help: "check|show [DRIVER]". */
struct completion_operands completion_operands(const struct cmd *cmd);

/* Writes the script of a shell to standard output. @cmds: all commands, with help. */
void completion_bash(const struct cmd *const *cmds, size_t n);
void completion_zsh(const struct cmd *const *cmds, size_t n);
void completion_fish(const struct cmd *const *cmds, size_t n);

#endif
