# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of nic/ that change nothing. Included by tests/CMakeLists.txt.
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)

foreach(test drivermatch firmware hugepages netvfs parsers pfring ports storage users)
  add_executable(test_nic_${test} ${CMAKE_CURRENT_LIST_DIR}/test_nic_${test}.c)
  target_link_libraries(test_nic_${test} PRIVATE nic_nic nic_fakes PkgConfig::LIBNL
                                                 PkgConfig::CMOCKA)
  add_test(NAME nic-${test} COMMAND test_nic_${test})
  set_tests_properties(nic-${test} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 30)
endforeach()
