# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of nic/'s parsers, which need no machine. Included by tests/CMakeLists.txt.
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)

add_executable(test_nic_parsers ${CMAKE_CURRENT_LIST_DIR}/test_nic_parsers.c)
target_link_libraries(test_nic_parsers PRIVATE nic_nic PkgConfig::LIBNL PkgConfig::CMOCKA)
add_test(NAME nic-parsers COMMAND test_nic_parsers)
set_tests_properties(nic-parsers PROPERTIES TIMEOUT 30)
