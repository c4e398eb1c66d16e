/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: the receive side. */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "net/checksum.h"

#include "e810.h"

/* false: no room, the peer may hold on to the frame for a while */
static bool e810_rx_vsi(E810State *s, unsigned vsi, const uint8_t *in,
                        size_t len, const E810Pkt *parsed, bool may_stall)
{
    PCIDevice *d = PCI_DEVICE(s);
    uint8_t frame[E810_MAX_FRAME + 8];
    E810Vsi *v = &s->vsi[vsi];
    E810Pkt p = *parsed;
    E810Rxq *r;
    size_t off, need;
    unsigned avail;
    uint16_t tag = 0;
    int q;

    q = e810_vsi_queue(v, e810_rss(s, v, in, &p));
    if (q < 0 || !s->rxq[q].enabled) {
        E810_PRINT(s, TR_PKT, "rx %zu vsi %u queue %d not enabled", len, vsi,
                   q);
        return true;
    }
    r = &s->rxq[q];
    if (!r->qlen || !r->dbuf || !r->dsize) {
        return true;
    }
    memcpy(frame, in, len);

    /* VLAN tag to the descriptor when the VSI strips tags */
    if (p.tagged && ((v->ctx[VSI_INNER_VLAN_FLG] >> 3) & 3) != 3) {
        tag = p.tci;
        memmove(frame + 12, frame + 16, len - 16);
        len -= 4;
        p.status |= RXS_L2TAG1P;
    }
    if (!r->crcstrip) {
        stl_le_p(frame + len, net_crc32_le(frame, len));
        len += 4;
    }
    if (r->rxmax && len > r->rxmax) {
        REG(R_GLV_RDPC + vsi * 4)++;
        return true;
    }

    need = DIV_ROUND_UP(len, r->dbuf);
    avail = (r->tail + r->qlen - r->head) % r->qlen;
    if (avail < need) {
        int64_t now = qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL);

        if (!r->stalled) {
            r->stalled = now ? now : 1;
        }
        if (may_stall && !(s->fault & NIC_FAULT_RX_HASTY) &&
            now - r->stalled < E810_STALL_MS) {
            timer_mod(s->stall_timer, now + E810_STALL_MS + 1);
            return false;
        }
        REG(R_GLV_RDPC + vsi * 4)++;
        return true;
    }

    e810_stat_add(s, R_GLV_GORC + vsi * 8, len);
    e810_stat_add(s,
                  (is_broadcast_ether_addr(frame) ? R_GLV_BPRC
                   : frame[0] & 1                 ? R_GLV_MPRC
                                                  : R_GLV_UPRC) +
                      vsi * 8,
                  1);

    for (off = 0; off < len;) {
        uint64_t da = r->base + r->head * 32;
        uint8_t desc[32];
        size_t n = MIN(len - off, r->dbuf);
        bool eof = off + n == len;

        pci_dma_read(d, da, desc, 8);
        pci_dma_write(d, ldq_le_p(desc), frame + off, n);
        memset(desc, 0, sizeof(desc));
        desc[0] = r->rxdid;
        stw_le_p(desc + 2, p.ptype);
        stw_le_p(desc + 4, n);
        stw_le_p(desc + 8, RXS_DD | (eof ? RXS_EOF | p.status : 0));
        if (eof) {
            stw_le_p(desc + 10, tag);
            stl_le_p(desc + 12, p.hash);
        }
        /* everything else first, the dword with DD last */
        pci_dma_write(d, da + 16, desc + 16, 16);
        pci_dma_write(d, da, desc, 8);
        pci_dma_write(d, da + 12, desc + 12, 4);
        smp_wmb();
        pci_dma_write(d, da + 8, desc + 8, 4);
        r->head = (r->head + 1) % r->qlen;
        off += n;
    }
    E810_PRINT(s, TR_PKT, "rx %zu -> vsi %u q %d ptype %u hash %08x", len, vsi,
               q, p.ptype, p.hash);
    e810_cause(s, REG(R_QINT_RQCTL + q * 4));
    return true;
}

ssize_t e810_rx(E810State *s, const uint8_t *in, size_t size, bool may_stall)
{
    uint16_t dest[E810_MAX_DEST];
    uint8_t pad[60];
    unsigned i, n;
    E810Pkt p;
    size_t len = size;

    if (!e810_can_dma(s) || !s->link_up || size < 14 || size > E810_MAX_FRAME ||
        !s->n_rxq_enabled) {
        return size;
    }
    if (len < sizeof(pad)) {
        memset(pad, 0, sizeof(pad));
        memcpy(pad, in, len);
        in = pad;
        len = sizeof(pad);
    }
    e810_parse(in, len, &p);
    n = e810_classify(s, in, &p, dest);
    for (i = 0; i < n; i++) {
        if (!e810_rx_vsi(s, dest[i], in, len, &p, may_stall && i == 0)) {
            return 0;
        }
    }
    if (!n) {
        E810_PRINT(s, TR_PKT, "rx %zu: nobody wants it", size);
    }
    e810_port_stat(s, R_GLPRT_GORC, len + 4);
    e810_port_stat(s,
                   is_broadcast_ether_addr(in) ? R_GLPRT_BPRC
                   : in[0] & 1                 ? R_GLPRT_MPRC
                                               : R_GLPRT_UPRC,
                   1);
    return size;
}

ssize_t e810_receive(NetClientState *nc, const uint8_t *buf, size_t size)
{
    E810State *s = qemu_get_nic_opaque(nc);

    if (s->fault & NIC_FAULT_RX_STUCK) {
        return size;
    }
    if ((s->fault & NIC_FAULT_RX_LOSSY) && (s->rx_arrived++ & 1)) {
        REG(R_PRTRPB_RDPC)++;
        return size;
    }
    return e810_rx(s, buf, size, true);
}

void e810_stall_timer(void *opaque)
{
    E810State *s = opaque;

    qemu_flush_queued_packets(qemu_get_queue(s->nic));
}
