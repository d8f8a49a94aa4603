// A C interface to libtorch that reaches every ATen operator through the dispatcher, by name.
//
// One exported function, nidl_call, marshals arguments after the operator's own schema, so that an operator costs the
// managed side one line. A tensor handle is an owned at::Tensor, so that two handles of one tensor are told apart. Every export
// returns a status and leaves the text of an error in thread-local storage; no C++ exception crosses the boundary.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/api/include/torch/version.h>
#include <torch/csrc/autograd/autograd.h>

#include <dlfcn.h>
#include <malloc.h>

#include <cstring>
#include <memory>

#include "marshalling.h"
#include "script_modules.h"

namespace {

// glibc gives a large block back to the kernel as soon as it is free, and the next step pays for its pages anew. The largest threshold that
// glibc takes is 32 MB.
[[maybe_unused]] const bool keeps_large_blocks = mallopt(M_MMAP_THRESHOLD, 32 << 20) && mallopt(M_TRIM_THRESHOLD, 512 << 20);

// OpenBLAS has threads of its own, of which at::set_num_threads knows nothing unless libtorch was built against it by name.
void set_blas_threads(int count) {
  static const auto set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set != nullptr) set(count);
}

int64_t property(const at::Tensor& t, int64_t which) {
  switch (which) {
    case 0: return static_cast<int64_t>(t.scalar_type());
    case 1: return static_cast<int64_t>(t.device().type());
    case 2: return t.device().index();
    case 3: return t.dim();
    case 4: return t.numel();
    case 5: return t.requires_grad();
    case 6: return t.is_leaf();
    case 7: return reinterpret_cast<int64_t>(t.data_ptr());
    case 8: return static_cast<int64_t>(t.nbytes());
    case 9: return t.storage_offset();
    case 10: return t.is_contiguous();
    case 11: return t.element_size();
    default: TORCH_CHECK(false, "no property ", which);
  }
}

}  // namespace

// Written in by build.sh; the managed side was compiled with the same number or refuses this library.
EXPORT const char* nidl_sources() { return NIDL_SOURCES; }

EXPORT const char* nidl_error() { return error_text.c_str(); }

EXPORT int64_t nidl_live_handles() { return live_handles.load(std::memory_order_relaxed); }

EXPORT int nidl_find(const char* name, const char* overload, void** op) {
  return guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(handle.has_value(), "libtorch ", TORCH_VERSION, " has no operator ", name, *overload ? "." : "", overload);
    auto found = std::make_unique<Operator>(Operator{*handle, name, {}});
    for (const auto& argument : handle->schema().arguments()) found->parameters.push_back(describe(argument));
    *op = found.release();
  });
}

EXPORT int nidl_call(const void* op, const Value* arguments, int64_t count, Value* results, int64_t capacity, int64_t* produced) {
  return guarded([&] {
    TORCH_CHECK(op != nullptr, "an operator handle is null");
    call(*static_cast<const Operator*>(op), arguments, count, results, capacity, produced);
  });
}

EXPORT void nidl_release(void* handle) {
  if (handle == nullptr) return;
  live_handles.fetch_sub(1, std::memory_order_relaxed);
  guarded([&] { delete static_cast<at::Tensor*>(handle); });
}

EXPORT int nidl_alias(void* handle, void** copy) {
  return guarded([&] { *copy = own(borrow(handle)); });
}

EXPORT int nidl_property(void* handle, int64_t which, int64_t* value) {
  return guarded([&] { *value = property(borrow(handle), which); });
}

// Sizes then strides, `dimensions` of each, into `values` (room for `capacity` numbers).
EXPORT int nidl_layout(void* handle, int64_t* values, int64_t capacity, int64_t* dimensions) {
  return guarded([&] {
    const auto& t = borrow(handle);
    *dimensions = t.dim();
    TORCH_CHECK(2 * t.dim() <= capacity, "the layout of a tensor with ", t.dim(), " dimensions needs more room");
    std::memcpy(values, t.sizes().data(), t.dim() * sizeof(int64_t));
    std::memcpy(values + t.dim(), t.strides().data(), t.dim() * sizeof(int64_t));
  });
}

EXPORT int nidl_set_requires_grad(void* handle, int enabled) {
  return guarded([&] { borrow(handle).requires_grad_(enabled != 0); });
}

EXPORT int nidl_grad(void* handle, void** grad) {
  return guarded([&] { *grad = own(borrow(handle).grad()); });
}

EXPORT int nidl_set_grad(void* handle, void* grad) {
  return guarded([&] { borrow(handle).mutable_grad() = borrow_or_undefined(grad); });
}

EXPORT int nidl_retain_grad(void* handle) {
  return guarded([&] { borrow(handle).retain_grad(); });
}

EXPORT int nidl_set_data(void* handle, void* data) {
  return guarded([&] { borrow(handle).set_data(borrow(data)); });
}

EXPORT int nidl_backward(void* const* tensors, int64_t count, void* const* gradients, int64_t gradient_count, void* const* inputs, int64_t input_count,
                         int retain_graph, int create_graph) {
  return guarded([&] {
    torch::autograd::backward(borrow_all(tensors, count), borrow_all_or_undefined(gradients, gradient_count), retain_graph != 0, create_graph != 0,
                              borrow_all(inputs, input_count));
  });
}

// Writes one handle for each input into `results`; null where the input was not used.
EXPORT int nidl_autograd_grad(void* const* outputs, int64_t output_count, void* const* inputs, int64_t input_count, void* const* gradients,
                              int64_t gradient_count, int retain_graph, int create_graph, int allow_unused, void** results) {
  return guarded([&] {
    auto grads = torch::autograd::grad(borrow_all(outputs, output_count), borrow_all(inputs, input_count), borrow_all_or_undefined(gradients, gradient_count),
                                       retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (size_t i = 0; i < grads.size(); ++i) results[i] = own(grads[i]);
  });
}

EXPORT int nidl_grad_mode() { return c10::GradMode::is_enabled(); }

EXPORT void nidl_set_grad_mode(int enabled) { c10::GradMode::set_enabled(enabled != 0); }

EXPORT int nidl_inference_mode() { return c10::InferenceMode::is_enabled(); }

// A guard of the calling thread; nidl_leave_inference_mode ends it and must run on the same thread.
EXPORT int nidl_enter_inference_mode(int enabled, void** mode) {
  return guarded([&] { *mode = new c10::InferenceMode(enabled != 0); });
}

EXPORT void nidl_leave_inference_mode(void* mode) {
  guarded([&] { delete static_cast<c10::InferenceMode*>(mode); });
}

EXPORT int nidl_generator(int standard, uint64_t seed, void** generator) {
  return guarded([&] { *generator = new at::Generator(standard ? at::detail::getDefaultCPUGenerator() : at::detail::createCPUGenerator(seed)); });
}

EXPORT void nidl_release_generator(void* generator) {
  guarded([&] { delete static_cast<at::Generator*>(generator); });
}

EXPORT int nidl_generator_seed(void* generator, int assign, uint64_t* seed) {
  return guarded([&] {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    if (assign) g.set_current_seed(*seed); else *seed = g.current_seed();
  });
}

EXPORT int nidl_generator_reseed(void* generator, uint64_t* seed) {
  return guarded([&] {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    *seed = g.seed();
  });
}

EXPORT int nidl_generator_state(void* generator, void** state) {
  return guarded([&] {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    *state = own(g.get_state());
  });
}

EXPORT int nidl_set_generator_state(void* generator, void* state) {
  return guarded([&] {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_state(borrow(state));
  });
}

EXPORT int nidl_cuda_devices() { return at::hasCUDA() ? static_cast<int>(at::detail::getCUDAHooks().getNumGPUs()) : 0; }

EXPORT int nidl_threads() { return at::get_num_threads(); }

EXPORT int nidl_set_threads(int count) {
  return guarded([&] {
    at::set_num_threads(count);
    set_blas_threads(count);
  });
}

EXPORT int nidl_interop_threads() { return at::get_num_interop_threads(); }

EXPORT int nidl_set_interop_threads(int count) {
  return guarded([&] { at::set_num_interop_threads(count); });
}

EXPORT const char* nidl_version() { return TORCH_VERSION; }
