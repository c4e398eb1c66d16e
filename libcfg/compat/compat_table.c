/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads one table and checks that it makes sense: a statement that is not understood is
 * an error, not a statement less. */
#include "compat_table.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The formatter cannot lay out designators in macros. */
/* clang-format off */
#define F(struct_, member_, kind_)                                                       \
	{                                                                                \
		.key = #member_, .kind = (kind_),                                        \
		.offset = offsetof(struct struct_, member_)                              \
	}
#define L(struct_, member_, type_)                                                       \
	{                                                                                \
		.key = #member_, .kind = J_LIST,                                         \
		.offset = offsetof(struct struct_, member_), .type = &(type_)            \
	}
#define STRICT(struct_type, field_array)                                                 \
	{                                                                                \
		.bytes = sizeof(struct_type), .fields = (field_array),                   \
		.n = sizeof(field_array) / sizeof((field_array)[0]), .is_strict = true   \
	}
/* clang-format on */

static const struct jfield source_fields[] = {
	F(compat_source, id, J_REQUIRED),
	F(compat_source, title, J_REQUIRED),
	F(compat_source, address, J_STRING),
	F(compat_source, version, J_STRING),
};
static const struct jtype source_type = STRICT(struct compat_source, source_fields);

static const struct jfield device_fields[] = {
	F(compat_device, name, J_REQUIRED),
	F(compat_device, ids, J_STRV),
};
static const struct jtype device_type = STRICT(struct compat_device, device_fields);

static const struct jfield issue_fields[] = {
	F(compat_issue, devices, J_STRV),
	F(compat_issue, firmware_min, J_STRING),
	F(compat_issue, firmware_below, J_STRING),
	F(compat_issue, driver_below, J_STRING),
	F(compat_issue, effect, J_REQUIRED),
	F(compat_issue, sources, J_STRV),
};
static const struct jtype issue_type = STRICT(struct compat_issue, issue_fields);

static const struct jfield api_fields[] = {
	F(compat_api, devices, J_STRV),	       F(compat_api, driver_min, J_REQUIRED),
	F(compat_api, driver_max, J_REQUIRED), F(compat_api, api, J_REQUIRED),
	F(compat_api, sources, J_STRV),
};
static const struct jtype api_type = STRICT(struct compat_api, api_fields);

static const struct jfield fact_fields[] = {
	F(compat_fact, devices, J_STRV),
	{.key = "how",
	 .kind = J_ENUM,
	 .offset = offsetof(struct compat_fact, how),
	 .name_of = compat_how_name},
	F(compat_fact, driver, J_STRING),
	F(compat_fact, driver_min, J_STRING),
	F(compat_fact, driver_max, J_STRING),
	F(compat_fact, kernel, J_STRING),
	F(compat_fact, kernel_min, J_STRING),
	F(compat_fact, os, J_STRING),
	F(compat_fact, package, J_STRING),
	F(compat_fact, package_min, J_STRING),
	F(compat_fact, firmware, J_STRING),
	F(compat_fact, firmware_min, J_STRING),
	F(compat_fact, firmware_max, J_STRING),
	F(compat_fact, ddp, J_STRING),
	F(compat_fact, ddp_min, J_STRING),
	F(compat_fact, ddp_max, J_STRING),
	F(compat_fact, ddp_comms, J_STRING),
	F(compat_fact, ddp_wireless, J_STRING),
	F(compat_fact, feature, J_STRING),
	F(compat_fact, note, J_STRING),
	F(compat_fact, sources, J_STRV),
	F(compat_fact, rev, J_STRING),
};
static const struct jtype fact_type = STRICT(struct compat_fact, fact_fields);

static const struct jfield table_fields[] = {
	F(compat_table, nicctl_compat, J_U32), F(compat_table, driver, J_REQUIRED),
	F(compat_table, vendor, J_STRING),     F(compat_table, look_at, J_STRING),
	F(compat_table, replaces, J_BOOL),     L(compat_table, devices, device_type),
	L(compat_table, sources, source_type), L(compat_table, issues, issue_type),
	L(compat_table, api, api_type),	       L(compat_table, facts, fact_type),
};
const struct jtype compat_table_type = STRICT(struct compat_table, table_fields);

const char *compat_how_name(int how)
{
	switch ((enum compat_how)how) {
	case COMPAT_TESTED:
		return "tested";
	case COMPAT_MINIMUM:
		return "minimum";
	case COMPAT_BUNDLED:
		return "bundled";
	case COMPAT_SUPERSEDED:
		return "superseded";
	}
	return NULL;
}

const struct compat_source *compat_table_source(const struct compat_table *table,
						const char *id)
{
	for (size_t i = 0; i < table->sources.n; i++) {
		if (strcmp(table->sources.items[i].id, id) == 0)
			return &table->sources.items[i];
	}
	return NULL;
}

const char *compat_table_device(const struct compat_table *table, uint32_t vendor,
				uint32_t device)
{
	char id[sizeof("ffffffff:ffffffff")];

	(void)snprintf(id, sizeof(id), "%04x:%04x", vendor, device);
	for (size_t i = 0; i < table->devices.n; i++) {
		if (strv_has(&table->devices.items[i].ids, id))
			return table->devices.items[i].name;
	}
	return NULL;
}

const char *compat_table_device_named(const struct compat_table *table, const char *name)
{
	for (size_t i = 0; i < table->devices.n; i++) {
		if (strcasecmp(table->devices.items[i].name, name) == 0)
			return table->devices.items[i].name;
	}
	return NULL;
}

/* Where in the file the check is. */
struct checker {
	const struct compat_table *table;
	const char *list;
	size_t i;
	struct nic_err *err;
};

static int wrong(const struct checker *at, const char *member, const char *value,
		 const char *what)
{
	return nic_err_set(at->err, -EINVAL, "'%s[%zu].%s': '%s' %s", at->list, at->i,
			   member, value, what);
}

static int check_references(const struct checker *at, const struct strv *devices,
			    const struct strv *sources)
{
	for (size_t i = 0; i < devices->n; i++) {
		if (!compat_table_device_named(at->table, devices->items[i]))
			return wrong(at, "devices", devices->items[i],
				     "is not among the file's devices");
	}
	for (size_t i = 0; i < sources->n; i++) {
		if (!compat_table_source(at->table, sources->items[i]))
			return wrong(at, "sources", sources->items[i],
				     "is not among the file's sources");
	}
	if (!sources->n)
		return nic_err_set(at->err, -EINVAL, "'%s[%zu].sources' is missing",
				   at->list, at->i);
	return 0;
}

static int take_driver(const struct checker *at, const char *member, const char *text,
		       struct compat_driver *ret)
{
	if (!text)
		return 0;
	*ret = strncmp(member, "kernel", 6) == 0
		       ? compat_driver_of_kernel(text)
		       : compat_driver_parse(at->table->driver, text, NULL);
	return ret->scheme == COMPAT_SCHEME_UNKNOWN
		       ? wrong(at, member, text, "is no version of this driver")
		       : 0;
}

/* A form that is not understood is compared letter by letter: good enough for what one
 * version is, and of no use as a limit. */
static int take_firmware(const struct checker *at, const char *member, const char *text,
			 bool is_limit, struct compat_firmware *ret)
{
	if (!text)
		return 0;
	if (compat_firmware_parse(at->table->driver, text, ret) || !is_limit)
		return 0;
	return wrong(at, member, text, "is no firmware version of this driver");
}

static int check_ddp(const struct checker *at, const char *member, const char *text)
{
	struct compat_version version;
	const char *end = text ? compat_version_take(text, ".", 10, &version) : "";

	return end && !*end ? 0 : wrong(at, member, text, "is no version of a package");
}

static int check_packages(const struct checker *at, const struct compat_fact *fact)
{
	int r = check_ddp(at, "ddp", fact->ddp);

	r = r < 0 ? r : check_ddp(at, "ddp_min", fact->ddp_min);
	r = r < 0 ? r : check_ddp(at, "ddp_max", fact->ddp_max);
	r = r < 0 ? r : check_ddp(at, "ddp_comms", fact->ddp_comms);
	return r < 0 ? r : check_ddp(at, "ddp_wireless", fact->ddp_wireless);
}

static int resolve_fact(const struct checker *at, struct compat_fact *fact)
{
	int r = check_references(at, &fact->devices, &fact->sources);

	if (r == 0 && !fact->firmware && !fact->firmware_min && !fact->ddp &&
	    !fact->ddp_min && !fact->driver_min)
		return nic_err_set(at->err, -EINVAL, "'%s[%zu].firmware' is missing",
				   at->list, at->i);
	r = r < 0 ? r : take_driver(at, "driver", fact->driver, &fact->on);
	r = r < 0 ? r : take_driver(at, "driver_min", fact->driver_min, &fact->on_min);
	r = r < 0 ? r : take_driver(at, "driver_max", fact->driver_max, &fact->on_max);
	r = r < 0 ? r : take_driver(at, "kernel", fact->kernel, &fact->on);
	r = r < 0 ? r : take_driver(at, "kernel_min", fact->kernel_min, &fact->on_min);
	r = r < 0 ? r : take_firmware(at, "firmware", fact->firmware, false, &fact->with);
	r = r < 0 ? r
		  : take_firmware(at, "firmware_min", fact->firmware_min, true,
				  &fact->with_min);
	r = r < 0 ? r
		  : take_firmware(at, "firmware_max", fact->firmware_max, true,
				  &fact->with_max);
	return r < 0 ? r : check_packages(at, fact);
}

static int check_issue(const struct checker *at, const struct compat_issue *issue)
{
	struct compat_firmware firmware;
	struct compat_driver driver;
	int r = check_references(at, &issue->devices, &issue->sources);

	r = r < 0 ? r
		  : take_firmware(at, "firmware_min", issue->firmware_min, true,
				  &firmware);
	r = r < 0 ? r
		  : take_firmware(at, "firmware_below", issue->firmware_below, true,
				  &firmware);
	return r < 0 ? r : take_driver(at, "driver_below", issue->driver_below, &driver);
}

static int check_api(const struct checker *at, const struct compat_api *api)
{
	struct compat_driver driver;
	int r = check_references(at, &api->devices, &api->sources);

	r = r < 0 ? r : take_driver(at, "driver_min", api->driver_min, &driver);
	r = r < 0 ? r : take_driver(at, "driver_max", api->driver_max, &driver);
	return r < 0 ? r : check_ddp(at, "api", api->api);
}

int compat_table_parse(const char *text, size_t bytes, struct arena *arena,
		       struct compat_table *ret_table, struct nic_err *err)
{
	struct compat_table table = {0};
	struct checker at = {.table = &table, .err = err};
	int r = jtable_decode(&compat_table_type, text, bytes, arena, &table, err);

	if (r == 0 && table.nicctl_compat != COMPAT_TABLE_SCHEMA)
		return nic_err_set(err, -EINVAL,
				   "'nicctl_compat' is %u, this nicctl reads %d",
				   table.nicctl_compat, COMPAT_TABLE_SCHEMA);
	at.list = "issues";
	for (at.i = 0; r == 0 && at.i < table.issues.n; at.i++)
		r = check_issue(&at, &table.issues.items[at.i]);
	at.list = "api";
	for (at.i = 0; r == 0 && at.i < table.api.n; at.i++)
		r = check_api(&at, &table.api.items[at.i]);
	at.list = "facts";
	for (at.i = 0; r == 0 && at.i < table.facts.n; at.i++)
		r = resolve_fact(&at, &table.facts.items[at.i]);
	if (r == 0)
		*ret_table = table;
	return r;
}
