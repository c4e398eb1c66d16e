/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How what more than one command tells looks in JSON. */
#ifndef NICCTL_JSON_PARTS_H
#define NICCTL_JSON_PARTS_H

#include "jtable.h"

extern const struct jtype json_parts_advice;  /* of struct advice */
extern const struct jtype json_parts_verdict; /* of struct verdict */

#endif
