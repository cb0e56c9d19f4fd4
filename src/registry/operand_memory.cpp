// SPDX-License-Identifier: Apache-2.0
#include <kumiko/registry.hpp>

#include "core/check.hpp"

namespace kumiko {

operand_memory::operand_memory(const queue& q, operand_kind is, element type,
                               const std::vector<std::size_t>& shape, std::size_t gap,
                               pixel_format f, const color& c)
    : is_(is)
{
    using detail::require;
    const std::size_t axes = shape.size();
    const bool flat = is == operand_kind::vector || is == operand_kind::scalar;
    const bool fits = flat ? axes == 1 : axes == 2 || (is == operand_kind::image && axes == 3);
    require(fits, "an operand of that kind has not ", axes, " axes");

    // One rectangle after the other, a gap behind each row: first how much that is.
    std::size_t end = gap;
    const auto place = [&](std::size_t rows, std::size_t width) {
        const std::size_t pitch = width + (flat ? 0 : gap);
        areas_.push_back({{nullptr, 0, type, end, 0}, rows, width, pitch});
        end += detail::area(rows, pitch) + gap;
    };
    const std::size_t channels = axes == 3 ? shape[2] : 1;
    const auto limited = [](std::size_t n) {
        require(n <= 0x7fffffff, "a picture has a side of ", n, " pixels");
        return static_cast<int>(n);
    };
    if (flat)
        place(1, shape[0]);
    else if (is == operand_kind::matrix)
        place(shape[0], shape[1]);
    else if (is == operand_kind::image)
        place(shape[0], detail::area(shape[1], channels));
    else
        for (int i = 0; i < plane_count(f); ++i) {
            const plane_shape p = shape_of(f, i, limited(shape[1]), limited(shape[0]));
            place(static_cast<std::size_t>(p.height),
                  static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.channels));
        }
    memory_ = any_buffer(q, type, end);
    for (detail::rectangle& r : areas_) {
        const std::size_t first = r.data.offset;
        r.data = detail::part(memory_, first, r.rows == 0 ? 0 : (r.rows - 1) * r.pitch + r.width);
    }

    const detail::rectangle& r = areas_[0];
    if (flat) {
        vector_ = {r.data, r.width, 1};
    } else if (is == operand_kind::matrix) {
        matrix_ = detail::make_matrix(r.data, r.rows, r.width, r.pitch);
    } else if (is == operand_kind::image) {
        image_ = detail::make_image(r.data, limited(shape[1]), limited(r.rows), limited(channels),
                                    r.pitch);
    } else {
        std::array<any_image, 3> planes;
        for (std::size_t i = 0; i < areas_.size(); ++i) {
            const plane_shape p =
                shape_of(f, static_cast<int>(i), limited(shape[1]), limited(shape[0]));
            planes[i] =
                detail::make_image(areas_[i].data, p.width, p.height, p.channels, areas_[i].pitch);
        }
        frame_ = make_frame(f, limited(shape[1]), limited(shape[0]), planes, c);
    }
}

operand operand_memory::get() const
{
    switch (is_) {
        case operand_kind::matrix:
            return matrix_;
        case operand_kind::image:
            return image_;
        case operand_kind::frame:
            return frame_;
        default:
            return vector_;
    }
}

}  // namespace kumiko
