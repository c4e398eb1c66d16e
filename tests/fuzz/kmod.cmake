# SPDX-License-Identifier: GPL-2.0-or-later
# The reader of module files, compiled anew so that the fuzzer sees its branches. For a long
# run give a folder of small modules: fuzz_modfile -max_len=20000 CORPUS SEEDS
set(kmod ${PROJECT_SOURCE_DIR}/kmod)
add_executable(fuzz_modfile ${CMAKE_CURRENT_LIST_DIR}/fuzz_modfile.c ${kmod}/elffile.c
  ${kmod}/elfpart.c ${kmod}/elfsyms.c ${kmod}/machine.c ${kmod}/modfile.c ${kmod}/note.c ${kmod}/signature.c)
target_include_directories(fuzz_modfile PRIVATE ${kmod})
target_compile_options(fuzz_modfile PRIVATE -fsanitize=fuzzer,address,undefined
                                            -fno-sanitize-recover=undefined)
target_link_options(fuzz_modfile PRIVATE -fsanitize=fuzzer,address,undefined)
target_link_libraries(fuzz_modfile PRIVATE nic_base PkgConfig::LIBELF)
add_test(NAME fuzz-modfile COMMAND fuzz_modfile -max_total_time=5 -verbosity=0)
set_tests_properties(fuzz-modfile PROPERTIES TIMEOUT 60)
