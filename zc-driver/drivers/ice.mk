# SPDX-License-Identifier: GPL-2.0-or-later
# ice: the function that decides how many queues a port gets.
zc-queues-in := ice_ena_msix_range
