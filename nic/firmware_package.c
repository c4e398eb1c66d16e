/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DDP packages for ice: which version is this file? */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "firmware.h"
#include "sysfs.h"

/* The layout of a package for ice: the format's version (4 bytes), the count of segments
 * and their offsets, 32 bits each; a segment begins with its type, format (4 bytes), size
 * and name (32 bytes); that of the metadata goes on with the package's version. All is
 * little-endian. Source: kernel drivers/net/ethernet/intel/ice/ice_ddp.h. */
#define SEGMENTS_MAX 64
#define SEGMENT_METADATA 1
#define SEGMENT_HEADER_BYTES 44

/* The metadata stands first: more need not be read. */
#define HEAD_BYTES 4096

static uint32_t u32_at(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

bool firmware_package_version(const unsigned char *bytes, size_t n, char *ret_version,
			      size_t version_bytes)
{
	uint32_t count = n >= 8 ? u32_at(bytes + 4) : 0;

	if (count > SEGMENTS_MAX || n < 8 + 4 * (size_t)count)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		size_t offset = u32_at(bytes + 8 + 4 * i);
		const unsigned char *version = bytes + offset + SEGMENT_HEADER_BYTES;

		if (offset > n || n - offset < SEGMENT_HEADER_BYTES + 4 ||
		    u32_at(bytes + offset) != SEGMENT_METADATA)
			continue;
		(void)snprintf(ret_version, version_bytes, "%u.%u.%u.%u", version[0],
			       version[1], version[2], version[3]);
		return true;
	}
	return false;
}

bool firmware_package_read(const char *path, char *ret_version, size_t version_bytes)
{
	NIC_CLEANUP(sysfs_closep)
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	unsigned char head[HEAD_BYTES];
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head));

	return n >= 0 &&
	       firmware_package_version(head, (size_t)n, ret_version, version_bytes);
}
