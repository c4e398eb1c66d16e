/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names and paths from the command line, checked and made unambiguous. */
#ifndef NICCTL_PATHS_H
#define NICCTL_PATHS_H

#include "args.h"

/* The value of --module as an absolute path, or as it is when it names a file of the
 * snapshot @from; NULL when it was not given. Symbolic links stay: they may say where a
 * file belongs. Returns 0, or a negative errno with a message on standard error. */
int paths_of_module(const struct args *args, const char *from, const char **ret_path);

/* The module that the operand at @i names, with '_' for '-' as the kernel spells it; NULL
 * with a message on standard error when no module can have this name. */
const char *paths_module_name(const struct args *args, size_t i);

/* The value of --kernel in *@ret_release, NULL when it was not given. Returns 0, or
 * -EINVAL with a message on standard error when no kernel can have this name. */
int paths_kernel(const struct args *args, const char **ret_release);

/* Is @path, which the option @option names, a folder? Returns 0, or a negative errno with
 * a message on standard error. */
int paths_check_folder(const char *option, const char *path);

#endif
