// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clock.hpp"

#include <string>

namespace tour {

/// Shows a bar on the terminal while a long loop runs; nothing if the output is not a terminal.
class progress_bar {
public:
    /// @param total  the number of steps; 0: not known
    progress_bar(std::string unit, long long total);
    ~progress_bar();
    void step();

private:
    void draw() const;
    std::string unit_;
    long long total_, done_ = 0;
    bool visible_;
    stopwatch clock_;
    double elapsed_ = 0, drawn_ = 0;
};

}  // namespace tour
