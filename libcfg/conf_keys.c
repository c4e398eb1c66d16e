/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table. */
#include "conf_keys.h"

#include <string.h>

#include "suggest.h"

#define MAIN(section_, name_, member_)                                                   \
	.scope = CONF_MAIN, .section = (section_), .name = (name_),                      \
	.offset = offsetof(struct conf, member_)
#define DRIVER(section_, name_, member_)                                                 \
	.scope = CONF_DRIVER, .section = (section_), .name = (name_),                    \
	.offset = offsetof(struct conf_driver, member_)
#define SETTING(name_, member_)                                                          \
	DRIVER("driver", name_, settings.member_), .is_setting = true

const struct conf_key conf_keys[] = {
	{MAIN("protect", "ports", protect_ports), .type = &conf_types_port,
	 .is_list = true, .summary = "ports that must never go down"},
	{MAIN("protect", "admin-tcp-ports", admin_tcp_ports),
	 .type = &conf_types_tcp_port, .is_list = true, .preset = "22",
	 .summary = "local TCP ports whose connections are remote administration"},
	{MAIN("hugepages", "reserve", pages_reserve), .type = &conf_types_pages,
	 .is_list = true, .summary = "how many huge pages there are to be at least"},
	{MAIN("hugepages", "mount", pages_mount), .type = &conf_types_pages_mount,
	 .is_list = true, .summary = "where huge pages are mounted as files"},
	{MAIN("hugepages", "on-refused", pages_on_refused),
	 .type = &conf_types_on_refused, .preset = "fail",
	 .summary = "what to do when the kernel gives only a part"},
	{DRIVER("driver", "source", source), .type = &conf_types_source, .preset = "auto",
	 .summary = "where the driver's file is taken from"},
	{DRIVER("driver", "dkms", dkms), .type = &conf_types_dkms,
	 .summary = "the DKMS package that has the file"},
	{DRIVER("driver", "module", module), .type = &conf_types_module,
	 .summary = "the name of the module that takes the driver's place"},
	{DRIVER("driver", "load-first", load_first), .type = &conf_types_module,
	 .is_list = true, .summary = "modules that must be loaded before the driver"},
	{DRIVER("driver", "expect-lost", expect_lost), .type = &conf_types_module,
	 .is_list = true,
	 .summary = "modules on top of the driver that need not come back"},
	{SETTING("preset", preset), .type = &conf_types_preset,
	 .summary = "settings that go together, below those that are named"},
	{SETTING("on-refused", on_refused), .type = &conf_types_on_refused,
	 .preset = "fail", .summary = "what to do when the hardware refuses a setting"},
	{SETTING("rss", rss), .type = &conf_types_count,
	 .summary = "the number of receive queues"},
	{SETTING("rx-ring", rx_ring), .type = &conf_types_count,
	 .summary = "the slots of each receive ring"},
	{SETTING("tx-ring", tx_ring), .type = &conf_types_count,
	 .summary = "the slots of each transmit ring"},
	{SETTING("offloads", offloads), .type = &conf_types_switch, .is_list = true,
	 .summary = "features that the card or the kernel does for the port"},
	{SETTING("flow-control", flow_control), .type = &conf_types_flow,
	 .summary = "pause frames"},
	{SETTING("flow-control-autoneg", flow_control_autoneg),
	 .type = &conf_types_on_off,
	 .summary = "whether pause frames are agreed upon with the other end"},
	{SETTING("coalesce", coalesce), .type = &conf_types_assignment, .is_list = true,
	 .summary = "how long the card waits before it interrupts"},
	{SETTING("rss-key", rss_key), .type = &conf_types_rss_key,
	 .summary = "the key of the hash that chooses the queue"},
	{SETTING("rss-table", rss_table), .type = &conf_types_weight, .is_list = true,
	 .summary = "how the queues share what is received"},
	{SETTING("ntuple", ntuple), .type = &conf_types_on_off,
	 .summary = "flow rules that send packets to queues"},
	{SETTING("mtu", mtu), .type = &conf_types_mtu,
	 .summary = "the largest packet, in bytes"},
	{SETTING("promiscuous", promiscuous), .type = &conf_types_on_off,
	 .summary = "whether packets for others are received, too"},
	{SETTING("private-flags", private_flags), .type = &conf_types_switch,
	 .is_list = true, .summary = "switches of the driver's own"},
	{SETTING("irq-affinity", irq_affinity), .type = &conf_types_affinity,
	 .summary = "the processors that take the queues' interrupts"},
	{SETTING("vfs", vfs), .type = &conf_types_vfs,
	 .summary = "the number of virtual functions"},
};
const size_t conf_keys_n = NIC_ARRAY_SIZE(conf_keys);

const struct conf_key *conf_keys_find(enum conf_scope scope, const char *section,
				      const char *name)
{
	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].scope == scope &&
		    strcmp(conf_keys[i].section, section) == 0 &&
		    strcmp(conf_keys[i].name, name) == 0)
			return &conf_keys[i];
	}
	return NULL;
}

bool conf_keys_has_section(enum conf_scope scope, const char *section)
{
	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].scope == scope &&
		    strcmp(conf_keys[i].section, section) == 0)
			return true;
	}
	return false;
}

const char *conf_keys_near_section(enum conf_scope scope, const char *written)
{
	struct suggestion suggestion = suggest_begin(written, strlen(written));

	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].scope == scope)
			suggest_try(&suggestion, "", conf_keys[i].section);
	}
	return suggestion.best;
}

const char *conf_keys_near(enum conf_scope scope, const char *section,
			   const char *written)
{
	struct suggestion suggestion = suggest_begin(written, strlen(written));

	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].scope == scope &&
		    strcmp(conf_keys[i].section, section) == 0)
			suggest_try(&suggestion, "", conf_keys[i].name);
	}
	return suggestion.best;
}

struct conf_value *conf_keys_value(const struct conf_key *key, void *holder)
{
	return (struct conf_value *)(void *)((char *)holder + key->offset);
}

struct conf_value *conf_keys_setting(const struct conf_key *key,
				     struct conf_settings *settings)
{
	size_t offset = key->offset - offsetof(struct conf_driver, settings);

	return (struct conf_value *)(void *)((char *)settings + offset);
}

const char *conf_keys_port_of_section(const char *section)
{
	const char *name = section + strlen("port");

	if (strncmp(section, "port", strlen("port")) != 0 || !strchr(" \t", *name))
		return NULL;
	return name + strspn(name, " \t");
}

const struct conf_key *conf_keys_find_setting(const char *name)
{
	const struct conf_key *key = conf_keys_find(CONF_DRIVER, "driver", name);

	return key && key->is_setting ? key : NULL;
}

const char *conf_keys_near_setting(const char *written)
{
	struct suggestion suggestion = suggest_begin(written, strlen(written));

	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].is_setting)
			suggest_try(&suggestion, "", conf_keys[i].name);
	}
	return suggestion.best;
}
