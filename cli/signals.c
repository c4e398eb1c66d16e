/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps signals from ending a change half-way. */
#include "signals.h"

#include <signal.h>
#include <stddef.h>

void signals_hold(void)
{
	static const int faults[] = {SIGSEGV, SIGBUS,  SIGILL, SIGFPE,
				     SIGABRT, SIGTRAP, SIGSYS};
	sigset_t set;

	/* Blocked, a signal waits and can be asked for. Also those that stop a program:
	 * SIGTSTP from the terminal, SIGTTOU on output from the background. */
	(void)sigfillset(&set); /* these cannot fail for valid signals */
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		(void)sigdelset(&set, faults[i]);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
}

bool signals_cancelled(void *ctx)
{
	sigset_t pending;

	(void)ctx;
	if (sigpending(&pending) < 0)
		return false;
	return sigismember(&pending, SIGINT) == 1 ||
	       sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGQUIT) == 1;
}
