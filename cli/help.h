/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help, made from the descriptions of the commands. */
#ifndef NICCTL_HELP_H
#define NICCTL_HELP_H

#include "cmd.h"

/* The program's help, and one command's, on standard output. */
void help_program(const struct cmd *const *cmds, size_t n);
void help_command(const struct cmd *cmd);

#endif
