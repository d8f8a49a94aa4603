// Tensor handles, errors as text, and the guard that every export runs in.
#pragma once
#include <ATen/ATen.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

thread_local std::string error_text;
std::atomic<int64_t> live_handles{0};

// Runs `body`; 0 on success, 1 with the text of the error kept for nidl_error.
template <class Body>
int guarded(Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    error_text = e.what_without_backtrace();
  } catch (const std::exception& e) {
    error_text = e.what();
  } catch (...) {
    error_text = "an unknown native error";
  }
  return 1;
}

at::Tensor& borrow(void* handle) {
  TORCH_CHECK(handle != nullptr, "a tensor handle is null");
  return *static_cast<at::Tensor*>(handle);
}

at::Tensor borrow_or_undefined(void* handle) { return handle == nullptr ? at::Tensor() : borrow(handle); }

void* own(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  auto handle = new at::Tensor(std::move(tensor));
  live_handles.fetch_add(1, std::memory_order_relaxed);
  return handle;
}

std::vector<at::Tensor> borrow_all(void* const* handles, int64_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int64_t i = 0; i < count; ++i) tensors.push_back(borrow(handles[i]));
  return tensors;
}

std::vector<at::Tensor> borrow_all_or_undefined(void* const* handles, int64_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int64_t i = 0; i < count; ++i) tensors.push_back(borrow_or_undefined(handles[i]));
  return tensors;
}

}  // namespace
