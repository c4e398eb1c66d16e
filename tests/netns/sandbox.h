/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A network, a process table and a /sys of the test's own: what it makes and breaks there
 * nobody else sees, and what it reads is only what it made. */
#ifndef NICCTL_TESTS_SANDBOX_H
#define NICCTL_TESTS_SANDBOX_H

#include "host.h"
#include "macro.h"

/* Runs @test as process 1 of new network, mount and process namespaces (in a user
 * namespace if not root). Returns the exit status: that of @test, or 77 with a reason on
 * stdout when the machine does not permit it. */
int sandbox_run(int (*test)(void));

/* Runs `ip` with the words of the formatted text (split at single blanks); fails the test
 * when it fails. */
void sandbox_ip(const char *fmt, ...) NIC_PRINTF(1, 2);

/* The same, for what a kernel may lack: returns whether it worked. */
int sandbox_try_ip(const char *fmt, ...) NIC_PRINTF(1, 2);

/* The same with `bridge`. */
int sandbox_try_bridge(const char *fmt, ...) NIC_PRINTF(1, 2);

/* Makes a network namespace that nothing but the returned child process lives in. */
int sandbox_start_process_in_netns(void);
void sandbox_stop_process(int pid);

/* The facts about the devices and networks of these namespaces; the caller frees them. A
 * failure to read them fails the test. */
struct host *sandbox_host(void);

#endif
