/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The versions of drivers, of their cards' firmware and of firmware files; and what the
 * kernel log says about them. */
#ifndef NICCTL_NIC_FIRMWARE_H
#define NICCTL_NIC_FIRMWARE_H

#include "host.h"

/* Fills driver_version, firmware_version and expansion_rom of the ports that have a
 * network device in the caller's namespace (ethtool), devlink of those whose driver knows
 * it, and serial. @modules: only ports of these modules; none: of all. What a driver does
 * not tell stays NULL. Returns 0, -ENOMEM, or the errno of a socket. */
int firmware_read_ports(struct host *host, const struct strv *modules,
			struct nic_err *err);

/* Fills host->firmware_files (see struct firmware_file) with the names that host->files
 * have in their .modinfo, and with what is there of them below @root ("": the machine
 * itself) in the folders that the kernel looks into. Returns 0 or -ENOMEM. */
int firmware_read_files(struct host *host, const char *root, struct nic_err *err);

/* The version of a DDP package for ice, "1.3.30.0"; false: @bytes are none. */
bool firmware_package_version(const unsigned char *bytes, size_t n, char *ret_version,
			      size_t version_bytes);

/* The same of a file; false also when it cannot be read. */
bool firmware_package_read(const char *path, char *ret_version, size_t version_bytes);

/* Fills host->kernel_log; without the right to read the log there is a sentence in
 * host->not_read. Never waits. Returns 0 or -ENOMEM. */
int firmware_read_log(struct host *host, struct nic_err *err);

/* Is this line of the kernel log one of those? */
bool firmware_log_line(const char *line);

#endif
