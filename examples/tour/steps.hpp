// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report.hpp"

#include <kumiko/kumiko.hpp>

#include <string>

namespace tour {

class clip_reader;

/// What a device can do at most, measured: what the steps compare themselves with.
struct roofs {
    double copy = 0, read = 0;           ///< bytes a second
    double f16 = 0, f32 = 0, f64 = 0;    ///< operations a second; 0: it has no such type
    double launch = 0, launch_wait = 0;  ///< seconds, in a batch and waited for
};

/// The device of that name, vendor, index or kind; "": the best one.
kumiko::device device_of(const std::string& name);

/// The stops of the tour, in its order.
/// All devices in a table; returns the roofs of q's.
roofs show_devices(report& r, const kumiko::queue& q);
void multiply_matrices(report& r, const kumiko::queue& q, const roofs& roof);
void add_numbers(report& r, const kumiko::queue& q, const roofs& roof);
/// @param size  width of the Gaussian, odd
void blur_photo(report& r, const kumiko::queue& q, const roofs& roof, const picture& photo,
                int size);
/// @param file   where the result is written, to be called `name`
/// @param limit  frames to process at most; 0: all
void blur_clip(report& r, const kumiko::queue& q, clip_reader& clip, const std::string& file,
               const std::string& name, int size, long limit);

}  // namespace tour
