// SPDX-License-Identifier: Apache-2.0
// A plugin that was compiled with the headers of one version, and says which library it calls.
#include <kumiko/device.hpp>
#include <kumiko/error.hpp>
#include <kumiko/version.hpp>

extern "C" {
__attribute__((visibility("default"))) int compiled_with() { return KUMIKO_VERSION; }
__attribute__((visibility("default"))) int runs_with() { return kumiko::version(); }
__attribute__((visibility("default"))) bool catches_errors()
try {
    (void)kumiko::pick("no such device");
    return false;
} catch (const kumiko::error&) {  // which is thrown in the library
    return true;
}
}
