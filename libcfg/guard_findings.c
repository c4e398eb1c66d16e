/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Collects verdicts about ports. */
#include "guard_findings.h"

#include <string.h>

#include "portname.h"

void guard_findings_add(struct guard *guard, struct guard_findings *findings,
			enum verdict_level level, const char *text, const char *remedy,
			const struct port *port)
{
	const struct netdev *netdev = portname_netdev(guard->host, port->address);
	struct guard_finding *finding = NULL;

	for (size_t i = 0; text && !finding && i < findings->n; i++) {
		if (findings->items[i].level == level &&
		    strcmp(findings->items[i].text, text) == 0)
			finding = &findings->items[i];
	}
	if (!finding && text)
		finding = ARENA_PUSH(guard->arena, findings);
	if (!finding)
		return; /* memory is out: the arena remembers it */
	finding->level = level;
	finding->text = text;
	finding->remedy = remedy;
	(void)strv_push(guard->arena, &finding->ports,
			netdev ? netdev->name : port->address);
}

void guard_findings_say(struct guard *guard, const struct guard_findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		const struct guard_finding *finding = &findings->items[i];
		const char *ports = guard_join(guard, &finding->ports);

		switch (finding->level) {
		case VERDICT_PASS:
			guard_pass(guard, "%s: %s", ports, finding->text);
			break;
		case VERDICT_WARN:
			guard_warn(guard, finding->remedy, "%s: %s", ports,
				   finding->text);
			break;
		case VERDICT_REFUSE:
			guard_refuse(guard, finding->remedy, "%s: %s", ports,
				     finding->text);
			break;
		}
	}
}
