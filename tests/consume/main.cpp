// SPDX-License-Identifier: Apache-2.0
#include <kumiko/kumiko.hpp>

#include <exception>
#include <iostream>

int main()
try {
    const kumiko::queue q;
    const kumiko::buffer<float> x(q, {1, 2, 3, 4});
    const float sum = kumiko::reduce(q, x);
    std::cout << "sum " << sum << " on " << q.device().name() << '\n';
    return sum == 10 ? 0 : 1;
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
}
