/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How what more than one command tells looks in JSON. */
#include "json_parts.h"

#include "advice.h"
#include "fields.h"
#include "guard.h"

static const struct jfield advice_fields[] = {
	FIELD_ENUM(advice, tie, advice_tie_name),
	FIELD(advice, port, J_STRING),
	FIELD(advice, others, J_STRV),
	FIELD(advice, what, J_STRING),
	FIELD(advice, text, J_STRING),
	FIELD(advice, remedy, J_STRING),
};
const struct jtype json_parts_advice = JTYPE(struct advice, advice_fields);

static const struct jfield verdict_fields[] = {
	FIELD(verdict, rule, J_STRING),
	FIELD_ENUM(verdict, level, verdict_level_name),
	FIELD(verdict, message, J_STRING),
	FIELD(verdict, remedy, J_STRING),
};
const struct jtype json_parts_verdict = JTYPE(struct verdict, verdict_fields);
