/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: the admin queue. */

#include "qemu/osdep.h"

#include "x710.h"

static void x710_cap(X710AqCmd *c, int *n, uint16_t id, uint32_t number,
                     uint32_t logical, uint32_t phys)
{
    uint8_t *e = c->buf + 32 * (*n)++;

    memset(e, 0, 32);
    stw_le_p(e, id);
    e[2] = 1;
    stl_le_p(e + 4, number);
    stl_le_p(e + 8, logical);
    stl_le_p(e + 12, phys);
}

static int x710_aq_caps(X710State *s, X710AqCmd *c)
{
    int n = 0;

    memset(c->buf, 0, 4096);
    x710_cap(c, &n, CAP_SWITCH_MODE, 0, 0, 0);
    x710_cap(c, &n, CAP_MNG_MODE, 0, 0, 0);
    x710_cap(c, &n, CAP_FUNCTIONS_VALID, (1u << s->num_ports) - 1, 0, 0);
    x710_cap(c, &n, CAP_VMDQ, s->vmdq, 0, 0);
    x710_cap(c, &n, CAP_VSI, X710_NUM_VSI, 0, 0);
    x710_cap(c, &n, CAP_DCB, s->dcb, 1, 8);
    x710_cap(c, &n, CAP_RSS, 512, 6, 0);
    x710_cap(c, &n, CAP_RXQ, s->nq, 0, 0);
    x710_cap(c, &n, CAP_TXQ, s->nq, 0, 0);
    x710_cap(c, &n, CAP_MSIX, s->nvec, 0, 0);
    x710_cap(c, &n, CAP_VF_MSIX, 5, 0, 0);
    if (s->fdir) {
        x710_cap(c, &n, CAP_FLOW_DIRECTOR, 512, 7168, 0);
    }
    x710_cap(c, &n, CAP_1588, 1, 0, 0);
    if (s->iwarp) {
        x710_cap(c, &n, CAP_IWARP, 1, 0, 0);
    }
    x710_cap(c, &n, CAP_LED, 1, 0, 22);
    x710_cap(c, &n, CAP_MDIO, 1, 1, s->port);
    x710_cap(c, &n, CAP_NVM_MGMT, 0, 0, 0);

    stl_le_p(c->p + 4, n);
    c->wb = true;
    c->wblen = 32 * n;
    if (c->len < 32 * n) {
        c->wb = false;
        return AQ_RC_ENOMEM;
    }
    return AQ_RC_OK;
}

/* identity, resources, capabilities */
static int x710_aq_general(X710State *s, uint16_t op, X710AqCmd *c)
{
    uint8_t *p = c->p;
    uint8_t *b = c->buf;

    switch (op) {
    case AQ_GET_VERSION:
        stl_le_p(p, 0);
        stl_le_p(p + 4, s->fw_build);
        stw_le_p(p + 8, s->fw_major);
        stw_le_p(p + 10, s->fw_minor);
        stw_le_p(p + 12, s->api_major);
        stw_le_p(p + 14, s->api_minor);
        return AQ_RC_OK;
    case AQ_DRIVER_VERSION:
        DBG(s, DBG_AQ, "  driver %u.%u.%u.%u %.*s", p[0], p[1], p[2], p[3],
            MIN(c->len, 64), b);
        return AQ_RC_OK;
    case AQ_REQUEST_RESOURCE:
        stl_le_p(p + 4, lduw_le_p(p + 2) == 2 ? 180000 : 3000);
        return AQ_RC_OK;
    case AQ_LIST_FUNC_CAPS:
    case AQ_LIST_DEV_CAPS:
        return x710_aq_caps(s, c);
    case AQ_MAC_READ:
        if (c->len < 24) {
            return AQ_RC_ENOMEM;
        }
        memset(b, 0, 24);
        memcpy(b, s->laa_valid ? s->laa : s->perm_mac, ETH_ALEN);
        memcpy(b + 6, s->perm_mac, ETH_ALEN);
        memcpy(b + 12, s->perm_mac, ETH_ALEN);
        memcpy(b + 18, s->perm_mac, ETH_ALEN);
        stw_le_p(p, 0x10 | 0x40);
        c->wb = true;
        c->wblen = 24;
        return AQ_RC_OK;
    case AQ_MAC_WRITE:
        if ((lduw_le_p(p) & 0xc000) != 0xc000) {
            stw_be_p(s->laa, lduw_le_p(p + 2));
            stl_be_p(s->laa + 2, ldl_le_p(p + 4));
            s->laa_valid = true;
        }
        return AQ_RC_OK;
    case AQ_GET_WAKE_REASON:
        stw_le_p(p + 2, 0);
        return AQ_RC_OK;
    }
    return AQ_NOT_MINE;
}

/* tunnel ports, RSS, registers */
static int x710_aq_tables(X710State *s, uint16_t op, X710AqCmd *c)
{
    uint8_t *p = c->p;
    uint8_t *b = c->buf;
    uint32_t addr;
    int i;

    switch (op) {
    case AQ_ADD_UDP_TUNNEL:
        for (i = 0; i < 16 && s->udp_port[i]; i++) {
            /* find a free one */
        }
        if (i == 16) {
            return AQ_RC_ENOSPC;
        }
        s->udp_port[i] = lduw_le_p(p);
        p[2] = i;
        p[3] = 0;
        p[4] = i + 1;
        return AQ_RC_OK;
    case AQ_DEL_UDP_TUNNEL:
        if (p[2] >= 16 || !s->udp_port[p[2]]) {
            return AQ_RC_ENOENT;
        }
        s->udp_port[p[2]] = 0;
        return AQ_RC_OK;
    case AQ_SET_RSS_KEY:
    case AQ_GET_RSS_KEY:
        for (i = 0; i < 13 && 4 * i + 4 <= c->len; i++) {
            addr = R_PFQF_HKEY + 128 * i;
            if (op == AQ_SET_RSS_KEY) {
                reg_set(s, addr, ldl_le_p(b + 4 * i));
            } else {
                stl_le_p(b + 4 * i, reg_get(s, addr));
            }
        }
        c->wb = op == AQ_GET_RSS_KEY;
        c->wblen = c->len;
        return AQ_RC_OK;
    case AQ_SET_RSS_LUT:
    case AQ_GET_RSS_LUT:
        for (i = 0; i < 128 && 4 * i + 4 <= c->len; i++) {
            addr = R_PFQF_HLUT + 128 * i;
            if (op == AQ_SET_RSS_LUT) {
                reg_set(s, addr, ldl_le_p(b + 4 * i));
            } else {
                stl_le_p(b + 4 * i, reg_get(s, addr));
            }
        }
        c->wb = op == AQ_GET_RSS_LUT;
        c->wblen = c->len;
        return AQ_RC_OK;

    case AQ_DEBUG_READ_REG:
        addr = ldl_le_p(p + 4);
        stl_le_p(p + 8, 0);
        if (addr >= R_PRTGEN_CNF && addr < R_PRTGEN_CNF + 16) {
            stl_le_p(p + 12, (addr - R_PRTGEN_CNF) / 4 >= s->num_ports);
        } else {
            stl_le_p(p + 12, x710_mmio_read32(s, addr));
        }
        return AQ_RC_OK;
    case AQ_DEBUG_WRITE_REG:
        x710_mmio_write32(s, ldl_le_p(p + 4), ldl_le_p(p + 12));
        return AQ_RC_OK;
    }
    return AQ_NOT_MINE;
}

/* commands that do nothing, and those that are refused */
static int x710_aq_stub(X710State *s, uint16_t op, X710AqCmd *c)
{
    switch (op) {
    /* accepted, no effect here */
    case AQ_QUEUE_SHUTDOWN:
    case AQ_SET_PF_CONTEXT:
    case AQ_RELEASE_RESOURCE:
    case AQ_CLEAR_PXE:
    case AQ_SET_WOL_FILTER:
    case AQ_SET_PORT_PARAMS:
    case AQ_SET_SWITCH_CONFIG:
    case AQ_ADD_VLAN:
    case AQ_REMOVE_VLAN:
    case AQ_UPDATE_VEB:
    case AQ_ADD_CLOUD_FILTERS:
    case AQ_REMOVE_CLOUD_FILTERS:
    case AQ_DCB_IGNORE_PFC:
    case AQ_DCB_UPDATED:
    case AQ_SET_DCB_PARAMS:
    case AQ_VSI_BW_LIMIT:
    case AQ_SW_BW_LIMIT:
    case AQ_ENABLE_SW_ETS:
    case AQ_MODIFY_SW_ETS:
    case AQ_DISABLE_SW_ETS:
    case AQ_SW_ETS_BW_LIMIT:
    case AQ_SW_BW_CONFIG:
    case AQ_SUSPEND_PORT_TX:
    case AQ_RESUME_PORT_TX:
    case AQ_PARTITION_BW:
    case AQ_SET_HMC_PROFILE:
    case AQ_SET_MAC_CONFIG:
    case AQ_SET_PHY_DEBUG:
    case AQ_SET_PHY_REG:
    case AQ_ALT_WRITE:
    case AQ_ALT_WRITE_DONE:
    case AQ_LLDP_UPDATE_MIB:
    case AQ_LLDP_SET_LOCAL_MIB:
    case AQ_LLDP_SPEC_AGENT:
    case AQ_LLDP_RESTORE:
        return AQ_RC_OK;

    /* known, refused */
    case AQ_NVM_ERASE:
    case AQ_NVM_UPDATE:
    case AQ_NVM_CONFIG_WRITE:
    case AQ_WRITE_DDP:
        return AQ_RC_EPERM;
    }
    return AQ_NOT_MINE;
}

static int x710_aq_exec(X710State *s, uint16_t op, X710AqCmd *c)
{
    static int (*const group[])(X710State *, uint16_t, X710AqCmd *) = {
        x710_aq_general, x710_aq_switch, x710_aq_bandwidth,
        x710_aq_port,    x710_aq_tables, x710_aq_stub,
    };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(group); i++) {
        int rc = group[i](s, op, c);

        if (rc != AQ_NOT_MINE) {
            return rc;
        }
    }
    return AQ_RC_ESRCH;
}

void x710_asq_run(X710State *s)
{
    PCIDevice *d = PCI_DEVICE(s);
    uint32_t lenreg = reg_get(s, R_PF_ATQLEN);
    uint32_t count = lenreg & AQLEN_MASK;
    uint32_t head = reg_get(s, R_PF_ATQH) & AQLEN_MASK;
    uint32_t tail = reg_get(s, R_PF_ATQT) & AQLEN_MASK;
    uint64_t base = reg_get(s, R_PF_ATQBAL) |
                    ((uint64_t)reg_get(s, R_PF_ATQBAH) << 32);
    g_autofree uint8_t *buf = NULL;

    if (!(lenreg & AQLEN_ENABLE) || !count || head >= count || tail >= count ||
        s->asq_busy || (s->fault & NIC_FAULT_AQ_DEAD)) {
        return;
    }
    s->asq_busy = true;
    buf = g_malloc0(4096);
    while (head != tail) {
        uint8_t desc[AQ_DESC_SIZE];
        X710AqCmd c = { .desc = desc, .p = desc + 16, .buf = buf };
        uint16_t flags, op;
        uint64_t baddr = 0;
        int rc;

        if (pci_dma_read(d, base + head * AQ_DESC_SIZE, desc, sizeof(desc))) {
            break;
        }
        flags = lduw_le_p(desc);
        op = lduw_le_p(desc + 2);
        if (flags & AQ_FLAG_BUF) {
            baddr = ((uint64_t)ldl_le_p(desc + 24) << 32) | ldl_le_p(desc + 28);
            c.len = MIN(lduw_le_p(desc + 4), 4096);
            pci_dma_read(d, baddr, buf, c.len);
        }
        DBG(s, DBG_AQ,
            "asq %u op %04x flags %04x len %u p %08x %08x %08x "
            "%08x",
            head, op, flags, c.len, ldl_le_p(c.p), ldl_le_p(c.p + 4),
            ldl_le_p(c.p + 8), ldl_le_p(c.p + 12));
        if (s->fault_op && s->fault_op == op) {
            rc = AQ_RC_EIO;
        } else {
            rc = x710_aq_exec(s, op, &c);
        }
        if (rc) {
            DBG(s, DBG_AQ, "asq op %04x -> rc %d", op, rc);
        }
        if (baddr && c.wb) {
            pci_dma_write(d, baddr, buf, MIN(c.wblen, c.len));
        }
        if (c.wblen) {
            stw_le_p(desc + 4, c.wblen);
        }
        stw_le_p(desc,
                 flags | AQ_FLAG_DD | AQ_FLAG_CMP | (rc ? AQ_FLAG_ERR : 0));
        stw_le_p(desc + 6, rc);
        pci_dma_write(d, base + head * AQ_DESC_SIZE, desc, sizeof(desc));
        if (!(reg_get(s, R_PF_ATQLEN) & AQLEN_ENABLE)) {
            break; /* the command reset the function */
        }
        head = (head + 1) % count;
        reg_set(s, R_PF_ATQH, head);
    }
    s->asq_busy = false;
}
