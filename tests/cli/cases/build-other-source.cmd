# SPDX-License-Identifier: GPL-2.0-or-later
. ./state/fake-kernel.sh
sed -i 's/SUBLEVEL = 7/SUBLEVEL = 6/' "$source/Makefile"
build --source "$source"
