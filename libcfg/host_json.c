/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The field tables of the host model, and reading a snapshot file. */
#include "host_json.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "jtable.h"
#include "textfile.h"

/* A host with 300 modules and their symbols is about 2 MiB. */
#define SNAPSHOT_MAX_BYTES ((size_t)64 * 1024 * 1024)

#define S(struct_, field_)                                                               \
	{                                                                                \
#field_, J_STRING, offsetof(struct struct_, field_), NULL, 0, NULL       \
	}
#define R(struct_, field_)                                                               \
	{                                                                                \
#field_, J_REQUIRED, offsetof(struct struct_, field_), NULL, 0, NULL     \
	}
#define B(struct_, field_)                                                               \
	{                                                                                \
#field_, J_BOOL, offsetof(struct struct_, field_), NULL, 0, NULL         \
	}
#define N(struct_, field_, kind_)                                                        \
	{                                                                                \
#field_, kind_, offsetof(struct struct_, field_), NULL, 0, NULL          \
	}
#define HAS(struct_, field_, kind_, has_)                                                \
	{                                                                                \
#field_, kind_, offsetof(struct struct_, field_), NULL,                  \
			offsetof(struct struct_, has_), NULL                             \
	}
#define E(struct_, field_, names_)                                                       \
	{                                                                                \
#field_, J_ENUM, offsetof(struct struct_, field_), NULL, 0, names_       \
	}
#define V(struct_, field_)                                                               \
	{                                                                                \
#field_, J_STRV, offsetof(struct struct_, field_), NULL, 0, NULL         \
	}
#define L(struct_, field_, type_)                                                        \
	{                                                                                \
#field_, J_LIST, offsetof(struct struct_, field_), &type_, 0, NULL       \
	}

static const struct jfield param_fields[] = {R(param, name), S(param, value)};
static const struct jtype param_type = JTYPE(struct param, param_fields);

static const struct jfield param_decl_fields[] = {R(param_decl, name),
						  S(param_decl, type)};
static const struct jtype param_decl_type = JTYPE(struct param_decl, param_decl_fields);

static const struct jfield symbol_fields[] = {
	R(symbol, name),
	HAS(symbol, crc, J_U32, has_crc),
	B(symbol, is_weak),
};
static const struct jtype symbol_type = JTYPE(struct symbol, symbol_fields);

static const struct jfield modfile_fields[] = {
	R(modfile, path),
	R(modfile, name),
	S(modfile, problem),
	S(modfile, vermagic),
	S(modfile, version),
	S(modfile, srcversion),
	S(modfile, build_id),
	S(modfile, signer),
	S(modfile, nicctl_zc),
	B(modfile, is_signed),
	E(modfile, origin, module_origin_name),
	N(modfile, size_bytes, J_U64),
	V(modfile, depends),
	V(modfile, firmware),
	L(modfile, params, param_decl_type),
	L(modfile, needs, symbol_type),
	L(modfile, offers, symbol_type),
};
static const struct jtype modfile_type = JTYPE(struct modfile, modfile_fields);

static const struct jfield modconf_fields[] = {
	R(modconf, module),	  S(modconf, options),	      S(modconf, install_cmd),
	S(modconf, remove_cmd),	  B(modconf, is_blacklisted), V(modconf, softdep_pre),
	V(modconf, softdep_post),
};
static const struct jtype modconf_type = JTYPE(struct modconf, modconf_fields);

static const struct jfield module_fields[] = {
	R(module, name),
	E(module, state, module_state_name),
	HAS(module, refcnt, J_I64, has_refcnt),
	B(module, is_permanent),
	V(module, holders),
	HAS(module, instance, J_U64, has_details),
	S(module, taint),
	S(module, version),
	S(module, srcversion),
	S(module, build_id),
	L(module, params, param_type),
	S(module, path),
	S(module, installed_path),
	B(module, path_is_proven),
	V(module, depends),
	V(module, drivers),
	V(module, configfs),
};
static const struct jtype module_type = JTYPE(struct module, module_fields);

static const struct jfield devlink_fields[] = {
	R(devlink_version, name),
	R(devlink_version, state),
	R(devlink_version, value),
};
static const struct jtype devlink_type = JTYPE(struct devlink_version, devlink_fields);

static const struct jfield port_fields[] = {
	R(port, address),
	S(port, bus),
	S(port, driver),
	S(port, module),
	HAS(port, vendor, J_U32, has_pci_id),
	HAS(port, device, J_U32, has_pci_id),
	S(port, physfn),
	N(port, vfs, J_U32),
	HAS(port, numa_node, J_I32, has_numa_node),
	V(port, below),
	S(port, root_port),
	S(port, driver_version),
	S(port, firmware_version),
	S(port, expansion_rom),
	S(port, serial),
	L(port, devlink, devlink_type),
	S(port, driver_override),
	S(port, override_owner),
	S(port, iommu_group),
	V(port, iommu_peers),
	V(port, id_modules),
	S(port, modalias),
};
static const struct jtype port_type = JTYPE(struct port, port_fields);

static const struct jfield firmware_file_fields[] = {
	R(firmware_file, name),
	S(firmware_file, path),
	S(firmware_file, version),
	S(firmware_file, problem),
};
static const struct jtype firmware_file_type =
	JTYPE(struct firmware_file, firmware_file_fields);

static const struct jfield netdev_fields[] = {
	R(netdev, name),
	N(netdev, ifindex, J_U32),
	S(netdev, netns),
	S(netdev, port),
	S(netdev, kind),
	S(netdev, mac),
	S(netdev, permanent_mac),
	N(netdev, mtu, J_U32),
	B(netdev, is_up),
	B(netdev, has_carrier),
	S(netdev, operstate),
	N(netdev, master, J_U32),
	N(netdev, link, J_U32),
	S(netdev, link_netns),
	V(netdev, remotes),
	S(netdev, tunnel_local),
	N(netdev, tunnel_mark, J_U32),
	V(netdev, altnames),
	V(netdev, addresses),
};
static const struct jtype netdev_type = JTYPE(struct netdev, netdev_fields);

static const struct jfield route_fields[] = {
	S(route, netns),   R(route, family),	     N(route, table, J_U32),
	S(route, gateway), N(route, ifindex, J_U32),
};
static const struct jtype route_type = JTYPE(struct route, route_fields);

static const struct jfield session_fields[] = {
	R(session, peer),     R(session, local),
	S(session, netns),    HAS(session, ifindex, J_U32, has_ifindex),
	B(session, is_other), HAS(session, local_port, J_U32, has_local_port),
};
static const struct jtype session_type = JTYPE(struct session, session_fields);

static const struct jfield rdma_fields[] = {
	R(rdma_device, name),
	S(rdma_device, port),
	S(rdma_device, state),
};
static const struct jtype rdma_type = JTYPE(struct rdma_device, rdma_fields);

static const struct jfield user_fields[] = {
	R(device_user, path),	    S(device_user, port), S(device_user, module),
	N(device_user, pid, J_U32), S(device_user, comm),
};
static const struct jtype user_type = JTYPE(struct device_user, user_fields);

static const struct jfield rdma_mount_fields[] = {
	R(rdma_mount, where),
	S(rdma_mount, source),
	S(rdma_mount, type),
};
static const struct jtype rdma_mount_type = JTYPE(struct rdma_mount, rdma_mount_fields);

static const struct jfield way_fields[] = {
	S(way, netns),		R(way, to),	 N(way, mark, J_U32),
	N(way, ifindex, J_U32), S(way, gateway),
};
static const struct jtype way_type = JTYPE(struct way, way_fields);

static const struct jfield network_use_fields[] = {
	R(network_use, what),	 R(network_use, where),	      S(network_use, server),
	B(network_use, is_root), B(network_use, is_advisory),
};
static const struct jtype network_use_type =
	JTYPE(struct network_use, network_use_fields);

static const struct jfield xsk_fields[] = {
	N(xsk_socket, ifindex, J_U32),
	N(xsk_socket, queue, J_U32),
	E(xsk_socket, mode, xsk_mode_name),
	HAS(xsk_socket, pid, J_U32, has_pid),
	S(xsk_socket, comm),
};
static const struct jtype xsk_type = JTYPE(struct xsk_socket, xsk_fields);

static const struct jfield ring_fields[] = {
	N(pfring_ring, ifindex, J_U32),
	N(pfring_ring, is_zc, J_BOOL),
	N(pfring_ring, pid, J_U32),
	S(pfring_ring, comm),
};
static const struct jtype ring_type = JTYPE(struct pfring_ring, ring_fields);

static const struct jfield net_loss_fields[] = {
	S(net_loss, port),
	S(net_loss, netdev),
	R(net_loss, what),
	B(net_loss, is_refused),
};
static const struct jtype net_loss_type = JTYPE(struct net_loss, net_loss_fields);

static const struct jfield driver_match_fields[] = {
	R(driver_match, file),	  N(driver_match, line, J_U32), R(driver_match, says),
	V(driver_match, drivers), B(driver_match, is_inverted),
};
static const struct jtype driver_match_type =
	JTYPE(struct driver_match, driver_match_fields);

static const struct jfield kernel_fields[] = {
	R(kernel, release),	     S(kernel, machine),
	S(kernel, vermagic),	     B(kernel, has_modules),
	B(kernel, modules_disabled), B(kernel, enforces_signatures),
	S(kernel, lockdown),	     N(kernel, tainted, J_U64),
	S(kernel, boot_id),	     B(kernel, has_udevd),
	V(kernel, trusted_keys),
};
static const struct jtype kernel_type = JTYPE(struct kernel, kernel_fields);

static const struct jfield host_fields[] = {
	S(host, collected_at),
	S(host, hostname),
	{"kernel", J_OBJECT, offsetof(struct host, kernel), &kernel_type, 0, NULL},
	L(host, modules, module_type),
	L(host, files, modfile_type),
	L(host, confs, modconf_type),
	L(host, kernel_symbols, symbol_type),
	L(host, ports, port_type),
	L(host, firmware_files, firmware_file_type),
	V(host, kernel_log),
	L(host, netdevs, netdev_type),
	L(host, default_routes, route_type),
	L(host, sessions, session_type),
	L(host, rdma, rdma_type),
	L(host, users, user_type),
	L(host, rdma_mounts, rdma_mount_type),
	L(host, ways, way_type),
	L(host, network_uses, network_use_type),
	L(host, xsk_sockets, xsk_type),
	L(host, pfring_rings, ring_type),
	L(host, net_losses, net_loss_type),
	L(host, driver_matches, driver_match_type),
	V(host, not_read),
};
static const struct jtype host_type = JTYPE(struct host, host_fields);

/* What stands around the host in the document. */
struct snapshot {
	uint32_t
		nicctl_snapshot; /* the schema version; also says what document this is */
	struct host *host;
};

static const struct jfield header_fields[] = {N(snapshot, nicctl_snapshot, J_U32)};
static const struct jtype header_type = JTYPE(struct snapshot, header_fields);

static const struct jfield snapshot_fields[] = {
	N(snapshot, nicctl_snapshot, J_U32),
	{"host", J_POINTER, offsetof(struct snapshot, host), &host_type, 0, NULL},
};
static const struct jtype snapshot_type = JTYPE(struct snapshot, snapshot_fields);

char *host_to_json(const struct host *host)
{
	struct host copy = *host;
	struct snapshot snapshot = {HOST_SCHEMA_VERSION, &copy};

	return jtable_encode(&snapshot_type, &snapshot, JSTYLE_PRETTY);
}

static int check_schema(const char *text, size_t bytes, struct arena *arena,
			struct nic_err *err)
{
	struct snapshot header = {0};
	int r = jtable_decode(&header_type, text, bytes, arena, &header, err);

	if (r < 0)
		return r;
	if (!header.nicctl_snapshot) {
		r = nic_err_set(err, -EINVAL,
				"not a nicctl snapshot: 'nicctl_snapshot' is missing");
		nic_err_hint(err, "make one with 'nicctl snapshot > FILE'");
	} else if (header.nicctl_snapshot != HOST_SCHEMA_VERSION) {
		r = nic_err_set(err, -EINVAL,
				"a snapshot of schema %u, this nicctl reads schema %d",
				header.nicctl_snapshot, HOST_SCHEMA_VERSION);
		nic_err_hint(err, "make a new one with this version's 'nicctl snapshot'");
	}
	return r;
}

int host_from_json(const char *text, size_t bytes, struct host **ret_host,
		   struct nic_err *err)
{
	NIC_CLEANUP(host_freep) struct host *host = host_new();
	struct snapshot snapshot = {0};
	struct arena *arena;
	int r;

	if (!host)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = check_schema(text, bytes, host->arena, err);
	if (r < 0)
		return r;
	r = jtable_decode(&snapshot_type, text, bytes, host->arena, &snapshot, err);
	if (r < 0)
		return r;
	if (!snapshot.host || !snapshot.host->kernel.release)
		return nic_err_set(err, -EINVAL, "a snapshot without 'host.kernel'");
	arena = host->arena;
	*host = *snapshot.host;
	host->arena = arena;
	*ret_host = NIC_TAKE(host);
	return 0;
}

int host_from_file(const char *path, struct host **ret_host, struct nic_err *err)
{
	char *text = NULL;
	size_t bytes = 0;
	int r;

	r = textfile_read(path, SNAPSHOT_MAX_BYTES, &text, &bytes, err);
	if (r < 0)
		return r;
	r = host_from_json(text, bytes, ret_host, err);
	free(text);
	if (r < 0)
		return nic_err_wrap(err, r, "snapshot '%s'",
				    strcmp(path, "-") == 0 ? "standard input" : path);
	return 0;
}
