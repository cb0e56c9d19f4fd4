// SPDX-License-Identifier: Apache-2.0
// A program that asks for all naive forms, one of which is not there: it must not link.
#include "reference/reference.hpp"

int main() { return kumiko::reference::all_references().find("parallel/unreferenced") != nullptr; }
