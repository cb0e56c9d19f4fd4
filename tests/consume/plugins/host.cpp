// SPDX-License-Identifier: Apache-2.0
// host local|global PLUGIN...: a program with plugins. Each plugin must run with the version of
// Kumiko that it was compiled with.
#include <dlfcn.h>

#include <cstring>
#include <iostream>
#include <vector>

int main(int argc, char** argv)
{
    const int how = std::strcmp(argv[1], "global") == 0 ? RTLD_GLOBAL : RTLD_LOCAL;
    std::vector<void*> plugins;
    for (int i = 2; i < argc; ++i) {
        plugins.push_back(dlopen(argv[i], RTLD_NOW | how));
        if (!plugins.back()) {
            std::cerr << dlerror() << '\n';
            return 1;
        }
    }
    int wrong = 0;
    for (void* const p : plugins) {
        const auto ask = [p](const char* name) {
            return reinterpret_cast<int (*)()>(dlsym(p, name))();
        };
        const int compiled = ask("compiled_with"), runs = ask("runs_with");
        const bool catches = reinterpret_cast<bool (*)()>(dlsym(p, "catches_errors"))();
        std::cout << argv[1] << ": compiled with " << compiled << ", runs with " << runs
                  << (catches ? "" : ", and does not catch the library's errors") << '\n';
        wrong += compiled != runs || !catches;
    }
    return wrong;
}
