/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ties protected ports to others. */
#include "advice.h"

#include <errno.h>
#include <string.h>

static bool text_equal(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* "0000:3b:00" of "0000:3b:00.1"; 0: not a PCI address. */
static size_t card_bytes(const struct port *port)
{
	const char *dot = strrchr(port->address, '.');

	return port->has_pci_id && dot ? (size_t)(dot - port->address) : 0;
}

static bool same_card(const struct port *a, const struct port *b)
{
	size_t bytes = card_bytes(a);

	return bytes && bytes == card_bytes(b) &&
	       strncmp(a->address, b->address, bytes) == 0;
}

/* A tie is told once, as the closest one: functions of a card share its root port too. */
static bool is_tied(enum advice_tie tie, const struct port *a, const struct port *b)
{
	switch (tie) {
	case ADVICE_DRIVER:
		return text_equal(a->module, b->module);
	case ADVICE_CARD:
		return same_card(a, b);
	case ADVICE_ROOT:
		return !same_card(a, b) && text_equal(a->root_port, b->root_port);
	}
	return false;
}

static const char *shared_thing(struct arena *arena, enum advice_tie tie,
				const struct port *port)
{
	switch (tie) {
	case ADVICE_DRIVER:
		return port->module;
	case ADVICE_CARD:
		return arena_strndup(arena, port->address, card_bytes(port));
	case ADVICE_ROOT:
		return port->root_port;
	}
	return NULL;
}

static const char *join(struct arena *arena, const struct strv *names)
{
	const char *text = "";

	for (size_t i = 0; i < names->n && text; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "",
				    names->items[i]);
	return text;
}

static void write_text(struct arena *arena, struct advice *advice)
{
	static const struct {
		const char *thing, *remedy;
	} texts[] = {
		[ADVICE_DRIVER] = {"driver", "manage the host over a port of another "
					     "driver, or move single ports (handover)"},
		[ADVICE_CARD] = {"card", "manage the host over another card: firmware "
					 "updates and some resets take all of it"},
		[ADVICE_ROOT] = {"root port",
				 "put one of them in another slot: an error on the bus "
				 "takes all that is below a root port"},
	};

	advice->text = arena_printf(
		arena, "the protected port %s shares the %s %s with %s", advice->port,
		texts[advice->tie].thing, advice->what, join(arena, &advice->others));
	advice->remedy = texts[advice->tie].remedy;
}

static int add(struct advices *advices, const struct host *host,
	       const struct protections *protections, struct arena *arena,
	       enum advice_tie tie, const struct port *port)
{
	struct strv others = {0};
	struct advice *advice;

	for (size_t i = 0; i < host->ports.n; i++) {
		const struct port *other = &host->ports.items[i];

		if (other == port || other->physfn || !is_tied(tie, port, other) ||
		    protect_find(protections, other->address))
			continue;
		if (strv_push(arena, &others, other->address) < 0)
			return -ENOMEM;
	}
	if (!others.n)
		return 0;
	advice = ARENA_PUSH(arena, advices);
	if (!advice)
		return -ENOMEM;
	advice->tie = tie;
	advice->port = port->address;
	advice->others = others;
	advice->what = shared_thing(arena, tie, port);
	write_text(arena, advice);
	return arena_failed(arena) ? -ENOMEM : 0;
}

int advice_make(const struct host *host, const struct protections *protections,
		struct arena *arena, struct advices *ret_advices)
{
	static const enum advice_tie ties[] = {ADVICE_DRIVER, ADVICE_CARD, ADVICE_ROOT};
	struct advices advices = {0};

	for (size_t i = 0; i < host->ports.n; i++) {
		const struct port *port = &host->ports.items[i];

		if (port->physfn || !protect_find(protections, port->address))
			continue;
		for (size_t t = 0; t < NIC_ARRAY_SIZE(ties); t++) {
			if (add(&advices, host, protections, arena, ties[t], port) < 0)
				return -ENOMEM;
		}
	}
	*ret_advices = advices;
	return 0;
}

const char *advice_tie_name(int tie)
{
	switch ((enum advice_tie)tie) {
	case ADVICE_DRIVER:
		return "driver";
	case ADVICE_CARD:
		return "card";
	case ADVICE_ROOT:
		return "root-port";
	}
	return NULL;
}
