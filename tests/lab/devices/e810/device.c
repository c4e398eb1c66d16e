/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: the PCI function. */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "hw/pci/pci.h"
#include "hw/pci/pcie.h"
#include "hw/pci/pcie_aer.h"
#include "hw/pci/pcie_sriov.h"
#include "hw/pci/msix.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "qemu/module.h"

#include "e810.h"

uint32_t *e810_reg(E810State *s, uint32_t addr)
{
    assert(addr < E810_REG_SPACE);
    return &s->regs[addr / 4];
}

void e810_stat_add(E810State *s, uint32_t addr, uint64_t n)
{
    uint64_t v = REG(addr) | ((uint64_t)REG(addr + 4) << 32);

    v = (v + n) & ((1ULL << 40) - 1);
    REG(addr) = v;
    REG(addr + 4) = v >> 32;
}

/* each function has a port of its own */
unsigned e810_lport(E810State *s)
{
    return PCI_FUNC(PCI_DEVICE(s)->devfn);
}

void e810_port_stat(E810State *s, uint32_t addr, uint64_t n)
{
    e810_stat_add(s, addr + e810_lport(s) * 8, n);
}

bool e810_can_dma(E810State *s)
{
    return PCI_DEVICE(s)->config[PCI_COMMAND] & PCI_COMMAND_MASTER;
}

static NetClientInfo e810_net_info = {
    .type = NET_CLIENT_DRIVER_NIC,
    .size = sizeof(NICState),
    .receive = e810_receive,
    .link_status_changed = e810_set_link_status,
};

static void e810_write_config(PCIDevice *d, uint32_t addr, uint32_t val,
                              int len)
{
    pci_default_write_config(d, addr, val, len);
    pcie_cap_flr_write_config(d, addr, val, len);
    pcie_sriov_config_write(d, addr, val, len);
}

static void e810_realize(PCIDevice *d, Error **errp)
{
    E810State *s = E810(d);
    const char *env = getenv("E810_TRACE");
    uint8_t *m;
    unsigned i;

    if (env) {
        s->trace |= strtoul(env, NULL, 0);
    }
    if (s->nqueues < 2 || s->nqueues > E810_MAX_Q) {
        error_setg(errp, "queues must be 2..%d", E810_MAX_Q);
        return;
    }
    if (s->nvec < 4 || s->nvec > E810_MAX_VEC) {
        error_setg(errp, "vectors must be 4..%d", E810_MAX_VEC);
        return;
    }
    if (s->nfunc < 1 || s->nfunc > 8) {
        error_setg(errp, "functions must be 1..8");
        return;
    }
    if (s->nvfs > 16) {
        error_setg(errp, "vfs must be 0..16");
        return;
    }
    if (s->nvm_major > 15) {
        error_setg(errp, "nvm-major must be 0..15");
        return;
    }

    pci_config_set_device_id(d->config, s->sfp ? 0x1593 : 0x1592);
    pci_set_word(d->config + PCI_SUBSYSTEM_VENDOR_ID, PCI_VENDOR_ID_INTEL);
    pci_set_word(d->config + PCI_SUBSYSTEM_ID, s->sfp ? 0x0005 : 0x0002);
    d->config[PCI_CACHE_LINE_SIZE] = 0x10;
    d->config[PCI_INTERRUPT_PIN] = 1;
    d->config_write = e810_write_config;

    s->regs = g_malloc0(E810_REG_SPACE);
    s->txbuf = g_malloc(E810_MAX_TXBUF);
    e810_build_flash(s);

    memory_region_init_io(&s->bar0, OBJECT(s), &e810_mmio_ops, s, "e810-mmio",
                          E810_BAR0_SIZE);
    pci_register_bar(d, 0,
                     PCI_BASE_ADDRESS_SPACE_MEMORY |
                         PCI_BASE_ADDRESS_MEM_TYPE_64 |
                         PCI_BASE_ADDRESS_MEM_PREFETCH,
                     &s->bar0);
    memory_region_init(&s->bar3, OBJECT(s), "e810-msix", E810_BAR3_SIZE);
    pci_register_bar(d, 3,
                     PCI_BASE_ADDRESS_SPACE_MEMORY |
                         PCI_BASE_ADDRESS_MEM_TYPE_64 |
                         PCI_BASE_ADDRESS_MEM_PREFETCH,
                     &s->bar3);

    if (msix_init(d, s->nvec, &s->bar3, 3, 0, &s->bar3, 3, E810_MSIX_PBA, 0x70,
                  errp) < 0) {
        return;
    }
    for (i = 0; i < s->nvec; i++) {
        msix_vector_use(d, i);
    }
    if (!nic_add_pm(d, 0x40, errp)) {
        return;
    }
    if (pcie_endpoint_cap_init(d, 0xa0) < 0) {
        error_setg(errp, "no PCIe capability");
        return;
    }
    pcie_cap_flr_init(d);
    nic_set_pcie_link(d, 16, 4);
    if (pcie_aer_init(d, PCI_ERR_VER, 0x100, PCI_ERR_SIZEOF, errp) < 0) {
        return;
    }

    qemu_macaddr_default_if_unset(&s->conf.macaddr);
    m = s->conf.macaddr.a;
    pcie_dev_ser_num_init(d, 0x150, s->dsn ? s->dsn : nic_serial_number(m));
    e810_vfs_init(s);

    s->link_timer = timer_new_ms(QEMU_CLOCK_VIRTUAL, e810_link_timer, s);
    s->stall_timer = timer_new_ms(QEMU_CLOCK_VIRTUAL, e810_stall_timer, s);
    s->nic = qemu_new_nic(&e810_net_info, &s->conf,
                          object_get_typename(OBJECT(d)), d->qdev.id,
                          &d->qdev.mem_reentrancy_guard, s);
    qemu_format_nic_info_str(qemu_get_queue(s->nic), m);
    e810_core_reset(s);
}

static void e810_exit(PCIDevice *d)
{
    E810State *s = E810(d);
    unsigned i;

    e810_function_reset(s);
    for (i = 0; i < s->nvec; i++) {
        msix_vector_unuse(d, i);
    }
    e810_vfs_exit(s);
    pcie_aer_exit(d);
    pcie_cap_exit(d);
    msix_uninit(d, &s->bar3, &s->bar3);
    qemu_del_nic(s->nic);
    timer_free(s->link_timer);
    timer_free(s->stall_timer);
    g_free(s->regs);
    g_free(s->txbuf);
    g_free(s->flash);
}

static const VMStateDescription e810_vmstate = {
    .name = "e810",
    .unmigratable = 1,
};

static Property e810_properties[] = {
    DEFINE_NIC_PROPERTIES(E810State, conf),
    DEFINE_PROP_UINT32("queues", E810State, nqueues, 64),
    DEFINE_PROP_UINT32("vectors", E810State, nvec, 128),
    DEFINE_PROP_BOOL("sfp", E810State, sfp, false),
    DEFINE_PROP_BOOL("rdma", E810State, rdma, false),
    DEFINE_PROP_BOOL("fdir", E810State, fd, true),
    DEFINE_PROP_UINT32("functions", E810State, nfunc, 1),
    DEFINE_PROP_UINT32("vfs", E810State, nvfs, 0),
    DEFINE_PROP_UINT64("dsn", E810State, dsn, 0),
    DEFINE_PROP_UINT8("nvm-major", E810State, nvm_major, 4),
    DEFINE_PROP_UINT8("nvm-minor", E810State, nvm_minor, 0x40),
    DEFINE_PROP_UINT32("eetrack", E810State, eetrack, 0x8001c7d4),
    DEFINE_PROP_UINT8("orom-major", E810State, orom_major, 1),
    DEFINE_PROP_UINT16("orom-build", E810State, orom_build, 3534),
    DEFINE_PROP_UINT8("orom-patch", E810State, orom_patch, 0),
    DEFINE_PROP_STRING("pba", E810State, pba),
    DEFINE_PROP_UINT32("trace", E810State, trace, 0),
    DEFINE_PROP_END_OF_LIST(),
};

/*
 * qom-set PATH inject-reset 1|2|3: a core, global or firmware reset that this
 * function did not ask for (another function of the real device would)
 */
static void e810_inject_reset(Object *obj, Visitor *v, const char *name,
                              void *opaque, Error **errp)
{
    uint32_t type;

    if (!visit_type_uint32(v, name, &type, errp)) {
        return;
    }
    if (type < 1 || type > 3 || !DEVICE(obj)->realized) {
        error_setg(errp, "inject-reset: 1 core, 2 global, 3 firmware");
        return;
    }
    e810_global_reset(E810(obj), type);
}

static void e810_instance_init(Object *obj)
{
    E810State *s = E810(obj);

    object_property_add(obj, "inject-reset", "uint32", NULL, e810_inject_reset,
                        NULL, NULL);
    nic_add_faults(obj, &s->fault, &s->fault_op);
    s->pba = g_strdup("K91258-006");
    PCI_DEVICE(obj)->cap_present |= QEMU_PCI_CAP_EXPRESS;
}

static void e810_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    PCIDeviceClass *c = PCI_DEVICE_CLASS(klass);

    c->realize = e810_realize;
    c->exit = e810_exit;
    c->vendor_id = PCI_VENDOR_ID_INTEL;
    c->device_id = 0x1592;
    c->revision = 2;
    c->class_id = PCI_CLASS_NETWORK_ETHERNET;
    dc->desc = "Intel E810-C 100GbE Controller (ice)";
    dc->reset = e810_qdev_reset;
    dc->vmsd = &e810_vmstate;
    device_class_set_props(dc, e810_properties);
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
}

static const TypeInfo e810_info = {
    .name = TYPE_E810,
    .parent = TYPE_PCI_DEVICE,
    .instance_size = sizeof(E810State),
    .instance_init = e810_instance_init,
    .class_init = e810_class_init,
    .interfaces = (InterfaceInfo[]){ { INTERFACE_PCIE_DEVICE }, {} },
};

static void e810_register_types(void)
{
    type_register_static(&e810_info);
}

type_init(e810_register_types)
