/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan as a JSON document. */
#ifndef NICCTL_PLAN_JSON_H
#define NICCTL_PLAN_JSON_H

#include "plan.h"

/* The request and the plan made for it; NULL when memory is out. The caller frees the
 * text. */
char *plan_to_json(const struct request *request, const struct plan *plan);

/* Reads both back: everything that an inverse step and the verification need; the
 * comparison with modprobe is not kept. *@ret_request lives in the plan's arena, as all
 * its strings do. Returns 0, -ENOMEM, or -EINVAL with a sentence. The caller frees the
 * plan. */
int plan_from_json(const char *text, size_t bytes, struct plan **ret_plan,
		   const struct request **ret_request, struct nic_err *err);

#endif
