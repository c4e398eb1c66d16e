/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a sample, one reader each; used by rxpath.c only. Paths below @rootfd.
 * Memory that ran out is remembered by the sample's arena. */
#ifndef NICCTL_RXPARTS_H
#define NICCTL_RXPARTS_H

#include <stdio.h>

#include "rxsample.h"

/* /proc/stat, /proc/softirqs, /proc/net/softnet_stat and NUMA nodes. Returns 0 or the
 * errno of /proc/stat. */
int rxcpus_read(int rootfd, struct rxsample *sample);

/* Threads: ksoftirqd, threaded NAPI of the device, irqbalance. After rxcpus_read(). */
void rxtasks_read(int rootfd, struct rxsample *sample);

/* The interrupts of the device's port, with their counts and where they may go. */
void rxvectors_read(int rootfd, struct rxsample *sample);

/* The device's state, counters, queues and settings, and the sysctls that matter. Returns
 * 0 or -ENODEV. */
int rxdevice_read(int rootfd, struct rxsample *sample);

/* What only the driver tells: its name, counters, ring, RSS table. After
 * rxdevice_read(). */
void rxdriver_read(struct rxsample *sample);

/* The root queueing discipline's statistics. */
void rxqdisc_read(struct rxsample *sample);

/* Drops of UDP and packet sockets. */
void rxsockets_read(struct rxsample *sample);

/* Opens a file for reading by line; NULL and errno on failure. */
FILE *rxfile_open(int rootfd, const char *path);
void rxfile_closep(FILE **file);

#endif
