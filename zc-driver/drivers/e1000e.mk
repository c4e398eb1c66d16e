# SPDX-License-Identifier: GPL-2.0-or-later
# e1000e has one queue, hence no RSS=.
zc-queues-in :=
