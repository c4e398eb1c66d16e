/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdicts about drivers and firmware as text and as JSON, and a driver's table. */
#include <string.h>

#include "compat.h"
#include "fields.h"
#include "json.h"
#include "text.h"

/* Of many sources that say the same. */
#define SOURCES_SHOWN 2

static const struct jfield pair_fields[] = {
	FIELD(compat_pair, driver, J_STRING), FIELD(compat_pair, firmware, J_STRING),
	FIELD(compat_pair, ddp, J_STRING),    FIELD(compat_pair, os, J_STRING),
	FIELD(compat_pair, note, J_STRING),   FIELD(compat_pair, sources, J_STRV),
};
static const struct jtype pair_type = JTYPE(struct compat_pair, pair_fields);

static const struct jfield row_fields[] = {
	FIELD(compat_row, address, J_STRING),
	FIELD(compat_row, names, J_STRV),
	FIELD(compat_row, device_id, J_STRING),
	FIELD(compat_row, family, J_STRING),
	FIELD(compat_row, driver, J_STRING),
	FIELD(compat_row, driver_version, J_STRING),
	FIELD(compat_row, driver_kind, J_STRING),
	FIELD(compat_row, firmware, J_STRING),
	FIELD(compat_row, ddp, J_STRING),
	FIELD(compat_row, verdict, J_STRING),
	FIELD(compat_row, reason, J_STRING),
	FIELD(compat_row, sources, J_STRV),
	FIELD_OF(compat_row, nearest, J_OBJECT, pair_type),
	FIELD(compat_row, look_at, J_STRING),
	FIELD(compat_row, notes, J_STRV),
};
static const struct jtype row_type = JTYPE(struct compat_row, row_fields);

static const struct jfield report_fields[] = {
	FIELD_AS("nicctl_compat_report", compat_report, schema, J_U32),
	FIELD(compat_report, hostname, J_STRING),
	FIELD(compat_report, kernel, J_STRING),
	FIELD(compat_report, collected_at, J_STRING),
	FIELD_OF(compat_report, ports, J_LIST, row_type),
	FIELD(compat_report, not_read, J_STRV),
};
static const struct jtype report_type = JTYPE(struct compat_report, report_fields);

int compat_print_json(const struct compat_report *report)
{
	return json_print(&report_type, report);
}

static enum text_style style_of(enum compat_verdict verdict)
{
	switch (verdict) {
	case COMPAT_VERDICT_TESTED:
		return TEXT_GOOD;
	case COMPAT_VERDICT_UNKNOWN:
		return TEXT_PLAIN;
	case COMPAT_VERDICT_DDP_MISSING:
	case COMPAT_VERDICT_DDP_OTHER:
	case COMPAT_VERDICT_BELOW_MINIMUM:
		return TEXT_BAD;
	case COMPAT_VERDICT_FIRMWARE_OLDER:
	case COMPAT_VERDICT_FIRMWARE_NEWER:
	case COMPAT_VERDICT_DRIVER_OLDER:
	case COMPAT_VERDICT_DRIVER_NEWER:
	case COMPAT_VERDICT_UNTESTED:
		return TEXT_ALERT;
	}
	return TEXT_PLAIN;
}

static void put(const struct text *text, const char *label, const char *value)
{
	if (value)
		text_put(text, TEXT_PLAIN, label, "%s", value);
}

static void put_sources(const struct text *text, const char *label,
			const struct strv *sources)
{
	for (size_t i = 0; i < sources->n && i < SOURCES_SHOWN; i++)
		put(text, label, sources->items[i]);
	if (sources->n > SOURCES_SHOWN)
		text_put(text, TEXT_PLAIN, label, "and %zu more that say the same",
			 sources->n - SOURCES_SHOWN);
}

static void put_nearest(const struct text *text, const struct compat_row *row)
{
	const struct compat_pair *pair = &row->nearest;

	if (!pair->firmware)
		return;
	text_put(text, TEXT_PLAIN, "  nearest   ", "driver %s with firmware %s%s%s%s%s",
		 pair->driver ? pair->driver : "of no named version", pair->firmware,
		 pair->ddp ? ", DDP " : "", pair->ddp ? pair->ddp : "",
		 pair->os ? ", on " : "", pair->os ? pair->os : "");
	if (row->sources.n != pair->sources.n || !row->sources.n ||
	    strcmp(row->sources.items[0], pair->sources.items[0]) != 0)
		put_sources(text, "  source    ", &pair->sources);
}

static void put_row(const struct text *text, const struct compat_row *row,
		    struct arena *arena)
{
	const char *names = text_join(arena, &row->names, row->address ? "-" : "");

	text_put(text, TEXT_BOLD, "", "%s%s%s%s%s%s%s%s%s%s", names,
		 row->address ? "  " : "", row->address ? row->address : "",
		 row->address ? "  " : "", row->driver, row->family ? "  " : "",
		 row->family ? row->family : "", row->device_id ? "  (" : "",
		 row->device_id ? row->device_id : "", row->device_id ? ")" : "");
	text_put(text, style_of(row->level), "  verdict   ", "%s: %s", row->verdict,
		 row->reason);
	put_sources(text, "  source    ", &row->sources);
	if (row->driver_version)
		text_put(text, TEXT_PLAIN, "  driver    ", "%s%s%s%s",
			 row->driver_version, row->driver_kind ? " (" : "",
			 row->driver_kind ? row->driver_kind : "",
			 row->driver_kind ? ")" : "");
	put(text, "  firmware  ", row->firmware);
	put(text, "  DDP       ", row->ddp);
	put_nearest(text, row);
	if (row->level != COMPAT_VERDICT_TESTED)
		put(text, "  look at   ", row->look_at);
	for (size_t i = 0; i < row->notes.n; i++)
		put(text, "  note      ", row->notes.items[i]);
}

void compat_print_text(const struct compat_report *report, struct arena *arena)
{
	struct text text = text_on(stdout);

	if (!report->ports.n)
		text_line(&text, "no ports");
	for (size_t i = 0; i < report->ports.n; i++) {
		if (i)
			text_blank(&text);
		put_row(&text, &report->ports.items[i], arena);
	}
}

static void put_fact(const struct text *text, const struct compat_table *table,
		     const struct compat_fact *fact, struct arena *arena)
{
	struct compat_pair pair = compat_pair_of(table, fact, arena);
	const char *ddp = fact->ddp;

	if (!ddp && fact->ddp_min)
		ddp = arena_printf(arena, "%s%s%s", fact->ddp_min,
				   fact->ddp_max ? " to " : " or newer",
				   fact->ddp_max ? fact->ddp_max : "");
	text_put(text, TEXT_PLAIN, "  ", "%s%s%s%s%s: %s%s%s%s%s (%s)",
		 pair.driver ? pair.driver : "any driver", pair.firmware ? " with " : "",
		 pair.firmware ? pair.firmware : "", ddp ? ", DDP " : "", ddp ? ddp : "",
		 compat_how_name((int)fact->how), fact->feature ? " for " : "",
		 fact->feature ? fact->feature : "", fact->note ? "; " : "",
		 fact->note ? fact->note : "", text_join(arena, &fact->sources, "-"));
}

void compat_print_table(const struct compat_table *table, struct arena *arena)
{
	struct text text = text_on(stdout);

	text_put(&text, TEXT_BOLD, "", "%s (%s): %zu statements, %zu sources",
		 table->driver, table->vendor ? table->vendor : "-", table->facts.n,
		 table->sources.n);
	for (size_t d = 0; d <= table->devices.n; d++) {
		const char *name =
			d < table->devices.n ? table->devices.items[d].name : NULL;
		bool has_heading = false;

		for (size_t i = 0; i < table->facts.n; i++) {
			const struct compat_fact *fact = &table->facts.items[i];

			if (name ? !strv_has(&fact->devices, name) : fact->devices.n > 0)
				continue;
			if (!has_heading)
				text_heading(&text, "%s",
					     name ? name : "All of its cards");
			has_heading = true;
			put_fact(&text, table, fact, arena);
		}
	}
	text_heading(&text, "Sources");
	for (size_t i = 0; i < table->sources.n; i++) {
		const struct compat_source *source = &table->sources.items[i];

		text_put(&text, TEXT_PLAIN, "  ", "%s: %s%s%s%s%s", source->id,
			 source->title, source->version ? ", " : "",
			 source->version ? source->version : "",
			 source->address ? ", " : "",
			 source->address ? source->address : "");
	}
}
