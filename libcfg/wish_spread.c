/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys about what is spread over queues and processors: hash and interrupts. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wish_rules.h"

/* With these bytes again and again the Toeplitz hash of a connection is the same in both
 * directions. Source: Woo and Park, "Scalable TCP Session Monitoring with Symmetric
 * Receive-side Scaling", 2012. */
#define SYMMETRIC "6d5a"

#define QUEUES_MAX 65536
#define PROCESSORS_MAX 4096

void wish_rule_rss_key(struct wish_port *port, const struct wish_value *value)
{
	const struct net_setting *now = netstate_setting(port->now, "rss-key", "key");
	size_t digits = now ? strlen(now->value) : 0;
	char *key;

	if (!digits) {
		wish_lacks(port, value, "hash key that could be set");
		return;
	}
	key = arena_strdup(port->arena, now->value);
	if (!key)
		return;
	if (strcmp(value->text, "symmetric") == 0) {
		for (size_t i = 0; i < digits; i++)
			key[i] = SYMMETRIC[i % strlen(SYMMETRIC)];
	} else if (strlen(value->text) == digits) {
		for (size_t i = 0; i < digits; i++)
			key[i] = (char)tolower((unsigned char)value->text[i]);
	} else {
		wish_refuse(port, value,
			    arena_printf(port->arena,
					 "the port's key has %zu bytes, this has %zu",
					 digits / 2, strlen(value->text) / 2),
			    NULL);
		return;
	}
	wish_add(port, value, "rss-key", "key", key);
}

/* How many entries "0*512 1*512" has. */
static size_t table_entries(const char *text)
{
	size_t n = 0;

	for (const char *at = strchr(text, '*'); at; at = strchr(at + 1, '*'))
		n += strtoul(at + 1, NULL, 10);
	return n;
}

static size_t queues(const struct wish_port *port)
{
	const char *combined = wish_future(port, "channels", "combined");
	const char *rx = wish_future(port, "channels", "rx");
	size_t n = combined ? strtoul(combined, NULL, 10) : 0;

	if (!n)
		n = rx ? strtoul(rx, NULL, 10) : 0;
	return n;
}

/* The queue of each entry; @weights NULL: all alike. As ethtool -X equal and weight. */
static void fill_table(uint32_t *table, size_t entries, const unsigned long *weights,
		       size_t n)
{
	unsigned long sum = 0, partial = 0;
	size_t queue = 0;

	for (size_t i = 0; weights && i < n; i++)
		sum += weights[i];
	for (size_t i = 0; i < entries; i++) {
		if (!weights) {
			table[i] = (uint32_t)(i % n);
			continue;
		}
		while (queue < n && i >= (size_t)((entries * partial) / sum))
			partial += weights[queue++];
		table[i] = (uint32_t)(queue - 1);
	}
}

/* Runs are folded, as nic/netethtool.c reads them. */
static const char *fold(struct arena *arena, const uint32_t *table, size_t entries)
{
	size_t room = entries * 14 + 1, used = 0;
	char *text = arena_alloc(arena, room);

	for (size_t i = 0, n; text && i < entries; i += n) {
		for (n = 1; i + n < entries && table[i + n] == table[i]; n++)
			;
		used += (size_t)snprintf(text + used, room - used, "%s%u*%zu",
					 i ? " " : "", table[i], n);
	}
	return text;
}

static size_t read_weights(const char *text, unsigned long *weights, size_t max)
{
	size_t n = 0;
	char *end;

	for (; *text && n < max; text = *end ? end + 1 : end)
		weights[n++] = strtoul(text, &end, 10);
	return n;
}

void wish_rule_rss_table(struct wish_port *port, const struct wish_value *value)
{
	const struct net_setting *now =
		netstate_setting(port->now, "rss-table", "queues");
	size_t entries = now ? table_entries(now->value) : 0, n = queues(port), given;
	bool is_equal = strcmp(value->text, "equal") == 0;
	unsigned long *weights;
	unsigned long sum = 0;
	uint32_t *table;

	if (!entries || entries > QUEUES_MAX || !n) {
		wish_lacks(port, value, "hash table that could be set");
		return;
	}
	weights = arena_alloc(port->arena, (strlen(value->text) + 1) * sizeof(*weights));
	table = arena_alloc(port->arena, entries * sizeof(*table));
	if (!weights || !table)
		return;
	given = is_equal ? n : read_weights(value->text, weights, strlen(value->text));
	for (size_t i = 0; !is_equal && i < given; i++)
		sum += weights[i];
	if (given > n || (!is_equal && !sum)) {
		wish_refuse(port, value,
			    given > n
				    ? arena_printf(port->arena,
						   "%zu weights for %zu queues", given, n)
				    : "all weights are 0",
			    NULL);
		return;
	}
	fill_table(table, entries, is_equal ? NULL : weights, given);
	wish_add(port, value, "rss-table", "queues", fold(port->arena, table, entries));
}

/* "0-3,8" as single processors. Returns how many. */
static size_t expand(const char *list, unsigned int *ret_processors)
{
	size_t n = 0;

	while (isdigit((unsigned char)*list)) {
		char *end;
		unsigned long first = strtoul(list, &end, 10), last = first;

		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		for (; first <= last && n < PROCESSORS_MAX; first++)
			ret_processors[n++] = (unsigned int)first;
		list = *end == ',' ? end + 1 : end;
	}
	return n;
}

/* The same set as the kernel prints it: "3,1,2" is "1-3". */
static const char *normal_list(struct arena *arena, const char *list)
{
	unsigned int *processors =
		arena_alloc(arena, PROCESSORS_MAX * sizeof(*processors));
	bool *is_in = arena_alloc(arena, PROCESSORS_MAX + 1);
	size_t n = processors && is_in ? expand(list, processors) : 0;
	const char *text = "";

	for (size_t i = 0; i < n; i++) {
		if (processors[i] < PROCESSORS_MAX)
			is_in[processors[i]] = true;
	}
	for (size_t i = 0, last; n && text && i < PROCESSORS_MAX; i = last + 1) {
		last = i;
		if (!is_in[i])
			continue;
		while (is_in[last + 1])
			last++;
		text = arena_printf(arena, "%s%s%zu", text, *text ? "," : "", i);
		if (text && last > i)
			text = arena_printf(arena, "%s-%zu", text, last);
	}
	return text;
}

/* The number at the end of "ice-%-TxRx-3", and where it begins; false: there is none. */
static bool split(const char *irq, size_t *ret_prefix, unsigned long *ret_number)
{
	size_t bytes = strlen(irq);

	while (bytes && isdigit((unsigned char)irq[bytes - 1]))
		bytes--;
	if (!irq[bytes])
		return false;
	*ret_prefix = bytes;
	*ret_number = strtoul(irq + bytes, NULL, 10);
	return true;
}

struct affinity {
	struct wish_port *port;
	const struct wish_value *value;
	const char *list; /* for all of them; NULL: one processor each */
	unsigned int *processors;
	size_t n, next;
};

static void add_irq(struct affinity *affinity, const char *irq)
{
	struct arena *arena = affinity->port->arena;
	const char *list = affinity->list;

	if (!list)
		list = arena_printf(arena, "%u",
				    affinity->processors[affinity->next++ % affinity->n]);
	if (list && irq)
		wish_add(affinity->port, affinity->value, "irq", irq, list);
}

/* Interrupts of queues that are still to come are named like the others. */
static void add_future(struct affinity *affinity, const char *last, size_t prefix,
		       unsigned long next)
{
	struct wish_port *port = affinity->port;
	const char *now = NULL;
	const struct net_setting *combined =
		netstate_setting(port->now, "channels", "combined");
	size_t wanted = queues(port);

	now = combined ? combined->value : NULL;
	/* only where each pair of queues has one interrupt */
	if (!now || strtoul(now, NULL, 10) != next)
		return;
	for (; next < wanted; next++)
		add_irq(affinity,
			arena_printf(port->arena, "%.*s%lu", (int)prefix, last, next));
}

/* Those of the port's own name: others of the card (its management, RDMA) are let alone.
 */
static void add_irqs(struct affinity *affinity)
{
	struct wish_port *port = affinity->port;
	size_t wanted = queues(port), prefix, last_prefix = 0;
	unsigned long number, next = 0;
	const char *last = NULL;
	bool has_channels = netstate_setting(port->now, "channels", "combined") != NULL;

	for (size_t i = 0; i < port->now->settings.n; i++) {
		const struct net_setting *irq = &port->now->settings.items[i];

		if (strcmp(irq->group, "irq") != 0 || !strchr(irq->name, '%'))
			continue;
		if (split(irq->name, &prefix, &number)) {
			if (has_channels && wanted && number >= wanted)
				continue; /* it goes with its queue */
			if (number + 1 > next) {
				next = number + 1;
				last = irq->name;
				last_prefix = prefix;
			}
		}
		add_irq(affinity, irq->name);
	}
	if (last)
		add_future(affinity, last, last_prefix, next);
}

void wish_rule_affinity(struct wish_port *port, const struct wish_value *value)
{
	const char *local = wish_limit(port, "processors", "local");
	bool is_spread = strcmp(value->text, "spread") == 0;
	bool is_local = strcmp(value->text, "local") == 0;
	struct affinity affinity = {.port = port, .value = value};

	if ((is_spread || is_local) && (!local || !*local)) {
		wish_refuse(port, value, "the port's processors are not known",
			    "say a list of processors");
		return;
	}
	if (is_spread) {
		affinity.processors = arena_alloc(
			port->arena, PROCESSORS_MAX * sizeof(*affinity.processors));
		if (!affinity.processors)
			return;
		affinity.n = expand(local, affinity.processors);
		if (!affinity.n)
			return;
	} else {
		affinity.list = is_local ? local : normal_list(port->arena, value->text);
	}
	add_irqs(&affinity);
}
