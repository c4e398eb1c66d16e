/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan as a JSON document. */
#ifndef NICCTL_PLAN_JSON_H
#define NICCTL_PLAN_JSON_H

#include "plan.h"

/* The request and the plan made for it; NULL when memory is out. The caller frees the
 * text. */
char *plan_to_json(const struct request *request, const struct plan *plan);

#endif
