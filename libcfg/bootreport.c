/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report of the last boot as a file. */
#include "bootreport.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "textfile.h"

/* A few lines for each driver; who fills the disk is not read. */
#define MAX_BYTES ((size_t)1024 * 1024)

#define FIELD(struct_, member_, kind_)                                                   \
	{                                                                                \
#member_, kind_, offsetof(struct struct_, member_), NULL, 0, NULL        \
	}

static const struct jfield driver_fields[] = {
	FIELD(bootreport_driver, driver, J_REQUIRED),
	FIELD(bootreport_driver, outcome, J_REQUIRED),
	FIELD(bootreport_driver, message, J_STRING),
	FIELD(bootreport_driver, transactions, J_STRV),
	FIELD(bootreport_driver, failure, J_STRING),
	FIELD(bootreport_driver, failed_at, J_STRING),
	FIELD(bootreport_driver, sum, J_STRING),
};
static const struct jtype driver_type = JTYPE(struct bootreport_driver, driver_fields);

static const struct jfield report_fields[] = {
	{"nicctl_boot", J_U32, offsetof(struct bootreport, schema), NULL, 0, NULL},
	FIELD(bootreport, boot_id, J_STRING),
	FIELD(bootreport, kernel, J_STRING),
	FIELD(bootreport, began, J_REQUIRED),
	FIELD(bootreport, ended, J_STRING),
	FIELD(bootreport, message, J_STRING),
	{"drivers", J_LIST, offsetof(struct bootreport, drivers), &driver_type, 0, NULL},
	FIELD(bootreport, exit_code, J_U32),
};
const struct jtype bootreport_json = JTYPE(struct bootreport, report_fields);

int bootreport_read(const char *state_dir, struct arena *arena,
		    struct bootreport *ret_report, struct nic_err *err)
{
	struct bootreport report = {0};
	const char *path = arena_printf(arena, "%s/boot.json", state_dir);
	char *text = NULL;
	size_t bytes = 0;
	int r;

	if (!path)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = textfile_read(path, MAX_BYTES, &text, &bytes, err);
	if (r < 0)
		return r;
	r = jtable_decode(&bootreport_json, text, bytes, arena, &report, err);
	free(text);
	if (r < 0)
		return nic_err_wrap(err, r, "%s", path);
	*ret_report = report;
	return 0;
}

struct bootreport_driver *bootreport_driver(const struct bootreport *report,
					    const char *driver)
{
	for (size_t i = 0; i < report->drivers.n; i++) {
		if (module_name_equal(report->drivers.items[i].driver, driver))
			return &report->drivers.items[i];
	}
	return NULL;
}

char *bootreport_text(const struct bootreport *report)
{
	return jtable_encode(&bootreport_json, report, JSTYLE_PRETTY);
}
