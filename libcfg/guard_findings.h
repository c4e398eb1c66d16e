/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the guard: verdicts about ports; what is said alike of several is said once. */
#ifndef NICCTL_GUARD_FINDINGS_H
#define NICCTL_GUARD_FINDINGS_H

#include "guard_rules.h"

struct guard_finding {
	enum verdict_level level;
	const char *text, *remedy;
	struct strv ports; /* names of their network devices, else addresses */
};

struct guard_findings {
	struct guard_finding *items;
	size_t n;
};

/* Adds @text (NULL: memory is out) about @port. @remedy: NULL for a pass. */
void guard_findings_add(struct guard *guard, struct guard_findings *findings,
			enum verdict_level level, const char *text, const char *remedy,
			const struct port *port);

/* Gives a verdict for each: "PORT, PORT: TEXT". */
void guard_findings_say(struct guard *guard, const struct guard_findings *findings);

#endif
