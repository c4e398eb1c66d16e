/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What completes operands and values, by their names in help. */
#include "completion.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "macro.h"

static const struct {
	const char *name, *words;
	enum completion_kind kind;
} known[] = {
	{"FILE", "", COMPLETION_FILES},
	{"PATH", "", COMPLETION_FILES},
	{"KEY", "", COMPLETION_FILES},
	{"DIR", "", COMPLETION_FOLDERS},
	{"PORT", "", COMPLETION_PORTS},
	{"PORT,...", "", COMPLETION_PORTS},
	{"IFNAME", "", COMPLETION_PORTS},
	{"DRIVER", "", COMPLETION_DRIVERS},
	{"NAME", "", COMPLETION_DRIVERS}, /* compat --driver */
	{"MODULE", "", COMPLETION_MODULES},
	{"COMMAND", "", COMPLETION_COMMANDS},
	{"STRATEGY", "auto reload handover", COMPLETION_NOTHING},
	{"MODE", "auto always never", COMPLETION_NOTHING},
	{"FLAVOUR", "reload handover all", COMPLETION_NOTHING},
};

/* One of the alternatives "IFNAME" or "all". */
static void add_alternative(struct completion_value *value, const char *name)
{
	size_t n = strlen(value->words);

	if (islower((unsigned char)name[0])) {
		(void)snprintf(value->words + n, sizeof(value->words) - n, "%s%s",
			       n ? " " : "", name);
		return;
	}
	for (size_t i = 0; i < NIC_ARRAY_SIZE(known); i++) {
		if (strcmp(known[i].name, name) != 0)
			continue;
		value->kind = known[i].kind;
		(void)snprintf(value->words + n, sizeof(value->words) - n, "%s%s",
			       n && known[i].words[0] ? " " : "", known[i].words);
	}
}

struct completion_value completion_value(const char *name)
{
	struct completion_value value = {0};
	char names[sizeof(value.name)], *at = NULL;

	(void)snprintf(value.name, sizeof(value.name), "%s", name);
	(void)snprintf(names, sizeof(names), "%s", name);
	for (char *one = strtok_r(names, "|", &at); one; one = strtok_r(NULL, "|", &at))
		add_alternative(&value, one);
	return value;
}

struct completion_operands completion_operands(const struct cmd *cmd)
{
	struct completion_operands operands = {0};
	char names[128], *at = NULL;

	(void)snprintf(names, sizeof(names), "%s", cmd->operands);
	for (char *name = strtok_r(names, "[] ", &at);
	     name && operands.n < COMPLETION_OPERANDS_MAX;
	     name = strtok_r(NULL, "[] ", &at)) {
		char *dots = strstr(name, "...");

		if (dots)
			*dots = '\0';
		operands.items[operands.n] = completion_value(name);
		operands.items[operands.n++].may_repeat = dots != NULL;
	}
	return operands;
}
