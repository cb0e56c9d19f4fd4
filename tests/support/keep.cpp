// SPDX-License-Identifier: Apache-2.0
// Preloaded under Oclgrind 21.10: memory is never released there. It gives a released buffer's number to the
// next one with the old size of its record of what is initialised, and then reports reads of a larger
// buffer as uninitialised.
extern "C" int clReleaseMemObject(void*);
extern "C" __attribute__((visibility("default"))) int clReleaseMemObject(void*) { return 0; }
