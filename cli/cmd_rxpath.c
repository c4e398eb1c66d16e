/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl rxpath: where in the receive path packets get lost. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "args.h"
#include "message.h"
#include "rxpath.h"
#include "rxpath_print.h"
#include "text.h"

#define INTERVAL_MS 1000
#define COUNT_MAX 1000000

struct watch {
	const char *ifname;
	int interval_ms;
	long count;
	bool is_json;
};

static int read_count(const struct args *args, long *ret_count)
{
	const char *value = args_value(args, "count");
	char *end;
	long count;

	if (!value)
		return 0;
	errno = 0;
	count = strtol(value, &end, 10);
	if (errno || end == value || *end != '\0' || count < 1 || count > COUNT_MAX) {
		message_error("--count: '%s' is not a number from 1 to %d", value,
			      COUNT_MAX);
		return -EINVAL;
	}
	*ret_count = count;
	return 0;
}

/* A signal that does not end the program does not shorten the interval. */
static void wait_ms(int ms)
{
	struct timespec left = {ms / 1000, (long)(ms % 1000) * 1000000};

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

static int report_interval(const struct watch *watch, const struct rxsample *from,
			   const struct rxsample *to, bool is_first)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct rxreport report;
	struct nic_err err = {0};
	int r = -ENOMEM;

	if (!arena)
		(void)nic_err_set(&err, r, "out of memory");
	else
		r = rxreport_make(from, to, arena, &report, &err);
	if (r < 0) {
		message_nic_err(&err);
		return r;
	}
	if (watch->is_json) {
		r = rxpath_print_json(&report);
	} else {
		struct text text = text_on(stdout);

		if (!is_first)
			text_blank(&text);
		rxpath_print_text(&report, arena);
	}
	/* Each interval as it comes, and none that nobody gets; the program says why when
	 * it ends. */
	return fflush(stdout) == 0 ? r : -EIO;
}

static enum exit_code run_watch(const struct watch *watch)
{
	NIC_CLEANUP(rxsample_freep) struct rxsample *from = NULL;
	struct nic_err err = {0};

	if (rxpath_read(watch->ifname, &from, &err) < 0) {
		nic_err_hint(&err, "'nicctl list' shows the ports there are");
		message_nic_err(&err);
		return EXIT_CODE_FAILED;
	}
	for (long i = 0; i < watch->count; i++) {
		struct rxsample *to;

		wait_ms(watch->interval_ms);
		if (rxpath_read(watch->ifname, &to, &err) < 0) {
			message_nic_err(&err);
			return EXIT_CODE_FAILED;
		}
		if (report_interval(watch, from, to, i == 0) < 0) {
			rxsample_free(to);
			return EXIT_CODE_FAILED;
		}
		rxsample_free(from);
		from = to;
	}
	return EXIT_CODE_DONE;
}

static enum exit_code run(struct args *args)
{
	struct watch watch = {
		.ifname = args->operands.items[0],
		.interval_ms = INTERVAL_MS,
		.count = 1,
		.is_json = args_has(args, "json"),
	};

	if (args_seconds(args, "interval", &watch.interval_ms) < 0 ||
	    read_count(args, &watch.count) < 0)
		return EXIT_CODE_USAGE;
	return run_watch(&watch);
}

static const struct cmd_option options[] = {
	{"interval", "SECONDS", false, "measure for this long (1)"},
	{"count", "N", false, "report so many intervals, one after the other (1)"},
	{"json", NULL, false, "write JSON, one object a line for each interval"},
};

const struct cmd cmd_rxpath = {
	.name = "rxpath",
	.operands = "IFNAME",
	.min_operands = 1,
	.max_operands = 1,
	.missing = "name the network device to be looked at, e.g. 'eth0'",
	.summary = "Shows where in the receive path packets get lost",
	.details = "Reads counters at the begin and at the end of an interval and says "
		   "which stage limits: card, ring, CPU, stack or socket. Changes "
		   "nothing; like ss, it may make the kernel load its socket "
		   "diagnostics.",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
