# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of kmod/, on made-up files and machines. Included by tests/CMakeLists.txt.
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
find_package(ZLIB REQUIRED)

add_library(test_kmod_maker STATIC ${CMAKE_CURRENT_LIST_DIR}/test_kmod_maker.c)
target_link_libraries(test_kmod_maker PUBLIC nic_base)

foreach(name block modfile modfile_damaged modfile_path modfile_symbols signature collect kernel load real)
  add_executable(test_kmod_${name} ${CMAKE_CURRENT_LIST_DIR}/test_kmod_${name}.c)
  target_link_libraries(test_kmod_${name} PRIVATE test_kmod_maker nic_kmod nic_base
                        PkgConfig::CMOCKA PkgConfig::LIBELF ZLIB::ZLIB)
  add_test(NAME kmod-${name} COMMAND test_kmod_${name})
  set_tests_properties(kmod-${name} PROPERTIES TIMEOUT 120 SKIP_RETURN_CODE 77)
endforeach()
foreach(name collect kernel)
  target_sources(test_kmod_${name} PRIVATE ${CMAKE_CURRENT_LIST_DIR}/kmod_machine.c)
endforeach()
foreach(name modfile modfile_damaged modfile_path modfile_symbols)
  target_sources(test_kmod_${name} PRIVATE ${CMAKE_CURRENT_LIST_DIR}/modfile_scene.c)
endforeach()
nicctl_unit_test(initramfs nic_kmod)
nicctl_unit_scene(scratch initramfs)
if(LIBARCHIVE_FOUND)
  target_compile_definitions(test_initramfs PRIVATE NICCTL_HAS_LIBARCHIVE)
endif()
