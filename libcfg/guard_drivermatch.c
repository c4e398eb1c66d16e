/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rule about configuration that goes by the name of a driver: after a handover the ports
 * have another one. */
#include <fnmatch.h>
#include <string.h>

#include "guard_rules.h"
#include "plan_handover.h"
#include "portname.h"

/* '-' and '_' are the same in names of drivers; '-' inside of brackets is a range. */
static const char *with_underscores(struct arena *arena, const char *pattern)
{
	char *copy = arena_strdup(arena, pattern);
	bool in_brackets = false;

	for (char *c = copy; c && *c; c++) {
		if (*c == '[' || *c == ']')
			in_brackets = *c == '[';
		else if (*c == '-' && !in_brackets)
			*c = '_';
	}
	return copy ? copy : ""; /* memory is out: the arena remembers it */
}

static bool names(struct guard *guard, const struct driver_match *match,
		  const char *driver)
{
	const char *name = with_underscores(guard->arena, driver);

	for (size_t i = 0; i < match->drivers.n; i++) {
		if (fnmatch(with_underscores(guard->arena, match->drivers.items[i]), name,
			    0) == 0)
			return true;
	}
	return false;
}

static const char *netdevs_of(struct guard *guard)
{
	struct strv list = {0};

	for (size_t i = 0; i < guard->plan->ports.n; i++) {
		const char *address = guard->plan->ports.items[i];
		const struct netdev *netdev = portname_netdev(guard->host, address);

		(void)strv_push(guard->arena, &list, netdev ? netdev->name : address);
	}
	return guard_join(guard, &list);
}

static void warn(struct guard *guard, const struct plan_handover *what,
		 const struct driver_match *match)
{
	guard_warn(guard,
		   "match by MAC address or path there instead, or name both drivers",
		   "%s, line %u, picks devices by their driver (%s): it may %s %s, whose "
		   "driver will be %s",
		   match->file, match->line, match->says,
		   match->is_inverted ? "begin to apply to" : "no longer apply to",
		   netdevs_of(guard), what->to);
}

/* Under vfio-pci there is no network device that anything could apply to. */
void guard_rule_driver_match(struct guard *guard)
{
	struct plan_handover what;

	if (plan_handover_resolve(guard->host, guard->request, guard->arena, &what) < 0 ||
	    !guard->plan->ports.n || module_name_equal(what.to, "vfio_pci"))
		return;
	for (size_t i = 0; i < guard->host->driver_matches.n; i++) {
		const struct driver_match *match = &guard->host->driver_matches.items[i];

		if (names(guard, match, what.from) && !names(guard, match, what.to))
			warn(guard, &what, match);
	}
}
