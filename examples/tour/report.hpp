// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output.hpp"
#include "picture.hpp"
#include "table.hpp"

#include <string>
#include <vector>

namespace tour {

/// The report of the tour: on the terminal at once, and at the end as one HTML page that needs only
/// the video beside it.
class report {
public:
    explicit report(output& files) : files_(files) {}

    void section(const std::string& title, const std::string& about);
    void note(const std::string& text);
    void add(const table& t);
    /// Names the author of an input, at the page's foot.
    void credit(const std::string& text);
    /// Reports a wrong result. It also makes the program's exit status 1.
    void wrong(const std::string& what);
    bool all_right() const { return right_; }

    struct figure {
        const picture& image;
        std::string file;  ///< the PNG file to write; "": only on the page
        std::string caption;
    };
    void figures(const std::vector<figure>& list);
    /// @param poster  the picture shown before the video plays
    void video(const std::string& file, const picture& poster, const std::string& caption);

    /// Writes report.html.
    void write(const std::string& title, const std::string& subtitle);

private:
    output& files_;
    std::string body_, foot_;
    bool right_ = true;
};

}  // namespace tour
