// SPDX-License-Identifier: Apache-2.0
#include <kumiko/image/gaussian.hpp>

#include "support/catch.hpp"
#include "support/device.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#if KUMIKO_HAS_OPENCV
#include <opencv2/imgproc.hpp>
#endif

using kumiko::border;
using kumiko::gaussian;
using u8 = std::uint8_t;

namespace {

const border borders[] = {border::replicate, border::reflect, border::reflect101, border::wrap,
                          border::constant};

/// The pixel that place i of a line of n pixels stands for; -1: the constant. It walks one step at
/// a time, as a finger on the drawing in border.hpp would.
int place(int i, int n, border edge)
{
    while (i < 0 || i >= n) {
        if (edge == border::constant) return -1;
        if (edge == border::replicate) return i < 0 ? 0 : n - 1;
        if (edge == border::wrap)
            i += i < 0 ? n : -n;
        else if (n == 1)
            return 0;
        else if (edge == border::reflect)
            i = i < 0 ? -1 - i : 2 * n - 1 - i;
        else
            i = i < 0 ? -i : 2 * n - 2 - i;
    }
    return i;
}

/// Weights by the header's formula. They sum to 1.
std::vector<double> weights(int size, double sigma)
{
    if (sigma == 0 && size <= 9) {
        const std::vector<std::vector<double>> usual = {{1},
                                                        {1, 2, 1},
                                                        {1, 4, 6, 4, 1},
                                                        {2, 7, 14, 18, 14, 7, 2},
                                                        {4, 13, 30, 51, 60, 51, 30, 13, 4}};
        std::vector<double> k = usual[static_cast<std::size_t>(size / 2)];
        double sum = 0;
        for (const double v : k) sum += v;
        for (double& v : k) v /= sum;
        return k;
    }
    if (sigma == 0) sigma = 0.15 * size + 0.35;
    std::vector<double> k;
    double sum = 0;
    for (int i = -(size / 2); i <= size / 2; ++i) {
        k.push_back(std::exp(-i * i / (2 * sigma * sigma)));
        sum += k.back();
    }
    for (double& v : k) v /= sum;
    return k;
}

/// Weights as in the header's Accuracy: 256ths that sum to 256, errors carried from the outside in.
std::vector<double> in_256ths(const std::vector<double>& k)
{
    std::vector<double> w(k.size());
    const std::size_t center = k.size() / 2;
    double error = 0, sum = 0;
    for (std::size_t i = 0; i < center; ++i) {
        const double wanted = 256 * k[i] + error;
        w[i] = w[k.size() - 1 - i] = std::nearbyint(wanted);
        error = wanted - w[i];
        sum += 2 * w[i];
    }
    w[center] = 256 - sum;
    return w;
}

template <class T>
struct picture {
    int width, height, channels;
    std::vector<T> pixels;
    T at(int x, int y, int c) const
    {
        return pixels[static_cast<std::size_t>((y * width + x) * channels + c)];
    }
};

template <class T>
picture<T> noise(int width, int height, int channels)
{
    picture<T> p{width, height, channels, {}};
    std::mt19937 g(static_cast<unsigned>(width * 31 + height));
    p.pixels.resize(static_cast<std::size_t>(width * height * channels));
    for (T& v : p.pixels)
        v = std::is_same_v<T, float> ? static_cast<T>(static_cast<double>(g()) / 4294967296.0 - 0.5)
                                     : static_cast<T>(g() >> 13);
    return p;
}

/// The sum over the square of weights, by definition.
template <class T>
double oracle(const picture<T>& p, int x, int y, int c, const std::vector<double>& k,
              const gaussian& op, bool magnitudes = false)
{
    const int r = static_cast<int>(k.size()) / 2;
    double sum = 0;
    for (int j = -r; j <= r; ++j)
        for (int i = -r; i <= r; ++i) {
            const int px = place(x + i, p.width, op.edge), py = place(y + j, p.height, op.edge);
            const double v = px < 0 || py < 0 ? op.value : p.at(px, py, c);
            sum += k[static_cast<std::size_t>(r + i)] * k[static_cast<std::size_t>(r + j)] *
                   (magnitudes ? std::abs(v) : v);
        }
    return sum;
}

template <class T>
picture<T> blurred(const kumiko::queue& q, const picture<T>& p, const gaussian& op)
{
    const kumiko::image<T> src(q, p.width, p.height, p.channels, p.pixels.data());
    const std::vector<T> zeros(p.pixels.size());
    const kumiko::image<T> dst(q, p.width, p.height, p.channels, zeros.data());
    apply(q, op, src, dst);
    return {p.width, p.height, p.channels, read(q, dst)};
}

int size_of(const gaussian& op, bool bytes)
{
    return op.size ? op.size : static_cast<int>(std::nearbyint(op.sigma * (bytes ? 6 : 8) + 1)) | 1;
}

bool agrees(const picture<u8>& p, const picture<u8>& got, const gaussian& op)
{
    const std::vector<double> w = in_256ths(weights(size_of(op, true), op.sigma));
    for (int y = 0; y < p.height; ++y)
        for (int x = 0; x < p.width; ++x)
            for (int c = 0; c < p.channels; ++c) {
                const auto sum = static_cast<long>(oracle(p, x, y, c, w, op));  // exact: integers
                if (got.at(x, y, c) != (sum + 32768) >> 16) return false;
            }
    return true;
}

bool agrees(const picture<float>& p, const picture<float>& got, const gaussian& op)
{
    const int size = size_of(op, false);
    const std::vector<double> k = weights(size, op.sigma);
    for (int y = 0; y < p.height; ++y)
        for (int x = 0; x < p.width; ++x)
            for (int c = 0; c < p.channels; ++c) {
                const double bound = (size + 6) * 0x1p-24 * oracle(p, x, y, c, k, op, true);
                if (!(std::abs(got.at(x, y, c) - oracle(p, x, y, c, k, op)) <= bound)) return false;
            }
    return true;
}

}  // namespace

TEMPLATE_TEST_CASE("gaussian is the sum it says, for every size", "[image][gaussian]", u8, float)
{
    for (const kumiko::queue& q : test_queues())
        for (int size = 1; size <= 31; size += 2) {
            const int channels = size % 3 == 0 ? 3 : size % 3 == 1 ? 4 : 1;
            CAPTURE(kind_name(q), size, channels);
            const auto p = noise<TestType>(41 + size, 17, channels);
            CHECK(agrees(p, blurred(q, p, gaussian{size}), gaussian{size}));
        }
}

TEMPLATE_TEST_CASE("gaussian at every border, for every number of channels", "[image][gaussian]",
                   u8, float)
{
    for (const kumiko::queue& q : test_queues())
        for (const border edge : borders)
            for (const int channels : {1, 3, 4})
                for (const int size : {3, 5, 13}) {
                    CAPTURE(kind_name(q), static_cast<int>(edge), channels, size);
                    const gaussian op{size, 0, edge, std::is_same_v<TestType, u8> ? 200.0 : 0.75};
                    const auto p = noise<TestType>(37, 11, channels);
                    CHECK(agrees(p, blurred(q, p, op), op));
                }
}

TEMPLATE_TEST_CASE("gaussian of pictures of every shape", "[image][gaussian]", u8, float)
{
    // Smaller than the filter, or a vector; around blocks of 1,024 elements; one row, one column.
    const std::pair<int, int> shapes[] = {{1, 1},   {1, 9},    {9, 1},    {2, 2},   {3, 40},
                                          {31, 3},  {33, 2},   {64, 3},   {65, 2},  {341, 2},
                                          {342, 2}, {1023, 1}, {1025, 2}, {2049, 1}};
    for (const kumiko::queue& q : test_queues())
        for (const auto& [width, height] : shapes)
            for (const border edge : {border::reflect101, border::wrap}) {
                const int channels = width % 2 ? 3 : 4, size = width % 4 == 1 ? 5 : 31;
                CAPTURE(kind_name(q), width, height, static_cast<int>(edge), size);
                const auto p = noise<TestType>(width, height, channels);
                const gaussian op{width > 600 ? 7 : size, 0, edge};
                CHECK(agrees(p, blurred(q, p, op), op));
            }
}

TEMPLATE_TEST_CASE("gaussian of small pictures", "[image][gaussian][small]", u8, float)
{
    for (const kumiko::queue& q : test_queues())
        for (const int size : {3, 9}) {
            CAPTURE(kind_name(q), size);
            const auto p = noise<TestType>(37, 4, 3);
            CHECK(agrees(p, blurred(q, p, gaussian{size}), gaussian{size}));
        }
}

TEMPLATE_TEST_CASE("gaussian by its sigma", "[image][gaussian]", u8, float)
{
    for (const kumiko::queue& q : test_queues())
        for (const gaussian op : {gaussian{0, 0.6}, gaussian{0, 1.5}, gaussian{0, 3.5},
                                  gaussian{5, 2.25}, gaussian{31, 0.4}}) {
            CAPTURE(kind_name(q), op.size, op.sigma);
            const auto p = noise<TestType>(45, 9, 3);
            CHECK(agrees(p, blurred(q, p, op), op));
        }
}

TEST_CASE("gaussian keeps what is the same everywhere", "[image][gaussian]")
{
    for (const kumiko::queue& q : test_queues())
        for (const border edge : borders)
            for (int size = 1; size <= 31; size += 6)
                for (const int v : {0, 1, 127, 255}) {
                    CAPTURE(kind_name(q), static_cast<int>(edge), size, v);
                    picture<u8> p = noise<u8>(70, 8, 4);
                    std::fill(p.pixels.begin(), p.pixels.end(), static_cast<u8>(v));
                    const gaussian op{size, 0, edge, static_cast<double>(v)};
                    CHECK(blurred(q, p, op).pixels == p.pixels);
                }
}

TEST_CASE("both kinds of gaussian give the same bytes, and repeat", "[image][gaussian]")
{
    const auto& queues = test_queues();
    for (const int size : {3, 5, 11, 31}) {
        const auto p = noise<u8>(333, 45, 3);
        const auto first = blurred(queues[0], p, gaussian{size}).pixels;
        for (const kumiko::queue& q : queues)
            for (int i = 0; i < 3; ++i) CHECK(blurred(q, p, gaussian{size}).pixels == first);
        const auto f = noise<float>(333, 45, 3);
        for (const kumiko::queue& q : queues) {
            const auto once = blurred(q, f, gaussian{size}).pixels;
            CHECK(blurred(q, f, gaussian{size}).pixels == once);
        }
    }
}

TEMPLATE_TEST_CASE("gaussian reads and writes its pictures only", "[image][gaussian]", u8, float)
{
    for (const kumiko::queue& q : test_queues())
        for (const int size : {5, 31})
            for (const border edge : {border::reflect101, border::constant}) {
                CAPTURE(kind_name(q), size, static_cast<int>(edge));
                const auto p = noise<TestType>(43, 6, 3);
                const std::size_t row = 43 * 3, pitch = row + 7, bytes = 6 * pitch;
                const TestType canary = std::is_same_v<TestType, float>
                                            ? std::numeric_limits<TestType>::quiet_NaN()
                                            : TestType{171};  // NaN spoils what reads it
                const kumiko::buffer<TestType> memory(
                    q, std::vector<TestType>(2 * bytes + 20, canary));
                const kumiko::image_view<TestType> src(memory.part(3, bytes), 43, 6, 3, pitch);
                const kumiko::image_view<TestType> dst(memory.part(bytes + 9, bytes), 43, 6, 3,
                                                       pitch);
                write(q, src, p.pixels.data());
                const gaussian op{size, 0, edge, 0.5};
                apply(q, op, src, dst);
                gaussian rounded = op;  // for bytes, 0.5 becomes 0: ties to even
                if (std::is_same_v<TestType, u8>) rounded.value = 0;
                CHECK(agrees(p, picture<TestType>{43, 6, 3, read(q, dst)}, rounded));
                CHECK(read(q, src) == p.pixels);
                const std::vector<TestType> all = read(q, memory);
                bool kept = true;
                for (std::size_t i = 0; i < all.size(); ++i) {
                    const auto inside = [&](std::size_t first) {
                        return i >= first && i < first + 5 * pitch + row &&
                               (i - first) % pitch < row;
                    };
                    if (inside(3) || inside(bytes + 9)) continue;
                    kept = kept && (std::isnan(static_cast<double>(canary))
                                        ? std::isnan(static_cast<double>(all[i]))
                                        : all[i] == canary);
                }
                CHECK(kept);
            }
}

TEST_CASE("gaussian of bytes is OpenCV's, bit for bit", "[image][gaussian]")
{
#if KUMIKO_HAS_OPENCV
    for (const kumiko::queue& q : test_queues())
        for (const int size : {3, 5})
            for (const int channels : {1, 3, 4}) {
                CAPTURE(kind_name(q), size, channels);
                const auto p = noise<u8>(317, 91, channels);
                const cv::Mat src(91, 317, CV_8UC(channels), const_cast<u8*>(p.pixels.data()));
                cv::Mat dst;
                cv::GaussianBlur(src, dst, {size, size}, 0, 0, cv::BORDER_REFLECT_101);
                const std::vector<u8> theirs(dst.data, dst.data + p.pixels.size());
                CHECK(blurred(q, p, gaussian{size}).pixels == theirs);
            }
#else
    WARN("skipped: built without OpenCV");
    CHECK(true);
#endif
}

TEST_CASE("gaussian refuses what it cannot do, and does nothing", "[image][gaussian][small]")
{
    const kumiko::queue& q = test_queue();
    const kumiko::image<u8> a(q, 8, 8, 4), b(q, 8, 8, 4), narrow(q, 7, 8, 4), two(q, 8, 8, 2);
    const kumiko::image<u8> also_two(q, 8, 8, 2), none(q, 0, 8, 1), empty(q, 0, 8, 1);
    const kumiko::image<float> real(q, 8, 8, 4);
    const auto before = stats(q).enqueues;
    CHECK_THROWS_WITH(apply(q, gaussian{4}, a, b), "gaussian: size is 4, must be odd");
    CHECK_THROWS_WITH(apply(q, gaussian{33}, a, b), "gaussian: size is 33, must be 0 to 31");
    CHECK_THROWS_WITH(apply(q, gaussian{-1}, a, b), "gaussian: size is -1, must be 0 to 31");
    CHECK_THROWS_WITH(apply(q, gaussian{0, 0}, a, b),
                      "gaussian: size and sigma are both 0, one must be given");
    CHECK_THROWS_WITH(apply(q, gaussian{0, 10}, a, b),
                      "gaussian: sigma is 10, which wants size 61, must be at most 31");
    CHECK_THROWS_WITH(apply(q, gaussian{5, -1}, a, b), "gaussian: sigma is -1, must be 0 to 100");
    CHECK_THROWS_WITH(apply(q, gaussian{5, 0, static_cast<border>(5)}, a, b),
                      "gaussian: edge is value 5 of an enum, must be one of "
                      "replicate|reflect|reflect101|wrap|constant");
    CHECK_THROWS_WITH(apply(q, gaussian{5, 0, border::constant, 256}, a, b),
                      "gaussian: value is 256, must be 0 to 255 for u8");
    CHECK_THROWS_WITH(apply(q, gaussian{5}, a, narrow),
                      "gaussian: src is (8,8,4), dst is (8,7,4); they must agree");
    CHECK_THROWS_WITH(apply(q, gaussian{5}, two, also_two),
                      "gaussian: src and dst have 2 channels, must have 1, 3 or 4");
    CHECK_THROWS_WITH(apply(q, gaussian{5}, a, a), "gaussian: dst overlaps src");
    CHECK_THROWS_WITH(kumiko::detail::apply(q, gaussian{5}, a, real),
                      "gaussian: src is of u8, dst of f32");
    kumiko::any_image gone;
    {
        const kumiko::image<u8> soon(q, 8, 8, 4);
        gone = soon;
    }
    CHECK_THROWS_WITH(kumiko::detail::apply(q, gaussian{5}, a, gone), "a view outlives its buffer");
    CHECK_THROWS_WITH(kumiko::detail::apply(q, gaussian{5}, gone, a), "a view outlives its buffer");
    apply(q, gaussian{5}, none, empty);  // nothing to do
    CHECK(stats(q).enqueues == before);
}

TEST_CASE("gaussian blurs one half of a picture into the other", "[image][gaussian]")
{
    for (const kumiko::queue& q : test_queues()) {
        const auto p = noise<u8>(40, 10, 4);
        const kumiko::image<u8> both(q, 80, 10, 4);
        write(q, both.part(0, 0, 40, 10), p.pixels.data());
        apply(q, gaussian{5}, both.part(0, 0, 40, 10), both.part(40, 0, 40, 10));
        CHECK(read(q, both.part(40, 0, 40, 10)) == blurred(q, p, gaussian{5}).pixels);
    }
}
