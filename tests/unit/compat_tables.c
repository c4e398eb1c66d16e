/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compat_tables.h"

#include "test.h"

struct compat_table *compat_tables_load(const char *driver, const char *own,
					struct arena *arena)
{
	struct compat_table *table = NULL;
	struct nic_err err = {0};

	if (compat_table_load(COMPAT_DATA, own, driver, arena, &table, &err) < 0)
		fail_msg("%s", err.message);
	return table;
}
