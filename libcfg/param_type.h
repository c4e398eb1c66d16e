/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which values the kernel's own types of module parameters take. */
#ifndef NICCTL_PARAM_TYPE_H
#define NICCTL_PARAM_TYPE_H

#include <stdbool.h>

/* Does a parameter that is declared as @type ("int", "bool", "array of uint", …) take
 * @value? NULL is a bare name without '='. True for types that are not the kernel's own
 * (NULL is one): only the module knows. How many items an array takes is not known here.
 * Source: the kernel's kernel/params.c and lib/kstrtox.c. */
bool param_type_takes(const char *type, const char *value);

#endif
