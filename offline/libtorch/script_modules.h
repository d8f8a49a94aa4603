// TorchScript modules: a handle is an owned torch::jit::Module, which is itself a reference to the module's state.
#pragma once
#include <torch/script.h>

#include <sstream>

#include "marshalling.h"

namespace {

enum Part : int64_t { PartParameters, PartBuffers, PartAttributes, PartChildren };

thread_local std::vector<std::string> part_names;
thread_local std::vector<const char*> part_name_texts;

torch::jit::Module& borrow_module(void* handle) {
  TORCH_CHECK(handle != nullptr, "a module handle is null");
  return *static_cast<torch::jit::Module*>(handle);
}

// What is no tensor is left out.
void list_part(const std::string& name, const c10::IValue& value) {
  if (!value.isTensor()) return;
  part_names.push_back(name);
  result_list.push_back(own(value.toTensor()));
}

void list_part(const std::string& name, const torch::jit::Module& child) {
  part_names.push_back(name);
  result_list.push_back(new torch::jit::Module(child));
}

template <class Parts>
void list_parts(const Parts& parts) {
  for (const auto& part : parts) list_part(part.name, part.value);
}

void list_parts(const torch::jit::Module& module, int64_t which, bool recurse) {
  switch (which) {
    case PartParameters: return list_parts(module.named_parameters(recurse));
    case PartBuffers: return list_parts(module.named_buffers(recurse));
    case PartAttributes: return list_parts(module.named_attributes(recurse));
    case PartChildren: return list_parts(module.named_children());
    default: TORCH_CHECK(false, "no part ", which);
  }
}

// A type or a device of -1 stays as it is.
void move_module(torch::jit::Module& module, int64_t type, int64_t device, int64_t index) {
  if (type >= 0) module.to(static_cast<at::ScalarType>(type));
  if (device >= 0) module.to(at::Device(static_cast<c10::DeviceType>(device), static_cast<c10::DeviceIndex>(index)));
}

}  // namespace

EXPORT int nidl_script_load(const char* bytes, int64_t size, int64_t device, int64_t index, void** module) {
  return guarded([&] {
    std::istringstream stream(std::string(bytes, size));
    *module = new torch::jit::Module(torch::jit::load(stream, at::Device(static_cast<c10::DeviceType>(device), static_cast<c10::DeviceIndex>(index))));
  });
}

EXPORT void nidl_script_release(void* module) {
  guarded([&] { delete static_cast<torch::jit::Module*>(module); });
}

EXPORT int nidl_script_forward(void* module, void* input, void** output) {
  return guarded([&] {
    auto value = borrow_module(module).forward({borrow(input)});
    TORCH_CHECK(value.isTensor(), "the module gave a value of type ", value.tagKind(), " where a tensor is needed");
    *output = own(std::move(value).toTensor());
  });
}

EXPORT int nidl_script_train(void* module, int enabled) {
  return guarded([&] { borrow_module(module).train(enabled != 0); });
}

EXPORT int nidl_script_training(void* module) { return static_cast<torch::jit::Module*>(module)->is_training(); }

EXPORT int nidl_script_to(void* module, int64_t type, int64_t device, int64_t index) {
  return guarded([&] { move_module(borrow_module(module), type, device, index); });
}

// Lists a part of a module: `handles` and `names` hold `count` entries until the thread's next call. The caller owns the handles.
EXPORT int nidl_script_parts(void* module, int64_t which, int recurse, void*** handles, const char*** names, int64_t* count) {
  return guarded([&] {
    result_list.clear();
    part_names.clear();
    part_name_texts.clear();
    list_parts(borrow_module(module), which, recurse != 0);
    for (const auto& name : part_names) part_name_texts.push_back(name.c_str());
    *handles = result_list.data();
    *names = part_name_texts.data();
    *count = static_cast<int64_t>(result_list.size());
  });
}
