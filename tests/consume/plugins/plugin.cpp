// SPDX-License-Identifier: Apache-2.0
// A plugin compiled with the headers of one version. It prints the version of the library it calls.
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
} catch (const kumiko::error&) {  // the library throws it
    return true;
}
}
