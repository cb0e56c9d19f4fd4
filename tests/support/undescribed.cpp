// SPDX-License-Identifier: Apache-2.0
// A program that asks for all operations, one of which has no description: it must not link.
#include <kumiko/registry.hpp>

int main() { return kumiko::operations().empty(); }
