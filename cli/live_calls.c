/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live_calls.h"

#include <stdio.h>

#include "modules.h"
#include "pcifn.h"
#include "worker.h"

struct insertion {
	const struct modimage *image;
	const char *params;
};

static int call_insert(void *arg, struct nic_err *err)
{
	const struct insertion *insertion = arg;

	return modules_insert(insertion->image, insertion->params, err);
}

int live_calls_insert(const struct modimage *image, const char *params, int timeout_ms,
		      struct nic_err *err)
{
	struct insertion insertion = {image, params};

	return worker_run(call_insert, &insertion, timeout_ms, err);
}

static int call_remove(void *arg, struct nic_err *err)
{
	return modules_remove(arg, err);
}

int live_calls_remove(const char *module, int timeout_ms, struct nic_err *err)
{
	char name[64]; /* the kernel's own limit is shorter */

	(void)snprintf(name, sizeof(name), "%s", module);
	return worker_run(call_remove, name, timeout_ms, err);
}

struct move {
	const struct pci_function *function;
	const char *driver;
};

static int call_unbind(void *arg, struct nic_err *err)
{
	const struct move *move = arg;

	return pcifn_unbind(move->function, move->driver, err);
}

int live_calls_unbind(const struct pci_function *function, const char *driver,
		      int timeout_ms, struct nic_err *err)
{
	struct move move = {function, driver};

	return worker_run(call_unbind, &move, timeout_ms, err);
}

static int call_bind(void *arg, struct nic_err *err)
{
	const struct move *move = arg;

	return pcifn_bind(move->function, move->driver, err);
}

int live_calls_bind(const struct pci_function *function, const char *driver,
		    int timeout_ms, struct nic_err *err)
{
	struct move move = {function, driver};

	return worker_run(call_bind, &move, timeout_ms, err);
}
