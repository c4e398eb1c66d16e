/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a port of the host model to the question that is asked about it. */
#include <string.h>

#include "compat_judge.h"

static const char *devlink(const struct port *port, const char *name)
{
	for (size_t i = 0; i < port->devlink.n; i++) {
		const struct devlink_version *version = &port->devlink.items[i];

		if (strcmp(version->name, name) == 0 &&
		    strcmp(version->state, "stored") != 0)
			return version->value;
	}
	return NULL;
}

/* A port whose network device is in another namespace has no drvinfo: devlink says the
 * same (i40e: fw.psid, ice: fw.psid.api, mlx5: fw.version). */
static const char *firmware_of(const struct port *port, struct arena *arena)
{
	const char *nvm = devlink(port, "fw.psid.api"), *id, *oprom;

	if (port->firmware_version && *port->firmware_version)
		return port->firmware_version;
	if (port->module && strncmp(port->module, "mlx", 3) == 0)
		return devlink(port, "fw.version");
	if (!nvm)
		nvm = devlink(port, "fw.psid");
	id = devlink(port, "fw.bundle_id");
	oprom = devlink(port, "fw.undi");
	return nvm && id && oprom ? arena_printf(arena, "%s %s %s", nvm, id, oprom)
				  : NULL;
}

/* In its safe mode ice says nothing of a package, or that it is 0.0.0.0 (seen with Linux
 * 6.1). That it says something of its firmware shows that it was asked. */
static void add_ddp(const struct port *port, struct compat_question *question)
{
	if (!question->driver || strcmp(question->driver, "ice") != 0 ||
	    !devlink(port, "fw.mgmt"))
		return;
	question->ddp_version = devlink(port, "fw.app");
	if (question->ddp_version && strcmp(question->ddp_version, "0.0.0.0") == 0)
		question->ddp_version = NULL;
	question->ddp = question->ddp_version ? COMPAT_DDP_PRESENT : COMPAT_DDP_MISSING;
}

static const char *version_of(const struct host *host, const struct port *port)
{
	const struct module *module =
		port->module ? host_module(host, port->module) : NULL;

	if (port->driver_version && *port->driver_version)
		return port->driver_version;
	return module ? module->version : NULL;
}

struct compat_question compat_judge_port(const struct host *host, const struct port *port,
					 const struct compat_table *table,
					 struct arena *arena)
{
	const char *driver = port->module ? port->module : port->driver;
	struct compat_question question = {
		.table = table,
		.driver = driver ? compat_driver_module(driver, arena) : NULL,
		.driver_version = version_of(host, port),
		.release = host->kernel.release,
		.firmware = firmware_of(port, arena),
		.has_pci_id = port->has_pci_id,
		.vendor = port->vendor,
		.device = port->device,
		.api = devlink(port, "fw.mgmt.api"),
	};

	add_ddp(port, &question);
	return question;
}

/* In-tree drivers have no version of their own and tell the kernel's. */
struct compat_question compat_judge_replacement(const struct host *host,
						const struct port *port,
						const struct compat_table *table,
						const struct modfile *file,
						struct arena *arena)
{
	struct compat_question question = compat_judge_port(host, port, table, arena);

	question.driver = compat_driver_module(file->name, arena);
	question.driver_version = file->version ? file->version : host->kernel.release;
	question.ddp = COMPAT_DDP_NOT_KNOWN;
	question.ddp_version = NULL;
	return question;
}
