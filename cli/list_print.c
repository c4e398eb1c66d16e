/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of ports as text and as JSON. */
#include <string.h>

#include "fields.h"
#include "json.h"
#include "json_parts.h"
#include "list.h"
#include "table.h"

static const struct jfield netdev_fields[] = {
	FIELD(list_netdev, name, J_STRING),	 FIELD(list_netdev, netns, J_STRING),
	FIELD(list_netdev, ifindex, J_U32),	 FIELD(list_netdev, mac, J_STRING),
	FIELD(list_netdev, link, J_STRING),	 FIELD(list_netdev, is_up, J_BOOL),
	FIELD(list_netdev, has_carrier, J_BOOL), FIELD(list_netdev, operstate, J_STRING),
	FIELD(list_netdev, addresses, J_STRV),
};
static const struct jtype netdev_type = JTYPE(struct list_netdev, netdev_fields);

static const struct jfield port_fields[] = {
	FIELD(list_port, address, J_STRING),
	FIELD(list_port, bus, J_STRING),
	FIELD(list_port, driver, J_STRING),
	FIELD(list_port, module, J_STRING),
	FIELD(list_port, origin, J_STRING),
	FIELD(list_port, zc, J_STRING),
	FIELD_OF(list_port, netdevs, J_LIST, netdev_type),
	FIELD(list_port, rdma, J_STRV),
	FIELD(list_port, is_protected, J_BOOL),
	FIELD(list_port, protections, J_STRV),
};
static const struct jtype port_type = JTYPE(struct list_port, port_fields);

static const struct jfield list_fields[] = {
	FIELD_AS("nicctl_list", list, schema, J_U32),
	FIELD(list, hostname, J_STRING),
	FIELD(list, kernel, J_STRING),
	FIELD(list, collected_at, J_STRING),
	FIELD_OF(list, ports, J_LIST, port_type),
	FIELD(list, unresolved, J_STRV),
	FIELD(list, mistakes, J_STRV),
	FIELD_OF(list, advice, J_LIST, json_parts_advice),
	FIELD(list, not_read, J_STRV),
};
static const struct jtype list_type = JTYPE(struct list, list_fields);

int list_print_json(const struct list *list)
{
	return json_print(&list_type, list);
}

/* A port has one row for each of its network devices, or one without. */
static void add_row(struct table *table, const struct list_port *port,
		    const struct list_netdev *netdev)
{
	const char *name = netdev ? netdev->name : NULL;
	const char *cells[] = {
		name,
		port->address,
		port->driver,
		port->origin,
		netdev ? netdev->link : NULL,
		text_join(table->arena, &port->rdma, "-"),
		port->is_protected ? "yes" : "no",
	};

	if (netdev && netdev->netns)
		cells[0] = arena_printf(table->arena, "%s [%s]", name, netdev->netns);
	table_add(table, cells);
}

static void put_protections(const struct text *text, const struct list *list)
{
	for (size_t i = 0; i < list->ports.n; i++) {
		const struct list_port *port = &list->ports.items[i];

		for (size_t p = 0; p < port->protections.n; p++)
			text_put(text, TEXT_GOOD, "  ", "%s", port->protections.items[p]);
	}
	for (size_t i = 0; i < list->unresolved.n; i++)
		text_put(text, TEXT_ALERT, "  ", "%s: ends at no known port",
			 list->unresolved.items[i]);
	for (size_t i = 0; i < list->mistakes.n; i++)
		text_put(text, TEXT_BAD, "  ", "%s", list->mistakes.items[i]);
}

/* Each ZC build once, however many ports it drives. */
static bool is_new_build(const struct list *list, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		const struct list_port *port = &list->ports.items[i];

		if (port->zc && strcmp(port->module, list->ports.items[at].module) == 0)
			return false;
	}
	return list->ports.items[at].zc != NULL;
}

static void put_builds(const struct text *text, const struct list *list)
{
	bool has_heading = false;

	for (size_t i = 0; i < list->ports.n; i++) {
		if (!is_new_build(list, i))
			continue;
		if (!has_heading)
			text_heading(text, "Driven by ZC builds");
		has_heading = true;
		text_put(text, TEXT_PLAIN, "  ", "%s: %s", list->ports.items[i].module,
			 list->ports.items[i].zc);
	}
}

static void put_advice(const struct text *text, const struct list *list)
{
	if (!list->advice.n)
		return;
	text_heading(text, "Advice");
	for (size_t i = 0; i < list->advice.n; i++) {
		text_put(text, TEXT_PLAIN, "  ", "%s", list->advice.items[i].text);
		text_put(text, TEXT_PLAIN, "    safer: ", "%s",
			 list->advice.items[i].remedy);
	}
}

static bool has_protections(const struct list *list)
{
	size_t n = list->unresolved.n + list->mistakes.n;

	for (size_t i = 0; i < list->ports.n; i++)
		n += list->ports.items[i].protections.n;
	return n > 0;
}

void list_print_text(const struct list *list, struct arena *arena)
{
	const char *const head[] = {"NAME", "ADDRESS", "DRIVER",   "ORIGIN",
				    "LINK", "RDMA",    "PROTECTED"};
	struct table table = {.arena = arena, .columns = NIC_ARRAY_SIZE(head)};
	struct text text = text_on(stdout);

	if (!list->ports.n) {
		text_line(&text, "no ports");
	} else {
		table_add(&table, head);
		for (size_t i = 0; i < list->ports.n; i++) {
			const struct list_port *port = &list->ports.items[i];

			if (!port->netdevs.n)
				add_row(&table, port, NULL);
			for (size_t d = 0; d < port->netdevs.n; d++)
				add_row(&table, port, &port->netdevs.items[d]);
		}
		table_print(&table, &text, 0);
	}
	put_builds(&text, list);
	if (!has_protections(list))
		return;
	text_heading(&text, "Protected, because of");
	put_protections(&text, list);
	put_advice(&text, list);
}
