/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: the transmit side. */

#include "qemu/osdep.h"
#include "net/checksum.h"

#include "e810.h"

static void e810_xmit(E810State *s, unsigned vsi, const uint8_t *b, size_t len)
{
    uint8_t pad[60];
    uint32_t st;

    if (len < 60) {
        memset(pad, 0, sizeof(pad));
        memcpy(pad, b, len);
        b = pad;
        len = 60;
    }
    e810_port_stat(s, R_GLPRT_GOTC, len + 4);
    st = is_broadcast_ether_addr(b) ? R_GLPRT_BPTC
         : b[0] & 1                 ? R_GLPRT_MPTC
                                    : R_GLPRT_UPTC;
    e810_port_stat(s, st, 1);
    if (vsi < E810_MAX_VSI) {
        e810_stat_add(s, R_GLV_GOTC + vsi * 8, len);
        st = is_broadcast_ether_addr(b) ? R_GLV_BPTC
             : b[0] & 1                 ? R_GLV_MPTC
                                        : R_GLV_UPTC;
        e810_stat_add(s, st + vsi * 8, 1);
    }
    E810_PRINT(s, TR_PKT, "tx %zu", len);
    if (s->loopback) {
        e810_rx(s, b, len, false);
    } else if (s->link_up) {
        qemu_send_packet(qemu_get_queue(s->nic), b, len);
    }
}

/* checksums of one frame, as asked for by the descriptor */
static void e810_tx_csum(uint8_t *b, size_t len, uint16_t cmd, unsigned mac,
                         unsigned ip, unsigned l4)
{
    unsigned l4off = mac + ip, iipt = cmd & TXC_IIPT_MASK;
    E810Pkt p = { 0 };
    unsigned coff;
    uint16_t c;

    if (!iipt || ip < 20 || l4off > len) {
        return;
    }
    if (iipt == TXC_IIPT_V4_CSUM) {
        stw_be_p(b + mac + 10, 0);
        stw_be_p(b + mac + 10, net_raw_checksum(b + mac, ip));
    }
    p.v4 = iipt != TXC_IIPT_V6;
    p.v6 = !p.v4;
    p.l3off = mac;
    p.l4off = l4off;
    p.l4len = len - l4off;
    if (p.v4) {
        unsigned tot = lduw_be_p(b + mac + 2);

        if (tot >= ip && mac + tot <= len) {
            p.l4len = tot - ip;
        }
    }
    switch (cmd & TXC_L4T_MASK) {
    case TXC_L4T_TCP:
        p.proto = 6;
        coff = 16;
        break;
    case TXC_L4T_UDP:
        p.proto = 17;
        coff = 6;
        break;
    default:
        return;
    }
    if (p.l4len < coff + 2 || (p.v6 && ip < 40)) {
        return;
    }
    stw_be_p(b + l4off + coff, 0);
    c = net_checksum_finish(nic_pseudo_sum(b + mac, p.proto, p.l4len) +
                            net_checksum_add(p.l4len, b + l4off));
    if (!c && p.proto == 17) {
        c = 0xffff;
    }
    stw_be_p(b + l4off + coff, c);
}

static void e810_tx_packet(E810State *s, E810Txq *t)
{
    uint8_t *b = s->txbuf;
    uint32_t len = s->txlen;
    unsigned mac = (t->off & 0x7f) * 2;
    unsigned ip = ((t->off >> 7) & 0x7f) * 4;
    unsigned l4 = ((t->off >> 14) & 0xf) * 4;
    unsigned hdr, pos, seg, n;
    uint8_t *f;
    uint32_t seq;
    uint16_t id;
    int tag = -1;

    if (t->dummy || len < 14) {
        return;
    }
    if (t->cmd & TXC_IL2TAG1) {
        tag = t->tag1;
    } else if (t->ctx_tag) {
        tag = t->tag2;
    }
    if (tag >= 0 && len + 4 <= E810_MAX_TXBUF) {
        memmove(b + 16, b + 12, len - 12);
        stw_be_p(b + 12, 0x8100);
        stw_be_p(b + 14, tag);
        len += 4;
        mac += 4;
    }
    if (!t->tso) {
        e810_tx_csum(b, len, t->cmd, mac, ip, l4);
        e810_xmit(s, t->vsi, b, len);
        return;
    }

    hdr = mac + ip + l4;
    if (!t->mss || hdr >= len || ip < 20 || l4 < 8 || hdr > 512) {
        return;
    }
    f = g_malloc(hdr + t->mss);
    seq = ldl_be_p(b + mac + ip + 4);
    id = lduw_be_p(b + mac + 4);
    for (pos = hdr, seg = 0; pos < len; pos += n, seg++) {
        bool tcp = (t->cmd & TXC_L4T_MASK) == TXC_L4T_TCP;

        n = MIN(t->mss, len - pos);
        memcpy(f, b, hdr);
        memcpy(f + hdr, b + pos, n);
        if ((t->cmd & TXC_IIPT_MASK) == TXC_IIPT_V6) {
            stw_be_p(f + mac + 4, ip - 40 + l4 + n);
        } else {
            stw_be_p(f + mac + 2, ip + l4 + n);
            stw_be_p(f + mac + 4, id + seg);
        }
        if (tcp) {
            stl_be_p(f + mac + ip + 4, seq);
            if (pos + n < len) {
                f[mac + ip + 13] &= ~0x09; /* FIN, PSH on the last only */
            }
            if (seg) {
                f[mac + ip + 13] &= ~0x80; /* CWR on the first only */
            }
            seq += n;
        } else {
            stw_be_p(f + mac + ip + 4, l4 + n);
        }
        e810_tx_csum(f, hdr + n, t->cmd, mac, ip, l4);
        e810_xmit(s, t->vsi, f, hdr + n);
    }
    g_free(f);
}

void e810_txq_run(E810State *s, unsigned q)
{
    PCIDevice *d = PCI_DEVICE(s);
    E810Txq *t = &s->txq[q];
    bool report = false;

    if (!t->enabled || t->busy || !t->qlen || !e810_can_dma(s) ||
        (s->fault & NIC_FAULT_TX_STUCK)) {
        return;
    }
    t->busy = true;
    while (t->enabled && t->head != t->tail) {
        uint64_t da = t->base + t->head * 16;
        uint8_t desc[16];
        uint64_t qw1;
        uint16_t cmd;
        uint32_t size;

        pci_dma_read(d, da, desc, 16);
        qw1 = ldq_le_p(desc + 8);
        cmd = (qw1 >> 4) & 0xfff;
        switch (qw1 & 0xf) {
        case TXD_CTX:
            cmd &= 0x7f;
            t->tso = cmd & TXCTX_TSO;
            t->mss = (qw1 >> 50) & 0x3fff;
            t->ctx_tag = cmd & TXCTX_IL2TAG2;
            t->tag2 = lduw_le_p(desc + 4);
            break;
        case TXD_FLTR:
            break;
        case TXD_DATA:
            size = (qw1 >> 34) & 0x3fff;
            if (!t->in_pkt) {
                t->in_pkt = true;
                s->txlen = 0;
                t->cmd = cmd;
                t->off = (qw1 >> 16) & 0x3ffff;
                t->tag1 = qw1 >> 48;
                t->dummy = cmd & TXC_DUMMY;
            }
            if (size && s->txlen + size <= E810_MAX_TXBUF - 4) {
                pci_dma_read(d, ldq_le_p(desc), s->txbuf + s->txlen, size);
                s->txlen += size;
            }
            if (cmd & TXC_EOP) {
                e810_tx_packet(s, t);
                t->in_pkt = t->tso = t->ctx_tag = t->dummy = false;
            }
            if (cmd & TXC_RS) {
                stq_le_p(desc + 8, TXD_DONE);
                pci_dma_write(d, da + 8, desc + 8, 8);
                report = true;
            }
            break;
        default:
            E810_PRINT(s, TR_MISC, "txq %u: odd descriptor %" PRIx64, q, qw1);
        }
        t->head = (t->head + 1) % t->qlen;
        /* a packet is never left half collected: head meets tail at EOP */
    }
    t->busy = false;
    REG(R_QTX_COMM_HEAD + q * 4) = t->head;
    if (report) {
        e810_cause(s, REG(R_QINT_TQCTL + q * 4));
    }
}
