/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command's arguments, checked against its description. */
#ifndef NICCTL_ARGS_H
#define NICCTL_ARGS_H

#include "arena.h"
#include "cmd.h"

struct args {
	const struct cmd *cmd;
	const struct cmd *const *cmds; /* all commands; set before the command runs */
	size_t n_cmds;
	struct arena *arena; /* owned; the strings are borrowed from argv */
	struct strv *values; /* by position in cmd->options; of a flag: its name */
	struct strv operands;
	bool wants_help;	  /* --help was among them: nothing else was checked */
	bool has_changed_machine; /* set by the command: its exit code tells more than
				     a failed write to standard output does */
};

/* Reads @argv (from the command's name on). A mistake is reported on standard error.
 * Returns 0, -EINVAL (wrong usage) or -ENOMEM. The caller calls args_clear() in any case.
 */
int args_parse(struct args *args, const struct cmd *cmd, int argc, char **argv);
void args_clear(struct args *args);

/* Was the option given? @name must be one of the command's. */
bool args_has(const struct args *args, const char *name);

/* Has the command such an option at all? For what several commands share. */
bool args_knows(const struct args *args, const char *name);

/* The value of an option, or NULL; all of its values. */
const char *args_value(const struct args *args, const char *name);
const struct strv *args_values(const struct args *args, const char *name);

/* Reports wrong usage on standard error, and where to read of the right one. Returns
 * -EINVAL. */
int args_usage(const struct args *args, const char *fmt, ...) NIC_PRINTF(2, 3);

/* The value as a number of seconds in milliseconds, from 1 to 86400 seconds. Without the
 * option *@ret_ms is untouched. Returns 0, or -EINVAL with a message on standard error.
 */
int args_seconds(const struct args *args, const char *name, int *ret_ms);

#endif
