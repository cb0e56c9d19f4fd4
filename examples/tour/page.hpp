// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace tour {

/// A whole HTML page around `body`, which is HTML; the titles are text. It loads no other file.
std::string page(const std::string& title, const std::string& subtitle, const std::string& body);

}  // namespace tour
