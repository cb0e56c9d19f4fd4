// SPDX-License-Identifier: Apache-2.0
// Preloaded under Oclgrind 21.10, so that memory is never released. Oclgrind gives a released
// buffer's number to the next buffer, but its record of initialised bytes keeps the old size. If
// the new buffer is larger, Oclgrind reports reads of it as uninitialised.
extern "C" int clReleaseMemObject(void*);
extern "C" __attribute__((visibility("default"))) int clReleaseMemObject(void*) { return 0; }
