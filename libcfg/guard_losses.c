/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What would be gone for good: refused, unless the administrator names the port. */
#include <stdarg.h>
#include <stdio.h>

#include "guard_rules.h"
#include "protect_names.h"

#define SENTENCE_BYTES 512

static bool is_accepted(struct guard *guard, const char *port)
{
	const struct strv *names = &guard->request->accept_loss;
	struct strv ports = {0};

	for (size_t i = 0; i < names->n; i++) {
		if (protect_names_ports(guard->host, names->items[i], guard->arena,
					&ports) < 0)
			return false; /* memory is out: the arena remembers it */
	}
	return strv_has(&ports, port);
}

void guard_lose(struct guard *guard, const char *port, const char *remedy,
		const char *fmt, ...)
{
	char sentence[SENTENCE_BYTES];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(sentence, sizeof(sentence), fmt, args);
	va_end(args);
	if (is_accepted(guard, port))
		guard_warn(guard, "put it back yourself, or in a .post hook",
			   "%s; this loss was accepted (--accept-loss-of)", sentence);
	else
		guard_refuse(guard,
			     arena_printf(guard->arena,
					  "%s; or accept that it gets lost: "
					  "--accept-loss-of %s",
					  remedy, port),
			     "%s", sentence);
}

/* The port of the plan with which the loss comes: its own, or that of whose virtual
 * functions it is one; NULL: none. */
static const char *touched_port(const struct guard *guard, const char *address)
{
	const struct port *port = address ? host_port(guard->host, address) : NULL;

	if (!address || plan_touches_port(guard->plan, address))
		return address;
	return port && port->physfn && plan_touches_port(guard->plan, port->physfn)
		       ? port->physfn
		       : NULL;
}

void guard_rule_network_state(struct guard *guard)
{
	for (size_t i = 0; i < guard->host->net_losses.n; i++) {
		const struct net_loss *loss = &guard->host->net_losses.items[i];
		const char *netdev = loss->netdev ? loss->netdev : "?";
		const char *port = touched_port(guard, loss->port);

		if (!port)
			continue;
		if (loss->is_refused)
			guard_lose(guard, port,
				   "take it off first, and put it on again later",
				   "%s: %s", netdev, loss->what);
		else
			guard_warn(guard, "put it back yourself, or in a .post hook",
				   "%s is not restored completely: %s", netdev,
				   loss->what);
	}
}
