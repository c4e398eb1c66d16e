/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of exit codes; help prints it, a test holds man page and README against it.
 */
#include "exit_code.h"

const struct exit_code_meaning exit_code_meanings[] = {
	{EXIT_CODE_DONE, "done, or nothing to do"},
	{EXIT_CODE_FAILED, "failed before anything was changed"},
	{EXIT_CODE_USAGE, "wrong usage"},
	{EXIT_CODE_REFUSED, "refused by the guard, nothing was changed"},
	{EXIT_CODE_ROLLED_BACK, "failed and rolled back"},
	{EXIT_CODE_ROLLBACK_INCOMPLETE, "failed, and the rollback is incomplete"},
	{EXIT_CODE_HOOK_FAILED, "done, but a hook that ran afterwards failed"},
	{EXIT_CODE_NOT_ZERO_COPY, "checked: not every queue can do zero-copy"},
	{EXIT_CODE_NOT_AS_CONFIGURED, "checked: not everything is as configured"},
	{EXIT_CODE_NETWORK_DIFFERS,
	 "done, but the network state of a port is not as it was"},
};

const size_t exit_code_meanings_n = NIC_ARRAY_SIZE(exit_code_meanings);

enum exit_code exit_code_of(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_DONE:
	case OUTCOME_UNCHANGED:
		return EXIT_CODE_DONE;
	case OUTCOME_NOT_STARTED:
		return EXIT_CODE_FAILED;
	case OUTCOME_REFUSED:
		return EXIT_CODE_REFUSED;
	case OUTCOME_ROLLED_BACK:
		return EXIT_CODE_ROLLED_BACK;
	case OUTCOME_ROLLBACK_INCOMPLETE:
		return EXIT_CODE_ROLLBACK_INCOMPLETE;
	case OUTCOME_HOOK_FAILED:
		return EXIT_CODE_HOOK_FAILED;
	case OUTCOME_NETWORK_DIFFERS:
		return EXIT_CODE_NETWORK_DIFFERS;
	}
	return EXIT_CODE_ROLLBACK_INCOMPLETE; /* unknown: the worst is assumed */
}
