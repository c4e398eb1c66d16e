/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts the verdicts about drivers and firmware together. */
#include "compat.h"

#include <errno.h>
#include <string.h>

#include "message.h"

struct compat_folders compat_folders_of(const struct args *args)
{
	const char *shipped = args_value(args, "tables");
	const char *own = args_value(args, "own-tables");

	return (struct compat_folders){
		.shipped = shipped ? shipped : NICCTL_COMPAT_DIR,
		.own = own ? own : NICCTL_COMPAT_OWN_DIR,
	};
}

static const char *kind_of(const struct compat_question *question, struct arena *arena)
{
	struct compat_driver driver;

	if (!question->driver_version || !question->table)
		return NULL;
	driver = compat_driver_parse(question->driver, question->driver_version,
				     question->release);
	switch (driver.scheme) {
	case COMPAT_SCHEME_KERNEL:
		return arena_printf(arena, "in-tree driver of kernel %u.%u",
				    driver.version.part[0], driver.version.part[1]);
	case COMPAT_SCHEME_MODULE:
		return "the vendor's release";
	case COMPAT_SCHEME_CONSTANT:
		return "in-tree driver of a kernel before 5.6";
	case COMPAT_SCHEME_UNKNOWN:
		return NULL;
	}
	return NULL;
}

static void fill(struct compat_row *row, const struct compat_question *question,
		 struct arena *arena)
{
	struct compat_answer answer = compat_judge(question, arena);

	row->driver = question->driver;
	row->driver_version = question->driver_version;
	row->driver_kind = kind_of(question, arena);
	row->firmware = question->firmware;
	row->family = answer.family;
	if (question->has_pci_id)
		row->device_id = arena_printf(arena, "%04x:%04x", question->vendor,
					      question->device);
	if (question->ddp == COMPAT_DDP_PRESENT)
		row->ddp = question->ddp_version;
	else if (question->ddp == COMPAT_DDP_MISSING)
		row->ddp = "none";
	row->level = answer.verdict;
	row->verdict = compat_verdict_name((int)answer.verdict);
	row->reason = answer.reason;
	row->sources = answer.sources;
	row->nearest = answer.nearest;
	row->look_at = answer.look_at;
	row->notes = answer.notes;
}

static int out_of_memory(void)
{
	message_error("out of memory");
	return -ENOMEM;
}

static int load(const struct compat_folders *folders, const char *driver,
		struct arena *arena, struct compat_table **ret_table)
{
	struct nic_err err = {0};
	int r = compat_table_load(folders->shipped, folders->own, driver, arena,
				  ret_table, &err);

	if (r < 0)
		message_nic_err(&err);
	return r;
}

int compat_read_table(const struct compat_folders *folders, const char *driver,
		      struct arena *arena, const struct compat_table **ret_table)
{
	struct compat_table *table = NULL;
	int r;

	driver = compat_driver_module(driver, arena);
	if (!driver)
		return out_of_memory();
	r = load(folders, driver, arena, &table);
	if (r == 0)
		*ret_table = table;
	return r;
}

int compat_add_question(struct compat_question *question,
			const struct compat_folders *folders, struct arena *arena,
			struct compat_report *report)
{
	struct compat_table *table = NULL;
	struct compat_row *row;
	int r = load(folders, question->driver, arena, &table);

	if (r < 0)
		return r;
	question->table = table;
	row = ARENA_PUSH(arena, &report->ports);
	if (row)
		fill(row, question, arena);
	return arena_failed(arena) ? out_of_memory() : 0;
}

/* Ports of one driver mostly stand together: its table is read once for them. */
struct shelf {
	const char *driver;
	struct compat_table *table;
};

static int add_port(const struct host *host, const struct port *port,
		    const struct compat_folders *folders, struct shelf *shelf,
		    struct arena *arena, struct compat_report *report)
{
	const char *driver = port->module ? port->module : port->driver;
	struct compat_question question;
	struct compat_row *row;
	int r = 0;

	if (driver)
		driver = compat_driver_module(driver, arena);
	if (!driver)
		return 0;
	if (!shelf->driver || strcmp(shelf->driver, driver) != 0) {
		*shelf = (struct shelf){.driver = driver};
		r = load(folders, driver, arena, &shelf->table);
	}
	row = r == 0 ? ARENA_PUSH(arena, &report->ports) : NULL;
	if (!row)
		return r < 0 ? r : out_of_memory();
	question = compat_judge_port(host, port, shelf->table, arena);
	fill(row, &question, arena);
	row->address = port->address;
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];

		if (netdev->port && strcmp(netdev->port, port->address) == 0)
			(void)strv_push(arena, &row->names, netdev->name);
	}
	compat_notes_log(host, port, COMPAT_LOG_ALL, &row->notes, arena);
	return arena_failed(arena) ? out_of_memory() : 0;
}

static bool is_address(const char *operand, const char *address)
{
	size_t n = strlen(operand), m = strlen(address);

	return strcmp(operand, address) == 0 ||
	       (m == n + strlen("0000:") && strncmp(address, "0000:", 5) == 0 &&
		strcmp(operand, address + 5) == 0);
}

static const struct port *find_port(const struct host *host, const char *operand)
{
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];

		if (!netdev->netns && netdev->port &&
		    (strcmp(netdev->name, operand) == 0 ||
		     strv_has(&netdev->altnames, operand)))
			return host_port(host, netdev->port);
	}
	for (size_t i = 0; i < host->ports.n; i++) {
		if (is_address(operand, host->ports.items[i].address))
			return &host->ports.items[i];
	}
	return NULL;
}

int compat_add_ports(const struct host *host, const struct strv *operands,
		     const struct compat_folders *folders, struct arena *arena,
		     struct compat_report *report)
{
	struct shelf shelf = {0};
	int r = 0;

	report->hostname = host->hostname;
	report->kernel = host->kernel.release;
	report->collected_at = host->collected_at;
	report->not_read = host->not_read;
	for (size_t i = 0; r == 0 && !operands->n && i < host->ports.n; i++)
		r = add_port(host, &host->ports.items[i], folders, &shelf, arena, report);
	for (size_t i = 0; r == 0 && i < operands->n; i++) {
		const struct port *port = find_port(host, operands->items[i]);

		if (!port) {
			message_error("there is no port '%s'", operands->items[i]);
			message_plain("'nicctl list' shows names and addresses of all");
			return -ENODEV;
		}
		r = add_port(host, port, folders, &shelf, arena, report);
	}
	return r;
}
