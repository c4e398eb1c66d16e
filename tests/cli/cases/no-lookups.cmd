# SPDX-License-Identifier: GPL-2.0-or-later
# The program looks no name up: that loads libraries from a disk and asks the network, both of which a change may
# take away. mlockall, which it does need, shows that nm finds something.
nm -D --undefined-only "$NICCTL" | grep -owE 'mlockall|dlopen|getaddrinfo|getnameinfo|gethostby[a-z_]*|get(pw|gr|serv|net|proto)(nam|uid|gid|ent|by)[a-z_]*|getgrouplist|initgroups|getlogin(_r)?|res_n?(search|query)'
