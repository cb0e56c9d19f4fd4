// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report.hpp"

#include <kumiko/kumiko.hpp>

#include <string>

namespace tour {

class clip_reader;

/// The device of that name, vendor, index or kind; "": the best one.
kumiko::device device_of(const std::string& name);

// The stops of the tour, in order.

/// Shows all devices in a table; returns the roofs of q's device.
kumiko::roofs show_devices(report& r, const kumiko::queue& q);
void multiply_matrices(report& r, const kumiko::queue& q, const kumiko::roofs& roof);
void add_numbers(report& r, const kumiko::queue& q, const kumiko::roofs& roof);
/// @param size  the width of the Gaussian; it must be odd
void blur_photo(report& r, const kumiko::queue& q, const kumiko::roofs& roof, const picture& photo,
                int size);
/// @param file   the path to write the result to; it will be called `name`
/// @param limit  the most frames to process; 0: all
void blur_clip(report& r, const kumiko::queue& q, clip_reader& clip, const std::string& file,
               const std::string& name, int size, long limit);

}  // namespace tour
