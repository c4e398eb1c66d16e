/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One sample of the receive path, put together from its parts. */
#include "rxpath.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "rxparts.h"
#include "sysfs.h"

FILE *rxfile_open(int rootfd, const char *path)
{
	int fd = openat(rootfd, path, O_RDONLY | O_CLOEXEC);
	FILE *file;

	if (fd < 0)
		return NULL;
	file = fdopen(fd, "re");
	if (!file)
		sysfs_closep(&fd);
	return file;
}

void rxfile_closep(FILE **file)
{
	if (*file)
		(void)fclose(*file); /* only read from: nothing can be lost */
}

static void set_time(struct rxsample *sample)
{
	struct timespec now = {0};
	long ticks_per_s = sysconf(_SC_CLK_TCK);

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	sample->at_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
	sample->ticks_per_s = ticks_per_s > 0 ? (uint32_t)ticks_per_s : 100;
}

int rxpath_read_files(int rootfd, const char *ifname, struct rxsample *sample,
		      struct nic_err *err)
{
	int r;

	sample->ifname = arena_strdup(sample->arena, ifname);
	if (!sample->ifname)
		return nic_err_set(err, -ENOMEM, "out of memory");
	set_time(sample);
	r = rxdevice_read(rootfd, sample);
	if (r < 0)
		return nic_err_set(err, r, "there is no network device '%s'", ifname);
	r = rxcpus_read(rootfd, sample);
	if (r < 0)
		return nic_err_set(err, r, "/proc/stat: %s", nic_strerror(r));
	rxvectors_read(rootfd, sample);
	rxtasks_read(rootfd, sample);
	return 0;
}

int rxpath_read(const char *ifname, struct rxsample **ret_sample, struct nic_err *err)
{
	NIC_CLEANUP(rxsample_freep) struct rxsample *sample = rxsample_new();
	NIC_CLEANUP(sysfs_closep)
	int rootfd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r;

	if (!sample)
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (rootfd < 0)
		return nic_err_set(err, -errno, "/: %s", nic_strerror(errno));
	r = rxpath_read_files(rootfd, ifname, sample, err);
	if (r < 0)
		return r;
	rxdriver_read(sample);
	rxqdisc_read(sample);
	rxsockets_read(sample);
	if (arena_failed(sample->arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret_sample = NIC_TAKE(sample);
	return 0;
}
