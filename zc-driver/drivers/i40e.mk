# SPDX-License-Identifier: GPL-2.0-or-later
# i40e: the function that decides how many queues a port gets. Not i40e_sw_init(), which switches RDMA
# off on a machine with one processor: RSS=1 must not.
zc-queues-in := i40e_init_msix
