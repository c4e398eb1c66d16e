/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: the admin queue. */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"

#include "e810.h"

static uint8_t *e810_cap(uint8_t *e, uint16_t cap, uint32_t number,
                         uint32_t logical, uint32_t phys)
{
    memset(e, 0, 32);
    stw_le_p(e, cap);
    e[2] = 1;
    stl_le_p(e + 4, number);
    stl_le_p(e + 8, logical);
    stl_le_p(e + 12, phys);
    return e + 32;
}

static uint16_t e810_aq_list_caps(E810State *s, E810Aq *a, bool dev)
{
    uint8_t tmp[32 * 32], *e = tmp;
    uint32_t vfs, first_vf;

    e = e810_cap(e, CAP_VALID_FUNCTIONS, (1u << s->nfunc) - 1, 0, 0);
    e810_vfs_caps(s, &vfs, &first_vf);
    e = e810_cap(e, CAP_SRIOV, vfs > 0, 0, 0);
    e = e810_cap(e, CAP_VF, dev ? vfs * s->nfunc : vfs, first_vf, 0);
    e = e810_cap(e, CAP_VSI, dev ? E810_MAX_VSI : 256, 0, 0);
    e = e810_cap(e, CAP_DCB, 1, 1, 8);
    e = e810_cap(e, CAP_RSS, 2048, 8, 0);
    e = e810_cap(e, CAP_RXQS, s->nqueues, 0, 0);
    e = e810_cap(e, CAP_TXQS, s->nqueues, 0, 0);
    e = e810_cap(e, CAP_MSIX, s->nvec, 0, 0);
    if (s->fd) {
        e = e810_cap(e, CAP_FD, dev ? 0x2000 : 0x1000, 0x1000, 0);
    }
    e = e810_cap(e, CAP_MAX_MTU, 9702, 0, 0);
    e = e810_cap(e, CAP_NVM_MGMT, 1 << 3, 0, 0);
    e = e810_cap(e, CAP_TX_TOPO, 1, 0, 0);
    if (s->rdma) {
        e = e810_cap(e, CAP_RDMA, 1, 0, 0);
    }
    if (a->len < e - tmp) {
        stl_le_p(a->p + 4, (e - tmp) / 32);
        return AQRC_ENOMEM;
    }
    memcpy(a->buf, tmp, e - tmp);
    stl_le_p(a->p + 4, (e - tmp) / 32);
    a->wb = true;
    return 0;
}

static uint16_t e810_aq_req_res(E810State *s, E810Aq *a)
{
    unsigned id = lduw_le_p(a->p);

    stl_le_p(a->p + 4, id == 1 ? 3000 : id == 4 ? 3000 : 1000);
    if (id == 4) { /* global configuration lock */
        stw_le_p(a->p + 12, s->pkg_loaded ? 2 : 0);
    }
    return 0;
}

static uint16_t e810_aq_fw_log_query(E810State *s, E810Aq *a)
{
    unsigned i, n = MIN(32, a->len / 4);

    a->p[0] = 0;
    stw_le_p(a->p + 4, 10);
    stw_le_p(a->p + 6, n);
    for (i = 0; i < n; i++) {
        stw_le_p(a->buf + i * 4, i);
        a->buf[i * 4 + 2] = 1;
        a->buf[i * 4 + 3] = 0;
    }
    a->wb = true;
    return 0;
}

static uint16_t e810_aq_exec(E810State *s, uint16_t op, E810Aq *a)
{
    unsigned i;

    switch (op) {
    case AQ_GET_VER:
        stl_le_p(a->p, 0x00010005);
        stl_le_p(a->p + 4, 0x5b19d2a5);
        a->p[8] = 0; /* firmware 7.4.13 */
        a->p[9] = 7;
        a->p[10] = 4;
        a->p[11] = 13;
        a->p[12] = 0; /* API 1.7.11 */
        a->p[13] = 1;
        a->p[14] = 7;
        a->p[15] = 11;
        return 0;
    case AQ_DRIVER_VER:
    case AQ_Q_SHUTDOWN:
    case AQ_RELEASE_RES:
    case AQ_CLEAR_PXE:
    case AQ_SET_PORT_PARAMS:
    case AQ_SHARE_RES:
    case AQ_SET_VLAN_MODE:
    case AQ_ADD_RECIPE:
    case AQ_SET_PFC_MODE:
    case AQ_SET_MAC_CFG:
    case AQ_SET_EVENT_MASK:
    case AQ_SET_PORT_ID_LED:
    case AQ_LLDP_SET_MIB_CHG:
    case AQ_LLDP_SET_LOCAL:
    case AQ_LLDP_FILTER:
    case AQ_LLDP_EXEC_PEND:
    case AQ_LLDP_STOP:
    case AQ_CFG_TXQS:
    case AQ_UPDATE_PKG:
    case AQ_FW_LOG_CONFIG:
    case AQ_FW_LOG_REGISTER:
    case AQ_MAC_WRITE:
        return 0;
    case AQ_REQ_RES:
        return e810_aq_req_res(s, a);
    case AQ_LIST_FUNC_CAPS:
    case AQ_LIST_DEV_CAPS:
        return e810_aq_list_caps(s, a, op == AQ_LIST_DEV_CAPS);
    case AQ_MAC_READ:
        if (a->len < 8) {
            return AQRC_EINVAL;
        }
        stw_le_p(a->p, 1 << 4);
        a->p[4] = 1;
        memset(a->buf, 0, a->len);
        memcpy(a->buf + 2, s->conf.macaddr.a, 6);
        a->wb = true;
        return 0;
    case AQ_GET_SW_CFG:
        if (a->len < 6) {
            return AQRC_EINVAL;
        }
        stw_le_p(a->p + 2, 0);
        stw_le_p(a->p + 4, 1);
        stw_le_p(a->buf, e810_lport(s)); /* type 0: physical port */
        stw_le_p(a->buf + 2, 1);         /* switch id */
        stw_le_p(a->buf + 4, PCI_FUNC(PCI_DEVICE(s)->devfn));
        a->wb = true;
        return 0;
    case AQ_ALLOC_RES:
    case AQ_FREE_RES:
        return e810_aq_res(s, a, op == AQ_ALLOC_RES);
    case AQ_GET_VLAN_MODE:
        memset(a->buf, 0, a->len);
        a->wb = true;
        return 0;
    case AQ_ADD_VSI:
    case AQ_UPDATE_VSI:
    case AQ_GET_VSI:
    case AQ_FREE_VSI:
        return e810_aq_vsi(s, a, op);
    case AQ_RECIPE_TO_PROF:
        i = lduw_le_p(a->p);
        if (i < 256) {
            s->recipe_prof[i] = ldq_le_p(a->p + 8);
        }
        return 0;
    case AQ_GET_RECIPE_PROF:
        i = lduw_le_p(a->p);
        if (i >= 256) {
            return AQRC_ENOENT;
        }
        stq_le_p(a->p + 8, s->recipe_prof[i]);
        return 0;
    case AQ_ADD_SW_RULES:
    case AQ_UPDATE_SW_RULES:
    case AQ_REMOVE_SW_RULES:
        return e810_aq_sw_rules(s, a, op);
    case AQ_CLEAR_PF_CFG:
        e810_switch_clear(s);
        return 0;
    case AQ_QUERY_PFC_MODE:
        a->p[0] = 1;
        return 0;
    case AQ_GET_TX_TOPO: /* nine layers, nothing pending */
        memset(a->p, 0, 8);
        memset(a->buf, 0, a->len);
        a->wb = true;
        return 0;
    case AQ_GET_DFLT_TOPO:
        return e810_aq_dflt_topo(s, a);
    case AQ_ADD_SCHED:
    case AQ_CFG_SCHED:
    case AQ_GET_SCHED:
    case AQ_MOVE_SCHED:
    case AQ_SUSPEND_SCHED:
    case AQ_RESUME_SCHED:
    case AQ_DELETE_SCHED:
        return e810_aq_sched(s, a, op);
    case AQ_QUERY_PORT_ETS:
        return e810_aq_port_ets(s, a);
    case AQ_ADD_RL_PROF:
    case AQ_REMOVE_RL_PROF:
        return e810_aq_rl_prof(s, a, op == AQ_ADD_RL_PROF);
    case AQ_QUERY_SCHED_RES:
        return e810_aq_sched_res(s, a);
    case AQ_GET_PHY_CAPS:
        return e810_aq_phy_caps(s, a);
    case AQ_SET_PHY_CFG:
        return e810_aq_set_phy(s, a);
    case AQ_RESTART_AN:
        s->phy_enabled = a->p[2] & (1 << 2);
        e810_link_kick(s);
        return 0;
    case AQ_GET_LINK:
        return e810_aq_get_link(s, a);
    case AQ_SET_MAC_LB:
        s->loopback = a->p[0] & 1;
        e810_link_kick(s);
        return 0;
    case AQ_GET_LINK_TOPO:
        /* there is a media cage, and nothing else */
        return (a->p[2] & 0xf) == 6 && !a->p[3] ? 0 : AQRC_ENOENT;
    case AQ_NVM_READ:
        return e810_aq_nvm_read(s, a);
    case AQ_NVM_CHECKSUM:
        stw_le_p(a->p + 2, 0xbaba);
        return 0;
    case AQ_SET_RSS_KEY:
    case AQ_GET_RSS_KEY:
    case AQ_SET_RSS_LUT:
    case AQ_GET_RSS_LUT:
        return e810_aq_rss(s, a, op);
    case AQ_ADD_TXQS:
        return e810_aq_add_txqs(s, a);
    case AQ_DIS_TXQS:
        return e810_aq_dis_txqs(s, a);
    case AQ_ADD_RDMA_QSET:
        return e810_aq_add_qset(s, a);
    case AQ_DOWNLOAD_PKG:
        return e810_aq_download_pkg(s, a);
    case AQ_GET_PKG_INFO:
        return e810_aq_pkg_info(s, a);
    case AQ_DRV_SHARED:
        if (a->p[1] >= 16) {
            return AQRC_EINVAL;
        }
        if (a->p[0] & 1) {
            stl_le_p(a->p + 4, s->shared_params[a->p[1]]);
        } else {
            s->shared_params[a->p[1]] = ldl_le_p(a->p + 4);
        }
        return 0;
    case AQ_FW_LOG_QUERY:
        return e810_aq_fw_log_query(s, a);
    default:
        E810_PRINT(s, TR_AQ, "opcode %04x not implemented", op);
        return AQRC_ENOSYS;
    }
}

void e810_ctlq_run(E810State *s, int q)
{
    const E810CtlqRegs *r = &e810_cq[q];
    PCIDevice *d = PCI_DEVICE(s);
    uint8_t *buf;

    if (!e810_can_dma(s) || (q == CQ_FW && (s->fault & NIC_FAULT_AQ_DEAD))) {
        return;
    }
    buf = g_malloc(E810_AQ_BUF);
    for (;;) {
        uint32_t n = REG(r->tlen) & CTLQ_LEN_MASK;
        uint32_t head = REG(r->thead), tail = REG(r->ttail) & CTLQ_LEN_MASK;
        uint64_t base = REG(r->tbal) | (uint64_t)REG(r->tbah) << 32;
        uint8_t desc[32];
        uint64_t addr;
        uint16_t flags, op, rc;
        E810Aq a;

        if (!(REG(r->tlen) & CTLQ_ENABLE) || !n || head >= n || tail >= n ||
            head == tail) {
            break;
        }
        pci_dma_read(d, base + head * 32, desc, 32);
        flags = lduw_le_p(desc);
        op = lduw_le_p(desc + 2);
        memset(&a, 0, sizeof(a));
        a.p = desc + 16;
        a.buf = buf;
        addr = 0;
        if (flags & AQF_BUF) {
            a.len = MIN(lduw_le_p(desc + 4), E810_AQ_BUF);
            addr = (uint64_t)ldl_le_p(desc + 24) << 32 | ldl_le_p(desc + 28);
            pci_dma_read(d, addr, buf, a.len);
        }
        if (q == CQ_FW && s->fault_op && s->fault_op == op) {
            rc = AQRC_EIO;
        } else if (q == CQ_FW) {
            rc = e810_aq_exec(s, op, &a);
        } else {
            rc = 0; /* nobody at the other end */
        }
        E810_PRINT(s, TR_AQ, "q%d op %04x flags %04x len %u p %08x %08x rc %u",
                   q, op, flags, a.len, ldl_le_p(desc + 16),
                   ldl_le_p(desc + 20), rc);
        if (a.wb && a.len) {
            pci_dma_write(d, addr, buf, a.len);
        }
        flags |= AQF_DD | AQF_CMP;
        if (rc) {
            flags |= AQF_ERR;
        }
        stw_le_p(desc, flags);
        stw_le_p(desc + 6, rc);
        pci_dma_write(d, base + head * 32, desc, 32);
        smp_wmb();
        REG(r->thead) = (head + 1) % n;
    }
    g_free(buf);
}
