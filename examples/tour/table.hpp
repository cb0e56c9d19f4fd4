// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace tour {

/// A table for the terminal and for the page. Cells are text; the caller formats numbers.
class table {
public:
    enum class align { left, right, share };  ///< share: a percentage, shown as a bar on the page
    struct column {
        std::string title;
        align side = align::right;
    };

    explicit table(std::vector<column> columns) : columns_(std::move(columns)) {}
    void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

    std::string text() const;
    std::string html() const;

private:
    std::vector<column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// "63 %"; "-" if the whole is not known.
std::string percent(double part, double whole);
/// Text with HTML's special characters escaped.
std::string escape(const std::string& text);

}  // namespace tour
