/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: the PCI function. */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "qapi/error.h"
#include "hw/pci/pci.h"
#include "hw/pci/pcie.h"
#include "hw/pci/pcie_aer.h"
#include "hw/pci/msi.h"
#include "hw/pci/msix.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "sysemu/sysemu.h"
#include "qemu/module.h"

#include "x710.h"

void G_GNUC_PRINTF(2, 3) x710_log(X710State *s, const char *fmt, ...)
{
    FILE *f = s->log ? s->log : stderr;
    PCIDevice *d = PCI_DEVICE(s);
    va_list ap;

    fprintf(f, "x710 %02x.%x %8" PRId64 ": ", PCI_SLOT(d->devfn),
            PCI_FUNC(d->devfn), qemu_clock_get_us(QEMU_CLOCK_VIRTUAL));
    va_start(ap, fmt);
    vfprintf(f, fmt, ap);
    va_end(ap);
    fputc('\n', f);
    fflush(f);
}

/* 48 bit statistics counter: low register first */
void x710_stat_add(X710State *s, uint32_t addr, uint64_t n)
{
    uint64_t v = reg_get(s, addr) | ((uint64_t)reg_get(s, addr + 4) << 32);

    v = (v + n) & 0xffffffffffffull;
    reg_set(s, addr, (uint32_t)v);
    reg_set(s, addr + 4, (uint32_t)(v >> 32));
}

void x710_stat_add32(X710State *s, uint32_t addr, uint32_t n)
{
    reg_set(s, addr, reg_get(s, addr) + n);
}

static NetClientInfo x710_net_info = {
    .type = NET_CLIENT_DRIVER_NIC,
    .size = sizeof(NICState),
    .receive = x710_receive,
    .link_status_changed = x710_set_link_status,
};

static void x710_write_config(PCIDevice *d, uint32_t addr, uint32_t val,
                              int len)
{
    X710State *s = X710(d);

    pci_default_write_config(d, addr, val, len);
    if (s->flr) {
        pcie_cap_flr_write_config(d, addr, val, len);
    }
}

static void x710_qdev_reset(DeviceState *dev)
{
    X710State *s = X710(dev);

    timer_del(s->reset_timer);
    timer_del(s->starve_timer);
    reg_set(s, R_GLGEN_RSTAT, 0);
    x710_global_reset(s);
}

static void x710_realize(PCIDevice *d, Error **errp)
{
    X710State *s = X710(d);
    const char *env = getenv("X710_DEBUG");
    const char *file = getenv("X710_DEBUG_FILE");
    Error *err = NULL;
    unsigned i;

    if (s->nq < 2 || s->nq > X710_MAX_QUEUES / 2) {
        error_setg(errp, "queues must be 2..%d", X710_MAX_QUEUES / 2);
        return;
    }
    if (s->nvec < 2 || s->nvec > X710_MAX_VECTORS) {
        error_setg(errp, "vectors must be 2..%d", X710_MAX_VECTORS);
        return;
    }
    if (env) {
        s->debug |= strtoul(env, NULL, 0);
    }
    if (file && s->debug) {
        s->log = fopen(file, "a");
    }
    x710_build_sr(s, &err);
    if (err) {
        error_propagate(errp, err);
        return;
    }

    s->pf_id = PCI_FUNC(d->devfn);
    s->num_ports = MAX(s->num_ports, s->pf_id + 1);
    s->num_ports = MIN(s->num_ports, 4);
    s->port = s->pf_id & 3;

    pci_config_set_device_id(d->config, s->device_id);
    pci_set_word(d->config + PCI_SUBSYSTEM_VENDOR_ID, s->subsys_ven);
    pci_set_word(d->config + PCI_SUBSYSTEM_ID, s->subsys);
    d->config[PCI_REVISION_ID] = s->revision;
    d->config[PCI_CACHE_LINE_SIZE] = 0x10;
    pci_config_set_interrupt_pin(d->config, 1 + (s->pf_id & 3));
    d->config_write = x710_write_config;

    s->regs = g_malloc0(X710_CSR_SIZE);
    s->txq = g_new0(X710TxQueue, s->nq);
    s->rxq = g_new0(X710RxQueue, s->nq);
    s->sd = g_new0(X710Sd, HMC_SD_COUNT);
    s->vsi = g_new0(X710Vsi, X710_NUM_VSI);
    s->fdir_tab = g_new0(X710Fdir, X710_NUM_FDIR);

    memory_region_init_io(&s->csr, OBJECT(s), &x710_csr_ops, s, "x710-csr",
                          X710_BAR0_SIZE);
    pci_register_bar(d, 0,
                     PCI_BASE_ADDRESS_SPACE_MEMORY |
                         PCI_BASE_ADDRESS_MEM_TYPE_64 |
                         PCI_BASE_ADDRESS_MEM_PREFETCH,
                     &s->csr);
    memory_region_init(&s->msix_bar, OBJECT(s), "x710-msix", X710_BAR3_SIZE);
    pci_register_bar(d, 3,
                     PCI_BASE_ADDRESS_SPACE_MEMORY |
                         PCI_BASE_ADDRESS_MEM_TYPE_64 |
                         PCI_BASE_ADDRESS_MEM_PREFETCH,
                     &s->msix_bar);

    if (!nic_add_pm(d, 0x40, errp)) {
        return;
    }
    if (msi_init(d, 0x50, 1, true, true, errp)) {
        return;
    }
    if (msix_init(d, s->nvec, &s->msix_bar, 3, X710_MSIX_TABLE, &s->msix_bar, 3,
                  X710_MSIX_PBA, 0x70, errp)) {
        msi_uninit(d);
        return;
    }
    for (i = 0; i < s->nvec; i++) {
        msix_vector_use(d, i);
    }
    if (pcie_endpoint_cap_init(d, 0xa0) < 0) {
        error_setg(errp, "no PCIe capability");
        msix_uninit(d, &s->msix_bar, &s->msix_bar);
        msi_uninit(d);
        return;
    }
    nic_set_pcie_link(d, 8, 3);
    if (s->flr) {
        pcie_cap_flr_init(d);
    }

    qemu_macaddr_default_if_unset(&s->conf.macaddr);
    memcpy(s->perm_mac, s->conf.macaddr.a, ETH_ALEN);
    if (pcie_aer_init(d, PCI_ERR_VER, 0x100, PCI_ERR_SIZEOF, NULL) < 0) {
        error_setg(errp, "no AER capability");
        return;
    }
    pcie_dev_ser_num_init(d, 0x140, nic_serial_number(s->perm_mac));

    s->tx_bh = qemu_bh_new(x710_tx_bh, s);
    s->link_timer = timer_new_ms(QEMU_CLOCK_VIRTUAL, x710_link_timer, s);
    s->reset_timer = timer_new_ms(QEMU_CLOCK_VIRTUAL, x710_reset_timer, s);
    s->starve_timer = timer_new_ms(QEMU_CLOCK_VIRTUAL, x710_starve_timer, s);

    s->nic = qemu_new_nic(&x710_net_info, &s->conf,
                          object_get_typename(OBJECT(s)), DEVICE(s)->id,
                          &DEVICE(s)->mem_reentrancy_guard, s);
    qemu_format_nic_info_str(qemu_get_queue(s->nic), s->perm_mac);
}

static void x710_exit(PCIDevice *d)
{
    X710State *s = X710(d);
    unsigned i;

    timer_free(s->link_timer);
    timer_free(s->reset_timer);
    timer_free(s->starve_timer);
    qemu_bh_delete(s->tx_bh);
    qemu_del_nic(s->nic);
    for (i = 0; i < s->nq; i++) {
        g_free(s->txq[i].buf);
    }
    pcie_aer_exit(d);
    pcie_cap_exit(d);
    msix_unuse_all_vectors(d);
    msix_uninit(d, &s->msix_bar, &s->msix_bar);
    msi_uninit(d);
    g_free(s->regs);
    g_free(s->txq);
    g_free(s->rxq);
    g_free(s->sd);
    g_free(s->vsi);
    g_free(s->fdir_tab);
    if (s->log) {
        fclose(s->log);
    }
}

static const VMStateDescription x710_vmstate = {
    .name = TYPE_X710,
    .unmigratable = 1,
};

static Property x710_properties[] = {
    DEFINE_NIC_PROPERTIES(X710State, conf),
    DEFINE_PROP_UINT16("queues", X710State, nq, 128),
    DEFINE_PROP_UINT16("vectors", X710State, nvec, 129),
    DEFINE_PROP_UINT16("ports", X710State, num_ports, 2),
    DEFINE_PROP_UINT16("device-id", X710State, device_id, X710_DEV_ID),
    DEFINE_PROP_UINT16("subsys-ven", X710State, subsys_ven,
                       PCI_VENDOR_ID_INTEL),
    DEFINE_PROP_UINT16("subsys", X710State, subsys, 0x0008),
    DEFINE_PROP_UINT8("revision", X710State, revision, 2),
    DEFINE_PROP_UINT32("debug", X710State, debug, 0),
    DEFINE_PROP_UINT32("link-delay-ms", X710State, link_delay, 200),
    DEFINE_PROP_BOOL("iwarp", X710State, iwarp, false),
    DEFINE_PROP_BOOL("vmdq", X710State, vmdq, true),
    DEFINE_PROP_BOOL("dcb", X710State, dcb, true),
    DEFINE_PROP_BOOL("fdir", X710State, fdir, true),
    DEFINE_PROP_BOOL("flr", X710State, flr, true),
    DEFINE_PROP_BOOL("forget-phy", X710State, forget_phy, false),
    DEFINE_PROP_STRING("fw-version", X710State, fw_version),
    DEFINE_PROP_STRING("fw-api", X710State, fw_api),
    DEFINE_PROP_STRING("nvm-version", X710State, nvm_version),
    DEFINE_PROP_STRING("oem-version", X710State, oem_version),
    DEFINE_PROP_UINT32("eetrack", X710State, eetrack, 0x8000d8c5),
    DEFINE_PROP_END_OF_LIST(),
};

static void x710_class_init(ObjectClass *class, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(class);
    PCIDeviceClass *c = PCI_DEVICE_CLASS(class);

    c->realize = x710_realize;
    c->exit = x710_exit;
    c->vendor_id = PCI_VENDOR_ID_INTEL;
    c->device_id = X710_DEV_ID;
    c->revision = 2;
    c->class_id = PCI_CLASS_NETWORK_ETHERNET;
    dc->desc = "Intel X710 10GbE controller (i40e)";
    dc->reset = x710_qdev_reset;
    dc->vmsd = &x710_vmstate;
    device_class_set_props(dc, x710_properties);
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
}

static void x710_instance_init(Object *obj)
{
    X710State *s = X710(obj);

    s->fw_version = g_strdup("9.20.71847");
    s->fw_api = g_strdup("1.15");
    s->nvm_version = g_strdup("9.20");
    s->oem_version = g_strdup("1.3353.0");
    nic_add_faults(obj, &s->fault, &s->fault_op);
    device_add_bootindex_property(obj, &s->conf.bootindex, "bootindex",
                                  "/ethernet-phy@0", DEVICE(obj));
}

static const TypeInfo x710_info = {
    .name = TYPE_X710,
    .parent = TYPE_PCI_DEVICE,
    .instance_size = sizeof(X710State),
    .instance_init = x710_instance_init,
    .class_init = x710_class_init,
    .interfaces = (InterfaceInfo[]){ { INTERFACE_PCIE_DEVICE }, {} },
};

static void x710_register_types(void)
{
    type_register_static(&x710_info);
}

type_init(x710_register_types)
