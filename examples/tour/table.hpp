// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace tour {

/// A table for the terminal and for the page. Cells are text: what a number looks like, its
/// maker decides.
class table {
public:
    enum class align { left, right, share };  ///< share: a percentage, a bar on the page
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

/// "63 %"; "-" where the whole is not known.
std::string percent(double part, double whole);
/// Text with what means something in HTML escaped.
std::string escape(const std::string& text);

}  // namespace tour
