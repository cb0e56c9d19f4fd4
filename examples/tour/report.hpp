// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output.hpp"
#include "picture.hpp"
#include "table.hpp"

#include <string>
#include <vector>

namespace tour {

/// What the tour has to say: at once on the terminal, and at the end as one HTML page that needs
/// nothing but the video beside it.
class report {
public:
    explicit report(output& files) : files_(files) {}

    void section(const std::string& title, const std::string& about);
    void note(const std::string& text);
    void add(const table& t);
    /// Whose work is shown: at the page's foot.
    void credit(const std::string& text);
    /// Something did not come out right: said here, and the program's exit status.
    void wrong(const std::string& what);
    bool all_right() const { return right_; }

    struct figure {
        const picture& image;
        std::string file;  ///< stored as this PNG; "": shown on the page only
        std::string caption;
    };
    void figures(const std::vector<figure>& list);
    /// @param poster  what is seen before it plays
    void video(const std::string& file, const picture& poster, const std::string& caption);

    /// Writes report.html.
    void write(const std::string& title, const std::string& subtitle);

private:
    output& files_;
    std::string body_, foot_;
    bool right_ = true;
};

}  // namespace tour
