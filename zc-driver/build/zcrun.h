/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a program to its end, its output in a log. */
#ifndef NICCTL_ZC_ZCRUN_H
#define NICCTL_ZC_ZCRUN_H

#include "err.h"

/* Appends the command and all it prints to the file @log. The program is found as a shell
 * would, has no input, runs at a low priority (a capture host has better things to do),
 * and gets SIGTERM when this process dies. @argv ends with NULL. Returns 0, -ENOENT (no
 * such program), -ECHILD (it failed: the first line that tells why is in @err, the hint
 * names the log), or the errno of a system call. */
int zcrun(const char *const *argv, const char *log, struct nic_err *err);

#endif
