/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What zc-check has found, as text and as JSON. */
#include <inttypes.h>
#include <string.h>

#include "fields.h"
#include "json.h"
#include "table.h"
#include "zc_check.h"

static const struct jfield queue_fields[] = {
	FIELD(zc_check_queue, queue, J_U32),
	FIELD_ENUM(zc_check_queue, mode, zc_check_mode_name),
	FIELD_ENUM(zc_check_queue, cause, zc_check_cause_name),
	FIELD(zc_check_queue, reason, J_STRING),
	FIELD(zc_check_queue, remedy, J_STRING),
};
static const struct jtype queue_type = JTYPE(struct zc_check_queue, queue_fields);

static const struct jfield port_fields[] = {
	FIELD(zc_check_port, name, J_STRING),
	FIELD(zc_check_port, address, J_STRING),
	FIELD(zc_check_port, driver, J_STRING),
	FIELD(zc_check_port, left_out, J_STRING),
	FIELD(zc_check_port, remedy, J_STRING),
	FIELD(zc_check_port, is_zerocopy, J_BOOL),
	FIELD_OF(zc_check_port, queues, J_LIST, queue_type),
};
static const struct jtype port_type = JTYPE(struct zc_check_port, port_fields);

static const struct jfield check_fields[] = {
	FIELD_AS("nicctl_zc_check", zc_check, schema, J_U32),
	FIELD(zc_check, hostname, J_STRING),
	FIELD(zc_check, kernel, J_STRING),
	FIELD_OF(zc_check, ports, J_LIST, port_type),
	FIELD(zc_check, queues, J_U32),
	FIELD(zc_check, zerocopy_queues, J_U32),
	FIELD(zc_check, is_zerocopy, J_BOOL),
	FIELD(zc_check, exit_code, J_U32),
};
static const struct jtype check_type = JTYPE(struct zc_check, check_fields);

int zc_check_print_json(const struct zc_check *check)
{
	return json_print(&check_type, check);
}

static const char *mode_text(enum zc_check_mode mode)
{
	switch (mode) {
	case ZC_CHECK_ZEROCOPY:
		return "zero-copy";
	case ZC_CHECK_COPY:
		return "copy only";
	case ZC_CHECK_NONE:
		return "not supported";
	case ZC_CHECK_BUSY:
		return "in use";
	}
	return "?";
}

static bool is_alike(const struct zc_check_queue *a, const struct zc_check_queue *b)
{
	if (a->mode != b->mode || a->cause != b->cause)
		return false;
	return !a->reason || !b->reason || strcmp(a->reason, b->reason) == 0;
}

static const char *joined(struct arena *arena, const char *reason, const char *remedy)
{
	if (!reason)
		return "";
	return remedy ? arena_printf(arena, "%s: %s", reason, remedy) : reason;
}

static void add_row(struct table *table, const struct zc_check_port *port,
		    const char *queues, const char *mode, const char *why)
{
	const char *cells[] = {port->name, port->driver, queues, mode, why};

	table_add(table, cells);
}

/* One row for neighbouring queues of which the same is to be said. */
static void add_queues(struct table *table, const struct zc_check_port *port)
{
	const struct zc_check_queue *queues = port->queues.items;
	size_t last;

	for (size_t first = 0; first < port->queues.n; first = last + 1) {
		const char *numbers;

		for (last = first; last + 1 < port->queues.n &&
				   is_alike(&queues[first], &queues[last + 1]);)
			last++;
		numbers = arena_printf(
			table->arena, first == last ? "%" PRIu32 : "%" PRIu32 "-%" PRIu32,
			queues[first].queue, queues[last].queue);
		add_row(table, port, numbers, mode_text(queues[first].mode),
			joined(table->arena, queues[first].reason, queues[first].remedy));
	}
}

static void put_sum(const struct text *text, const struct zc_check *check)
{
	text_blank(text);
	if (!check->queues)
		text_put(text, TEXT_ALERT, "", "no port was checked");
	else if (check->is_zerocopy)
		text_put(text, TEXT_GOOD, "", "zero-copy on every queue (%" PRIu32 ")",
			 check->queues);
	else
		text_put(text, TEXT_ALERT, "",
			 "zero-copy on %" PRIu32 " of %" PRIu32 " queues",
			 check->zerocopy_queues, check->queues);
}

void zc_check_print_text(const struct zc_check *check, struct arena *arena)
{
	const char *const head[] = {"NAME", "DRIVER", "QUEUES", "MODE", "WHY"};
	struct table table = {.arena = arena, .columns = NIC_ARRAY_SIZE(head)};
	struct text text = text_on(stdout);

	if (!check->ports.n) {
		text_line(&text, "there is no port to check");
		return;
	}
	table_add(&table, head);
	for (size_t i = 0; i < check->ports.n; i++) {
		const struct zc_check_port *port = &check->ports.items[i];

		if (port->left_out)
			add_row(&table, port, "-", "left out",
				joined(arena, port->left_out, port->remedy));
		else
			add_queues(&table, port);
	}
	table_print(&table, &text, 0);
	put_sum(&text, check);
}
