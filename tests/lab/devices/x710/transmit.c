/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: the transmit side. */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"

#include "x710.h"

static void x710_tx_wire(X710State *s, int vi, uint8_t *buf, size_t len,
                         bool tag, uint16_t tci)
{
    NetClientState *nc = qemu_get_queue(s->nic);
    int cast;

    if (tag) {
        memmove(buf + 16, buf + 12, len - 12);
        stw_be_p(buf + 12, 0x8100);
        stw_be_p(buf + 14, tci);
        len += 4;
    }
    if (len < X710_MIN_FRAME) {
        memset(buf + len, 0, X710_MIN_FRAME - len);
        len = X710_MIN_FRAME;
    }
    cast = x710_cast(buf);
    x710_stat_add(s, R_GLV_GOTC + 8 * vi, len + 4);
    x710_stat_add(s,
                  (cast == 0   ? R_GLV_UPTC
                   : cast == 1 ? R_GLV_MPTC
                               : R_GLV_BPTC) +
                      8 * vi,
                  1);
    if (s->lb_mode) {
        x710_rx_frame(s, buf, len, false);
        return;
    }
    if (!x710_link_up(s)) {
        x710_stat_add32(s, R_GLPRT_TDOLD + 8 * s->port, 1);
        return;
    }
    x710_stat_add(s, R_GLPRT_GOTC + 8 * s->port, len + 4);
    x710_stat_add(s,
                  (cast == 0   ? R_GLPRT_UPTC
                   : cast == 1 ? R_GLPRT_MPTC
                               : R_GLPRT_BPTC) +
                      8 * s->port,
                  1);
    x710_size_stat(s, R_GLPRT_PTC64, len + 4);
    qemu_send_packet(nc, buf, len);
}

typedef struct X710TxOff {
    bool inner; /* tunnel: outer header present */
    unsigned outer_l3, outer_l4;
    unsigned eipt, tunt;
    bool outer_l4_csum;
    unsigned l3, l4, hdr;
    unsigned iipt, l4t;
} X710TxOff;

static void x710_tx_fix(uint8_t *b, size_t len, const X710TxOff *o,
                        bool lengths, unsigned seg)
{
    if (lengths) {
        if (o->inner) {
            if (o->eipt == 2 || o->eipt == 3) {
                stw_be_p(b + o->outer_l3 + 2, len - o->outer_l3);
                stw_be_p(b + o->outer_l3 + 4,
                         lduw_be_p(b + o->outer_l3 + 4) + seg);
                x710_fix_ip4_csum(b + o->outer_l3);
            } else if (o->eipt == 1) {
                stw_be_p(b + o->outer_l3 + 4, len - o->outer_l3 - 40);
            }
            if (o->tunt == 1) {
                stw_be_p(b + o->outer_l4 + 4, len - o->outer_l4);
            }
        }
        if ((b[o->l3] >> 4) == 4) {
            stw_be_p(b + o->l3 + 2, len - o->l3);
            stw_be_p(b + o->l3 + 4, lduw_be_p(b + o->l3 + 4) + seg);
        } else {
            stw_be_p(b + o->l3 + 4, len - o->l3 - 40);
        }
        if (o->l4t == TXD_L4T_UDP) {
            stw_be_p(b + o->l4 + 4, len - o->l4);
        }
    }
    if (o->iipt == TXD_IIPT_V4_CSUM) {
        x710_fix_ip4_csum(b + o->l3);
    }
    if (o->l4t && o->iipt) {
        /* what IP says: there may be Ethernet padding behind it */
        size_t end = o->l3 + ((b[o->l3] >> 4) == 4
                                  ? lduw_be_p(b + o->l3 + 2)
                                  : 40 + lduw_be_p(b + o->l3 + 4));

        if (end > len || end < o->l4) {
            end = len;
        }
        x710_fix_l4_csum(b + o->l3, b + o->l4, end - o->l4, o->l4t);
    }
    if (o->inner && o->tunt == 1 && o->outer_l4_csum) {
        x710_fix_l4_csum(b + o->outer_l3, b + o->outer_l4, len - o->outer_l4,
                         TXD_L4T_UDP);
    }
}

static void x710_tx_packet(X710State *s, unsigned q, uint64_t qw1)
{
    X710TxQueue *t = &s->txq[q];
    uint32_t ctl = qreg_get(s, R_QTX_CTL, q);
    unsigned cmd = TXD_CMD(qw1);
    unsigned vi = 0;
    X710TxOff o = { 0 };
    bool tso = t->have_ctx && (TXC_CMD(t->ctx) & TXC_CMD_TSO);
    bool tag = cmd & TXD_CMD_IL2TAG1;
    uint16_t tci = TXD_L2TAG1(qw1);

    if (QTX_CTL_TYPE(ctl) == 1 && QTX_CTL_VSI(ctl) < X710_NUM_VSI) {
        vi = QTX_CTL_VSI(ctl);
    }
    if (cmd & TXD_CMD_DUMMY) {
        /* flow director programming only, nothing goes out */
        if (t->have_prog && !t->drop) {
            x710_fdir_program(s, t->prog, t->buf, t->len);
        }
        return;
    }
    if (t->len < 14 || t->drop) {
        x710_stat_add32(s, R_GLV_TEPC + 8 * vi, 1);
        return;
    }

    o.iipt = TXD_CMD_IIPT(cmd);
    o.l4t = TXD_CMD_L4T(cmd);
    o.l3 = TXD_MACLEN(qw1);
    if (t->have_ctx && TXC_EIPT(t->ctx_tunnel)) {
        o.inner = true;
        o.eipt = TXC_EIPT(t->ctx_tunnel);
        o.tunt = TXC_L4TUNT(t->ctx_tunnel);
        o.outer_l4_csum = TXC_L4T_CS(t->ctx_tunnel);
        o.outer_l3 = o.l3;
        o.outer_l4 = o.l3 + TXC_EIPLEN(t->ctx_tunnel);
        o.l3 = o.outer_l4 + TXC_NATLEN(t->ctx_tunnel);
    }
    o.l4 = o.l3 + TXD_IPLEN(qw1);
    o.hdr = o.l4 + TXD_L4LEN(qw1);

    DBG(s, DBG_TX, "txq %u: %u bytes cmd %03x%s l3 %u l4 %u", q, t->len, cmd,
        tso ? " tso" : "", o.l3, o.l4);

    if (o.iipt &&
        (o.l3 < 14 || o.l4 > t->len || o.l4 < o.l3 + 20 || o.hdr > t->len)) {
        x710_stat_add32(s, R_GLV_TEPC + 8 * vi, 1);
        return;
    }

    if (tso) {
        unsigned mss = TXC_MSS(t->ctx);
        unsigned pos = o.hdr, seg = 0;
        uint8_t frame[X710_MAX_FRAME + 64];

        if (!mss || !o.iipt || o.hdr > X710_MAX_HDR ||
            o.hdr + mss > X710_MAX_FRAME) {
            x710_stat_add32(s, R_GLV_TEPC + 8 * vi, 1);
            return;
        }
        while (pos < t->len) {
            unsigned chunk = MIN(mss, t->len - pos);
            bool last = pos + chunk == t->len;

            memcpy(frame, t->buf, o.hdr);
            memcpy(frame + o.hdr, t->buf + pos, chunk);
            if (o.l4t == TXD_L4T_TCP) {
                uint8_t *th = frame + o.l4;

                stl_be_p(th + 4, ldl_be_p(th + 4) + (pos - o.hdr));
                if (!last) {
                    th[13] &= ~0x09; /* FIN, PSH */
                }
                if (seg) {
                    th[13] &= ~0x80; /* CWR */
                }
            }
            x710_tx_fix(frame, o.hdr + chunk, &o, true, seg);
            x710_tx_wire(s, vi, frame, o.hdr + chunk, tag, tci);
            pos += chunk;
            seg++;
        }
        return;
    }

    if (t->len > X710_MAX_FRAME) {
        x710_stat_add32(s, R_GLV_TEPC + 8 * vi, 1);
        return;
    }
    x710_tx_fix(t->buf, t->len, &o, false, 0);
    x710_tx_wire(s, vi, t->buf, t->len, tag, tci);

    if (t->have_ctx && (TXC_CMD(t->ctx) & TXC_CMD_TSYN)) {
        uint64_t ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + s->ptp_offset;

        reg_set(s, R_PRTTSYN_TXTIME_L, (uint32_t)ns);
        reg_set(s, R_PRTTSYN_TXTIME_H, (uint32_t)(ns >> 32));
        reg_set(s, R_PRTTSYN_STAT_0,
                reg_get(s, R_PRTTSYN_STAT_0) | PRTTSYN_STAT_0_TXTIME);
        x710_icr0_raise(s, ICR0_TIMESYNC);
    }
}

static void x710_tx_run(X710State *s, unsigned q)
{
    PCIDevice *d = PCI_DEVICE(s);
    X710TxQueue *t = &s->txq[q];
    unsigned tail = qreg_get(s, R_QTX_TAIL, q) & 0x1fff;
    bool any = false;

    if (tail >= t->qlen || (s->fault & NIC_FAULT_TX_STUCK)) {
        return;
    }
    while (t->enabled && t->head != tail) {
        uint64_t daddr = t->base + (uint64_t)t->head * 16;
        uint64_t desc[2], qw0, qw1;
        unsigned cmd, size;

        if (pci_dma_read(d, daddr, desc, 16)) {
            break;
        }
        qw0 = le64_to_cpu(desc[0]);
        qw1 = le64_to_cpu(desc[1]);

        switch (TXD_DTYPE(qw1)) {
        case TXD_DTYPE_DATA:
            cmd = TXD_CMD(qw1);
            size = TXD_BUFSZ(qw1);
            if (!t->buf) {
                t->buf = g_malloc(X710_TXBUF_SIZE);
            }
            if (t->len + size > X710_TXBUF_SIZE - 64) {
                t->drop = true;
            } else if (pci_dma_read(d, qw0, t->buf + t->len, size)) {
                t->drop = true;
            } else {
                t->len += size;
            }
            if (cmd & TXD_CMD_EOP) {
                x710_tx_packet(s, q, qw1);
                t->len = 0;
                t->drop = false;
                t->have_ctx = false;
                t->have_prog = false;
            }
            if ((cmd & TXD_CMD_RS) && !t->head_wb) {
                desc[1] = cpu_to_le64(TXD_DTYPE_DONE);
                pci_dma_write(d, daddr + 8, &desc[1], 8);
            }
            break;
        case TXD_DTYPE_CONTEXT:
            t->ctx = qw1;
            t->ctx_tunnel = (uint32_t)qw0;
            t->have_ctx = true;
            break;
        case TXD_DTYPE_FILTER:
            t->prog[0] = (uint32_t)qw0;
            t->prog[2] = (uint32_t)qw1;
            t->prog[3] = qw1 >> 32;
            t->have_prog = true;
            if (!t->head_wb) {
                desc[1] = cpu_to_le64(TXD_DTYPE_DONE);
                pci_dma_write(d, daddr + 8, &desc[1], 8);
            }
            break;
        default:
            DBG(s, DBG_TX | DBG_REG, "txq %u: descriptor type %u", q,
                (unsigned)TXD_DTYPE(qw1));
            break;
        }
        any = true;
        if (++t->head == t->qlen) {
            t->head = 0;
        }
    }
    if (!any || !t->enabled) {
        return;
    }
    qreg_set(s, R_QTX_HEAD, q, t->head);
    if (t->head_wb) {
        uint32_t head = cpu_to_le32(t->head);

        pci_dma_write(d, t->head_wb_addr, &head, 4);
    }
    x710_queue_irq(s, qreg_get(s, R_QINT_TQCTL, q));
}

void x710_tx_bh(void *opaque)
{
    X710State *s = opaque;
    unsigned q;

    for (q = 0; q < s->nq; q++) {
        if (s->txq[q].work) {
            s->txq[q].work = false;
            if (s->txq[q].enabled) {
                x710_tx_run(s, q);
            }
        }
    }
}

void x710_tx_tail(X710State *s, unsigned q, uint32_t val)
{
    qreg_set(s, R_QTX_TAIL, q, val);
    if (s->txq[q].enabled) {
        s->txq[q].work = true;
        qemu_bh_schedule(s->tx_bh);
    }
}
