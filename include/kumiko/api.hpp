// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Marks what a shared library exports; everything else is hidden. A static library exports nothing, so two plugins
/// that are each linked with one do not find each other's functions.
#if defined(KUMIKO_STATIC)
#define KUMIKO_API
#elif defined(_WIN32)
#ifdef KUMIKO_BUILDING
#define KUMIKO_API __declspec(dllexport)
#else
#define KUMIKO_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define KUMIKO_API __attribute__((visibility("default")))
#else
#define KUMIKO_API
#endif
