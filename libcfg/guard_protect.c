/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rule that keeps the ways to the machine, and what it keeps on the network: the
 * ports, and all that stands on them. */
#include "guard_rules.h"

#include <string.h>

#include "netkind.h"
#include "protect.h"

#define CONFIGURE                                                                        \
	"name the ports that carry it: ports= in section [protect] of "                  \
	"/etc/nicctl/nicctl.conf"

static const char *remedy_for(struct guard *guard, const struct protection *protection)
{
	if (protection->reason->is_root)
		return "the root file system must stay: boot from another disk or port "
		       "first";
	if (protection->reason->kind == PROTECT_STORAGE)
		return arena_printf(guard->arena,
				    "unmount it or end its session first, or accept the "
				    "loss of this port: --accept-loss-of %s",
				    protection->port);
	if (protection->reason->kind == PROTECT_GUEST)
		return "end the guest, or take the function from it, first";
	return arena_printf(guard->arena,
			    "manage the host over a port of another driver first; who "
			    "has another way in can say --accept-loss-of %s",
			    protection->port);
}

/* @what: what would happen to it, a whole sentence up to the chain. */
static void judge(struct guard *guard, const struct protections *found,
		  const struct protection *protection, const char *what)
{
	if (protection->reason->is_advisory)
		guard_warn(guard,
			   "make sure that a crash dump can be written afterwards "
			   "(kdumpctl rebuild, kdump-config test)",
			   "%s: %s", what, protection->chain);
	else if (protect_is_accepted(found, protection))
		guard_warn(guard, "be ready at the console",
			   "%s: %s; this loss was accepted (--accept-loss-of)", what,
			   protection->chain);
	else
		guard_refuse(guard, remedy_for(guard, protection), "%s: %s", what,
			     protection->chain);
}

/* The module of a bond, VLAN, tunnel, … on the way that the plan removes; NULL: none. */
static const struct netdev *removed_on_way(const struct guard *guard,
					   const struct protection *protection)
{
	for (size_t i = 0; i < protection->devices.n; i++) {
		const struct netdev *dev = protection->devices.items[i];
		const char *module = netkind_module(dev->kind);

		for (size_t m = 0; module && m < guard->plan->removed.n; m++) {
			if (module_name_equal(guard->plan->removed.items[m], module))
				return dev;
		}
	}
	return NULL;
}

static void judge_port(struct guard *guard, const struct protections *found,
		       const struct protection *protection)
{
	const struct netdev *dev;
	const char *what;

	if (plan_touches_port(guard->plan, protection->port)) {
		what = arena_printf(guard->arena, "the port %s is protected",
				    protection->port);
		judge(guard, found, protection, what ? what : "?");
		return;
	}
	dev = removed_on_way(guard, protection);
	if (!dev)
		return;
	what = arena_printf(guard->arena,
			    "'%s' goes with the module '%s', on the way to "
			    "a protected port",
			    dev->name, netkind_module(dev->kind));
	judge(guard, found, protection, what ? what : "?");
}

static bool is_first_of_reason(const struct protections *found, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (found->items[k].reason == found->items[i].reason &&
		    found->items[k].end != PROTECT_END_PORT)
			return false;
	}
	return true;
}

/* A reason none of whose ways could be followed to a port. What only leads to software on
 * this machine needs none, unless the configuration names it. */
static void judge_end(struct guard *guard, const struct protections *found, size_t i)
{
	const struct protection *item = &found->items[i];
	const struct protect_reason *reason = item->reason;
	const char *why = item->why ? item->why : "only software is below it";

	if (!is_first_of_reason(found, i))
		return;
	if (reason->kind == PROTECT_NAMED && !reason->n_ports)
		guard_refuse(guard, "name the ports themselves: see 'nicctl list'",
			     "no port is known below: %s (%s)", item->chain, why);
	else if (item->end == PROTECT_END_NONE) {
		if (!reason->n_ports && !reason->netns)
			guard_warn(guard,
				   "make sure that it does not run over this driver",
				   "no port is below: %s", item->chain);
	} else if (reason->n_ports || reason->is_advisory ||
		   (guard->request->protect.n && !reason->is_root))
		guard_warn(guard, "make sure that it does not run over this driver",
			   "no port is known below: %s (%s)", item->chain, why);
	else
		guard_refuse(guard, CONFIGURE, "no port is known below: %s (%s)",
			     item->chain, why);
}

/* The rule says of no plan that all is kept while one of its sentences says otherwise. */
static bool is_all_kept(const struct guard *guard, size_t before)
{
	for (size_t i = before; i < guard->verdicts->n; i++) {
		if (guard->verdicts->items[i].level == VERDICT_REFUSE)
			return false;
	}
	return true;
}

static bool takes_protected(const struct guard *guard, const struct protections *found)
{
	for (size_t i = 0; i < found->n; i++) {
		const struct protection *item = &found->items[i];

		if (item->port && (plan_touches_port(guard->plan, item->port) ||
				   removed_on_way(guard, item)))
			return true;
	}
	return false;
}

void guard_rule_protected_ports(struct guard *guard)
{
	struct protections found = {0};
	size_t before = guard->verdicts->n, known = 0;

	if (protect_resolve(guard->host, guard->request, guard->arena, &found, NULL) < 0)
		return; /* memory is out: the arena remembers it */
	for (size_t i = 0; i < found.mistakes.n; i++)
		guard_refuse(guard, "check the name with 'nicctl list'", "%s",
			     found.mistakes.items[i]);
	for (size_t i = 0; i < found.n; i++) {
		known += found.items[i].end == PROTECT_END_PORT;
		if (found.items[i].end == PROTECT_END_PORT)
			judge_port(guard, &found, &found.items[i]);
		else
			judge_end(guard, &found, i);
	}
	if (known && is_all_kept(guard, before) && !takes_protected(guard, &found))
		guard_pass(guard, "none of the protected ports goes down");
	else if (!found.n && is_all_kept(guard, before))
		guard_pass(guard, "there is no default route and no remote session");
}
