// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report.hpp"

#include <kumiko/kumiko.hpp>

#include <string>

namespace tour {

class clip_reader;

/// The device of that name, vendor, index or kind; "": the best one.
kumiko::device device_of(const std::string& name);

/// The stops of the tour, in its order.
/// All devices in a table; returns the roofs of q's.
kumiko::roofs show_devices(report& r, const kumiko::queue& q);
void multiply_matrices(report& r, const kumiko::queue& q, const kumiko::roofs& roof);
void add_numbers(report& r, const kumiko::queue& q, const kumiko::roofs& roof);
/// @param size  width of the Gaussian, odd
void blur_photo(report& r, const kumiko::queue& q, const kumiko::roofs& roof, const picture& photo,
                int size);
/// @param file   where the result is written, to be called `name`
/// @param limit  frames to process at most; 0: all
void blur_clip(report& r, const kumiko::queue& q, clip_reader& clip, const std::string& file,
               const std::string& name, int size, long limit);

}  // namespace tour
