/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does this driver go with this firmware? Pure; what no source says is "unknown". */
#ifndef NICCTL_COMPAT_JUDGE_H
#define NICCTL_COMPAT_JUDGE_H

#include "compat_table.h"
#include "host.h"

enum compat_verdict {
	COMPAT_VERDICT_TESTED,	       /* a source names the two together */
	COMPAT_VERDICT_DDP_MISSING,    /* ice without its package: safe mode */
	COMPAT_VERDICT_DDP_OTHER,      /* a package this driver does not take */
	COMPAT_VERDICT_BELOW_MINIMUM,  /* of the firmware */
	COMPAT_VERDICT_FIRMWARE_OLDER, /* than any that was tested */
	COMPAT_VERDICT_FIRMWARE_NEWER,
	COMPAT_VERDICT_DRIVER_OLDER, /* than any that was tested with this firmware */
	COMPAT_VERDICT_DRIVER_NEWER,
	COMPAT_VERDICT_UNTESTED, /* between tested ones, but not named together */
	COMPAT_VERDICT_UNKNOWN,
};

enum compat_ddp_state {
	COMPAT_DDP_NOT_KNOWN,
	COMPAT_DDP_MISSING,
	COMPAT_DDP_PRESENT, /* loaded in the card, or the file that will be */
};

struct compat_question {
	const struct compat_table *table; /* NULL: nothing is known of the driver */
	const char *driver;		  /* the module */
	const char *driver_version;	  /* as ethtool -i says it; NULL: not known */
	const char *release;		  /* of the kernel; NULL: not known */
	const char *firmware;		  /* as ethtool -i says it; NULL: not known */
	bool has_pci_id;
	uint32_t vendor, device;
	const char *family; /* name of a device family; NULL: see has_pci_id */
	enum compat_ddp_state ddp;
	const char *ddp_version; /* NULL: not known */
	const char *api; /* i40e: the firmware's command interface; NULL: not known */
};

/* A combination that a source names. */
struct compat_pair {
	const char *driver;   /* "1.16.3", "kernel 5.15.0-70-generic", "DOCA 2.9.1" */
	const char *firmware; /* with "or newer" where the source says so */
	const char *os, *ddp, *note;
	struct strv sources; /* "TITLE (ADDRESS)" */
};

struct compat_answer {
	enum compat_verdict verdict;
	const char *reason; /* one sentence without the final stop */
	const char *family; /* of the card; NULL: not known */
	struct strv sources;
	bool has_nearest;
	struct compat_pair nearest; /* the nearest combination that is listed */
	const char *look_at;	    /* NULL: not known */
	struct strv notes;
};

/* Answers; strings are borrowed from @question or taken from @arena, which remembers
 * when memory is out. */
struct compat_answer compat_judge(const struct compat_question *question,
				  struct arena *arena);

/* What @port is asked about: its versions and, of ice, its package. @table may be NULL.
 */
struct compat_question compat_judge_port(const struct host *host, const struct port *port,
					 const struct compat_table *table,
					 struct arena *arena);

/* The same for when @file drives it: its version, with what the card tells now. Its
 * package is not known. */
struct compat_question compat_judge_replacement(const struct host *host,
						const struct port *port,
						const struct compat_table *table,
						const struct modfile *file,
						struct arena *arena);

const char *compat_verdict_name(int verdict);

/* The pair as a table prints it. */
struct compat_pair compat_pair_of(const struct compat_table *table,
				  const struct compat_fact *fact, struct arena *arena);

/* Inside: the notes beside the verdict, and the package of ice. */
void compat_notes_add(const struct compat_question *question,
		      const struct compat_driver *driver,
		      const struct compat_firmware *firmware,
		      struct compat_answer *answer, struct arena *arena);
bool compat_ddp_judge(const struct compat_question *question,
		      const struct compat_driver *driver, struct compat_answer *answer,
		      struct arena *arena);

/* What the kernel log tells of a card. */
enum compat_log {
	COMPAT_LOG_RDMA = 1 << 0,      /* errors of its RDMA engine */
	COMPAT_LOG_PACKAGE = 1 << 1,   /* the driver's safe mode */
	COMPAT_LOG_INTERFACE = 1 << 2, /* the firmware's command interface */
	COMPAT_LOG_PROFILE = 1 << 3,   /* a DDP profile of i40e is loaded */
	COMPAT_LOG_ALL = (1 << 4) - 1,
};

/* Lines of host->kernel_log that are about @port and of one of @kinds (enum compat_log),
 * said once each. */
void compat_notes_log(const struct host *host, const struct port *port,
		      unsigned int kinds, struct strv *notes, struct arena *arena);

#endif
