// SPDX-License-Identifier: Apache-2.0
// A layer of a neural network in one call: y = gelu(x w + bias). The epilogue works on each element
// of the product before it is stored, without a second pass over y. To build it alone, in this
// folder:
//
//     c++ -std=c++17 12_epilogue.cpp -o epilogue $(pkg-config --cflags --libs kumiko)
#include <kumiko/kumiko.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <random>
#include <vector>

std::vector<float> random_numbers(std::size_t n)
{
    static std::mt19937 generator(1);
    std::normal_distribution<float> number(0, 0.1f);
    std::vector<float> x(n);
    std::generate(x.begin(), x.end(), [&] { return number(generator); });
    return x;
}

int main()
{
    const std::size_t batch = 32, in = 256, out = 512;
    const std::vector<float> inputs = random_numbers(batch * in),
                             weights = random_numbers(in * out), biases = random_numbers(out);

    const kumiko::queue q;
    const kumiko::buffer<float> x(q, inputs), w(q, weights), bias(q, biases), y(q, batch * out);
    kumiko::epilogue then;
    then.column_bias = bias;
    then.then = kumiko::activation::gelu;
    kumiko::gemm(q, {x, batch, in}, {w, in, out}, {y, batch, out}, 1, 0, then);
    const std::vector<float> got = kumiko::read(q, y);

    // The same in plain loops.
    double largest = 0;
    for (std::size_t i = 0; i < batch; ++i)
        for (std::size_t j = 0; j < out; ++j) {
            double sum = biases[j];
            for (std::size_t s = 0; s < in; ++s)
                sum += static_cast<double>(inputs[i * in + s]) * weights[s * out + j];
            const double gelu = sum * (1 + std::erf(sum / std::sqrt(2.0))) / 2;
            largest = std::max(largest, std::abs(got[i * out + j] - gelu));
        }
    std::cout << batch << " x " << in << " inputs, " << out << " outputs each, on "
              << q.device().name() << "\nlargest difference to plain loops in double: " << largest
              << '\n';
    return largest < 1e-5 ? 0 : 1;
}
