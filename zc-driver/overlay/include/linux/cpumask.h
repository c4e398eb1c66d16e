/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * <linux/cpumask.h>, with RSS= in place of the number of processors where the
 * driver decides on its queues: in the function ZC_QUEUES_IN, nowhere else.
 */
#ifndef NICCTL_ZC_LINUX_CPUMASK_H
#define NICCTL_ZC_LINUX_CPUMASK_H

#include_next <linux/cpumask.h>

#ifdef ZC_QUEUES_IN
#include <linux/stringify.h>
#include "nicctl_zc.h"

static inline unsigned int nicctl_zc_online_cpus(const char *function)
{
	unsigned int online = num_online_cpus();

	if (__builtin_strcmp(function, __stringify(ZC_QUEUES_IN)))
		return online;
	return nicctl_zc_queues(online);
}

#undef num_online_cpus
#define num_online_cpus() nicctl_zc_online_cpus(__func__)
#endif

#endif
