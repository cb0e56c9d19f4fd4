// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kumiko/queue.hpp>

#include <algorithm>
#include <chrono>
#include <vector>

namespace tour {

class stopwatch {
public:
    /// Seconds since the last call, or since the clock was made.
    double lap()
    {
        const auto now = std::chrono::steady_clock::now();
        return std::chrono::duration<double>(now - std::exchange(start_, now)).count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// How long `work` takes on the device, from enqueuing to its end. It is the median of several
/// runs, fewer if one takes long, after a first run that compiles the kernels.
template <class F>
double seconds(const kumiko::queue& q, F work)
{
    work();
    q.finish();
    std::vector<double> times;
    stopwatch clock;
    for (double spent = 0; times.size() < 3 || (times.size() < 25 && spent < 0.25);) {
        clock.lap();
        work();
        q.finish();
        times.push_back(clock.lap());
        spent += times.back();
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2),
                     times.end());
    return times[times.size() / 2];
}

}  // namespace tour
