/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model of the E810: virtual functions. They are there to be made, counted
 * and removed; nothing of a VF works but its configuration space.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/pci/pci.h"
#include "hw/pci/pcie.h"
#include "hw/pci/pcie_sriov.h"
#include "qemu/module.h"

#include "e810.h"

#define TYPE_E810_VF "e810-vf"
OBJECT_DECLARE_SIMPLE_TYPE(E810Vf, E810_VF)

struct E810Vf {
    PCIDevice parent_obj;

    MemoryRegion bar0;
};

/* behind the extended capabilities of device.c */
#define ARI_CAP   0x160
#define SRIOV_CAP 0x170

#define VF_DEVICE_ID 0x1889
#define VF_BAR0_SIZE (64 * KiB)
#define VF_BAR0_TYPE                                                           \
    (PCI_BASE_ADDRESS_SPACE_MEMORY | PCI_BASE_ADDRESS_MEM_TYPE_64 |            \
     PCI_BASE_ADDRESS_MEM_PREFETCH)

/* the PFs are functions 0 to 7, their VFs follow, PF by PF */
#define FIRST_VF 16

void e810_vfs_init(E810State *s)
{
    PCIDevice *d = PCI_DEVICE(s);
    unsigned fn = e810_lport(s);

    if (!s->nvfs) {
        return;
    }
    pcie_ari_init(d, ARI_CAP, fn + 1 < s->nfunc ? fn + 1 : 0);
    pcie_sriov_pf_init(d, SRIOV_CAP, TYPE_E810_VF, VF_DEVICE_ID, s->nvfs,
                       s->nvfs, FIRST_VF + fn * (s->nvfs - 1), 1);
    pcie_sriov_pf_init_vf_bar(d, 0, VF_BAR0_TYPE, VF_BAR0_SIZE);
}

void e810_vfs_exit(E810State *s)
{
    if (s->nvfs) {
        pcie_sriov_pf_exit(PCI_DEVICE(s));
    }
}

void e810_vfs_reset(E810State *s)
{
    pcie_sriov_pf_disable_vfs(PCI_DEVICE(s));
}

/* the capability of a PF: how many VFs, and the first one's number on the card
 */
void e810_vfs_caps(E810State *s, uint32_t *number, uint32_t *first)
{
    *number = s->nvfs;
    *first = e810_lport(s) * s->nvfs;
}

static uint64_t e810_vf_read(void *opaque, hwaddr addr, unsigned size)
{
    return 0;
}

static void e810_vf_write(void *opaque, hwaddr addr, uint64_t val,
                          unsigned size)
{
}

static const MemoryRegionOps e810_vf_ops = {
    .read = e810_vf_read,
    .write = e810_vf_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
};

static void e810_vf_write_config(PCIDevice *d, uint32_t addr, uint32_t val,
                                 int len)
{
    pci_default_write_config(d, addr, val, len);
    pcie_cap_flr_write_config(d, addr, val, len);
}

static void e810_vf_realize(PCIDevice *d, Error **errp)
{
    E810Vf *vf = E810_VF(d);

    d->config_write = e810_vf_write_config;
    memory_region_init_io(&vf->bar0, OBJECT(vf), &e810_vf_ops, vf,
                          "e810-vf-mmio", VF_BAR0_SIZE);
    pcie_sriov_vf_register_bar(d, 0, &vf->bar0);
    if (pcie_endpoint_cap_init(d, 0xa0) < 0) {
        error_setg(errp, "no PCIe capability");
        return;
    }
    pcie_cap_flr_init(d);
    pcie_ari_init(d, 0x100, 0);
}

static void e810_vf_exit(PCIDevice *d)
{
    pcie_cap_exit(d);
}

static void e810_vf_instance_init(Object *obj)
{
    PCI_DEVICE(obj)->cap_present |= QEMU_PCI_CAP_EXPRESS;
}

static void e810_vf_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    PCIDeviceClass *c = PCI_DEVICE_CLASS(klass);

    c->realize = e810_vf_realize;
    c->exit = e810_vf_exit;
    c->vendor_id = PCI_VENDOR_ID_INTEL;
    c->device_id = VF_DEVICE_ID;
    c->class_id = PCI_CLASS_NETWORK_ETHERNET;
    dc->desc = "Virtual function of an E810 (made by its PF)";
    dc->user_creatable = false;
}

static const TypeInfo e810_vf_info = {
    .name = TYPE_E810_VF,
    .parent = TYPE_PCI_DEVICE,
    .instance_size = sizeof(E810Vf),
    .instance_init = e810_vf_instance_init,
    .class_init = e810_vf_class_init,
    .interfaces = (InterfaceInfo[]){ { INTERFACE_PCIE_DEVICE }, {} },
};

static void e810_vf_register_types(void)
{
    type_register_static(&e810_vf_info);
}

type_init(e810_vf_register_types)
