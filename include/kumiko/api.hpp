// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Marks what the library exports; everything else is hidden.
#if defined(_WIN32) && !defined(KUMIKO_STATIC)
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
