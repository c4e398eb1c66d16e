/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON documents on standard output. */
#ifndef NICCTL_JSON_H
#define NICCTL_JSON_H

#include "jtable.h"

/* Writes @object as one document. Returns 0, or -ENOMEM with a message on standard error.
 */
int json_print(const struct jtype *type, const void *object);

/* The same on one line, and out at once. */
int json_print_line(const struct jtype *type, const void *object);

#endif
