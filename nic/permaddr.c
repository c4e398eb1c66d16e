/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ETHTOOL_GPERMADDR for the network devices below a device. */
#include "permaddr.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/netdevice.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "macro.h"
#include "sysfs.h"

/* Hardware addresses are up to MAX_ADDR_LEN bytes long (InfiniBand: 20). */
union answer {
	struct ethtool_perm_addr head;
	unsigned char room[sizeof(struct ethtool_perm_addr) + MAX_ADDR_LEN];
};

static bool read_address(int sock, const char *name, union answer *answer)
{
	struct ifreq request = {.ifr_data = (void *)answer};

	memset(answer, 0, sizeof(*answer));
	answer->head.cmd = ETHTOOL_GPERMADDR;
	answer->head.size = MAX_ADDR_LEN;
	if (strlen(name) >= sizeof(request.ifr_name))
		return false;
	memcpy(request.ifr_name, name, strlen(name));
	return ioctl(sock, SIOCETHTOOL, &request) == 0 &&
	       answer->head.size <= MAX_ADDR_LEN;
}

static bool is_mac(const union answer *answer, const char *mac)
{
	const unsigned char *bytes = answer->room + sizeof(struct ethtool_perm_addr);
	char text[MAX_ADDR_LEN * 3 + 1] = "";

	for (unsigned int i = 0; i < answer->head.size; i++)
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text),
			       i ? ":%02x" : "%02x", bytes[i]);
	return strcmp(text, mac) == 0;
}

bool permaddr_is_below(int dirfd, const char *mac)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(dirfd, "net");
	NIC_CLEANUP(sysfs_closep)
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const struct dirent *entry;
	union answer answer;

	while (dir && sock >= 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.' &&
		    read_address(sock, entry->d_name, &answer) && is_mac(&answer, mac))
			return true;
	}
	return false;
}
