/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What settings of ports may be. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "conf_types.h"

/* ETH_MIN_MTU of the kernel; the most that an IP packet can be. */
#define MTU_MIN 68
#define MTU_MAX 65535

/* The kernel's largest tables of queues and of processors are far below. */
#define COUNT_MAX 65536
#define WEIGHT_MAX 65536
#define PROCESSOR_MAX 65535

static bool is_one_of(const char *item, const char *const *words)
{
	for (; *words; words++) {
		if (strcmp(item, *words) == 0)
			return true;
	}
	return false;
}

static bool is_on_off(const char *item)
{
	return strcmp(item, "on") == 0 || strcmp(item, "off") == 0;
}

static bool is_preset(const char *item)
{
	static const char *const words[] = {"none", "capture", NULL};

	return is_one_of(item, words);
}

static bool is_on_refused(const char *item)
{
	static const char *const words[] = {"fail", "skip", NULL};

	return is_one_of(item, words);
}

static bool is_count(const char *item)
{
	return strcmp(item, "max") == 0 ||
	       (item[0] != '0' && conf_types_is_number(item, COUNT_MAX));
}

/* PCI has 16 bits for it. */
static bool is_vfs(const char *item)
{
	return strcmp(item, "max") == 0 || conf_types_is_number(item, 65535);
}

static bool is_mtu(const char *item)
{
	return conf_types_is_number(item, MTU_MAX) && strtol(item, NULL, 10) >= MTU_MIN;
}

static bool is_flow(const char *item)
{
	static const char *const words[] = {"on", "off", "rx", "tx", NULL};

	return is_one_of(item, words);
}

/* The value of "NAME=VALUE", NULL: it is none. Names are those that ethtool prints. */
static const char *value_of(const char *item)
{
	const char *at = item;

	while (isalnum((unsigned char)*at) || (*at && at > item && strchr("-_.", *at)))
		at++;
	return at > item && *at == '=' ? at + 1 : NULL;
}

static bool is_switch(const char *item)
{
	const char *value = value_of(item);

	return value && is_on_off(value);
}

static bool is_assignment(const char *item)
{
	const char *value = value_of(item);

	return value &&
	       (is_on_off(value) || conf_types_is_number(value, CONF_TYPES_NUMBER_MAX));
}

static bool is_rss_key(const char *item)
{
	size_t digits = strspn(item, "0123456789abcdefABCDEF");

	return strcmp(item, "symmetric") == 0 ||
	       (digits && digits % 2 == 0 && !item[digits]);
}

static bool is_weight(const char *item)
{
	return strcmp(item, "equal") == 0 || conf_types_is_number(item, WEIGHT_MAX);
}

/* "0-3,8": as the kernel prints it. */
static bool is_processor_list(const char *item)
{
	while (isdigit((unsigned char)*item)) {
		char *end;
		long first = strtol(item, &end, 10), last = first;

		if (*end == '-' && isdigit((unsigned char)end[1]))
			last = strtol(end + 1, &end, 10);
		if (first > last || last > PROCESSOR_MAX)
			return false;
		if (!*end)
			return true;
		if (*end != ',')
			return false;
		item = end + 1;
	}
	return false;
}

static bool is_affinity(const char *item)
{
	return strcmp(item, "local") == 0 || strcmp(item, "spread") == 0 ||
	       is_processor_list(item);
}

const struct conf_type conf_types_preset = {"PRESET", "none or capture", is_preset};
const struct conf_type conf_types_on_refused = {"REACTION", "fail or skip",
						is_on_refused};
const struct conf_type conf_types_count = {"COUNT", "a number from 1 to 65536, or max",
					   is_count};
const struct conf_type conf_types_mtu = {"BYTES", "a number from 68 to 65535", is_mtu};
const struct conf_type conf_types_on_off = {"SWITCH", "on or off", is_on_off};
const struct conf_type conf_types_flow = {"PAUSE", "on, off, rx or tx", is_flow};
const struct conf_type conf_types_switch = {
	"NAME=SWITCH", "a name with =on or =off behind it", is_switch};
const struct conf_type conf_types_assignment = {
	"NAME=VALUE", "a name with =on, =off or =NUMBER behind it", is_assignment};
const struct conf_type conf_types_rss_key = {
	"KEY", "symmetric or a key of two hexadecimal digits a byte", is_rss_key};
const struct conf_type conf_types_weight = {
	"WEIGHT", "equal or a queue's weight, a number up to 65536", is_weight};
const struct conf_type conf_types_affinity = {
	"PROCESSORS", "local, spread or a list of processors (0-3,8)", is_affinity};
const struct conf_type conf_types_vfs = {"COUNT", "a number from 0 to 65535, or max",
					 is_vfs};
