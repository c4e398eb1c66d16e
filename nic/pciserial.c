/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the Device Serial Number, an extended capability of PCI Express: a header of 32
 * bits (number, version, offset of the next), then the number, its lower half first.
 * Source: kernel include/uapi/linux/pci_regs.h (PCI_EXT_CAP_ID_DSN), pci_get_dsn(). */
#include "pciserial.h"

#include <ctype.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

#define SPACE_BYTES 4096
#define FIRST_EXTENDED 0x100

/* Of so many capabilities one is met twice. */
#define CAPABILITIES_MAX ((SPACE_BYTES - FIRST_EXTENDED) / 8)

static uint32_t u32_at(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

static uint64_t find_serial(const unsigned char *space, size_t bytes)
{
	size_t at = FIRST_EXTENDED;

	for (int i = 0; i < CAPABILITIES_MAX && at >= FIRST_EXTENDED && at + 12 <= bytes;
	     i++) {
		uint32_t header = u32_at(space + at);

		if (PCI_EXT_CAP_ID(header) == PCI_EXT_CAP_ID_DSN)
			return (uint64_t)u32_at(space + at + 8) << 32 |
			       u32_at(space + at + 4);
		at = PCI_EXT_CAP_NEXT(header);
	}
	return 0;
}

const char *pciserial_read(const char *root, const char *address, struct arena *arena)
{
	unsigned char space[SPACE_BYTES];
	char path[PATH_MAX];
	uint64_t serial;
	ssize_t n;

	(void)snprintf(path, sizeof(path), "%s/sys/bus/pci/devices/%s/config", root,
		       address);
	NIC_CLEANUP(sysfs_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, space, sizeof(space));
	serial = n > 0 ? find_serial(space, (size_t)n) : 0;
	return serial ? arena_printf(arena, "%016" PRIx64, serial) : NULL;
}

const char *pciserial_of_text(const char *text, struct arena *arena)
{
	char digits[17];
	size_t n = 0;

	for (size_t i = 0; text[i] && n < sizeof(digits) - 1; i++) {
		if (i % 3 == 2 ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
			return NULL;
		if (i % 3 != 2)
			digits[n++] = (char)tolower((unsigned char)text[i]);
	}
	digits[n] = '\0';
	return n == 16 && strlen(text) == 23 ? arena_strdup(arena, digits) : NULL;
}
