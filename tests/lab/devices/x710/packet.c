/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: packet headers and checksums. */

#include "qemu/osdep.h"
#include "qemu/crc32c.h"
#include "net/checksum.h"

#include "x710.h"

void x710_parse(const uint8_t *b, size_t len, X710Pkt *p, bool lax)
{
    unsigned off = 14;

    memset(p, 0, sizeof(*p));
    if (len < 14) {
        return;
    }
    p->etype = lduw_be_p(b + 12);
    if (p->etype == 0x8100 && len >= 18) {
        p->tagged = true;
        p->vlan_tci = lduw_be_p(b + 14);
        p->etype = lduw_be_p(b + 16);
        off = 18;
    }
    if (p->etype == 0x0800 && len >= off + 20 && (b[off] >> 4) == 4) {
        unsigned ihl = (b[off] & 0xf) * 4;
        unsigned tot = lax ? len - off : lduw_be_p(b + off + 2);

        if (ihl < 20 || tot < ihl || off + tot > len) {
            return;
        }
        p->v4 = true;
        p->l3 = off;
        p->l4 = off + ihl;
        p->l3end = off + tot;
        p->proto = b[off + 9];
        p->frag = (lduw_be_p(b + off + 6) & 0x3fff) != 0;
    } else if (p->etype == 0x86dd && len >= off + 40 && (b[off] >> 4) == 6) {
        unsigned tot = lax ? len - off : 40 + lduw_be_p(b + off + 4);
        unsigned nh = b[off + 6];
        unsigned o = off + 40;

        if (off + tot > len) {
            return;
        }
        p->v6 = true;
        p->l3 = off;
        p->l3end = off + tot;
        while (o + 8 <= p->l3end) {
            if (nh == 0 || nh == 43 || nh == 60) {
                nh = b[o];
                o += (b[o + 1] + 1) * 8;
            } else if (nh == 44) {
                p->frag = true;
                nh = b[o];
                o += 8;
            } else {
                break;
            }
        }
        if (o > p->l3end) {
            o = p->l3end;
        }
        p->l4 = o;
        p->proto = nh;
    }
}

void x710_fix_ip4_csum(uint8_t *l3)
{
    unsigned ihl = (l3[0] & 0xf) * 4;

    stw_be_p(l3 + 10, 0);
    stw_be_p(l3 + 10, net_raw_checksum(l3, ihl));
}

void x710_fix_l4_csum(const uint8_t *l3, uint8_t *l4, uint32_t l4len,
                      unsigned l4t)
{
    uint32_t sum;

    switch (l4t) {
    case TXD_L4T_TCP:
        if (l4len < 20) {
            return;
        }
        stw_be_p(l4 + 16, 0);
        sum = nic_pseudo_sum(l3, 6, l4len) + net_checksum_add(l4len, l4);
        stw_be_p(l4 + 16, net_checksum_finish(sum));
        break;
    case TXD_L4T_UDP:
        if (l4len < 8) {
            return;
        }
        stw_be_p(l4 + 6, 0);
        sum = nic_pseudo_sum(l3, 17, l4len) + net_checksum_add(l4len, l4);
        stw_be_p(l4 + 6, net_checksum_finish_nozero(sum));
        break;
    case TXD_L4T_SCTP:
        if (l4len < 12) {
            return;
        }
        stl_le_p(l4 + 8, 0);
        stl_le_p(l4 + 8, crc32c(0xffffffff, l4, l4len));
        break;
    }
}

int x710_cast(const uint8_t *mac)
{
    return is_broadcast_ether_addr(mac) ? 2 : is_multicast_ether_addr(mac);
}
