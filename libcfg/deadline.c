/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts what a change takes down. */
#include "deadline.h"

/* Somebody has to read the result and to type a command; a session that stalls for longer
 * than this is mostly lost. */
#define CONFIRM_BASE_S 60

/* Firmware reset, link training and what the other end needs: seconds for each function.
 */
#define FUNCTION_S 5

/* No driver in the lab takes longer than a second for a call; firmware that does not
 * answer is given up by drivers after 10 to 30 s. */
#define STEP_BASE_MS 60000

/* The kernel releases VFs one by one. */
#define STEP_FUNCTION_MS 2000

/* A link that is trained, and RDMA on top of it, take up to 10 s where all is well. */
#define VERIFY_BASE_MS 30000

/* Functions of a card come up one by one. */
#define VERIFY_FUNCTION_MS 2000

/* More is no measurement, but a machine that was suspended, or a clock that was set. */
#define LONGEST_S 3600

static int functions_of(const struct host *host, const struct plan *plan)
{
	int n = 0;

	for (size_t i = 0; i < plan->ports.n; i++) {
		const struct port *port = host_port(host, plan->ports.items[i]);

		n += 1 + (port ? (int)(port->vfs < 1024 ? port->vfs : 1024) : 0);
	}
	return n;
}

static int seconds_of(int64_t us)
{
	int64_t seconds = us / 1000000;

	if (seconds < 0)
		return 0;
	return seconds > LONGEST_S ? LONGEST_S : (int)seconds;
}

int deadline_confirm_s(const struct host *host, const struct plan *plan,
		       int64_t longest_us)
{
	return CONFIRM_BASE_S + FUNCTION_S * functions_of(host, plan) +
	       2 * seconds_of(longest_us);
}

int deadline_verify_ms(const struct host *host, const struct plan *plan,
		       int64_t longest_us)
{
	return VERIFY_BASE_MS + VERIFY_FUNCTION_MS * functions_of(host, plan) +
	       1000 * seconds_of(longest_us);
}

int deadline_step_ms(const struct host *host, const struct plan *plan)
{
	return STEP_BASE_MS + STEP_FUNCTION_MS * functions_of(host, plan);
}
